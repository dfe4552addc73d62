"""Documents that no rules were written for, grouped so that one sees for whom to write rules next.

Hosts are counted in full. Lines are kept of a sample only: memory must not grow with the documents. The sample are
the documents whose texts have the least hashes, so that it does not depend on their order.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
import regex

from cleaner.cleaning import Cleaned
from cleaner.engine.guards import PROSE_WORDS
from cleaner.engine.sources import host_of, unwrap
from cleaner.model import Document

SAMPLE: Final = 2000
"""Documents whose lines are kept; with all their lines they take some 20 megabytes."""
HOSTS: Final = 10_000
"""Hosts that are counted by name; further ones are counted together."""
LINES: Final = 100
"""Lines kept of a document, from its top and its foot, where furniture is."""
MAX_LINE: Final = 100
"""Characters of a line; longer ones are no furniture that one would write a rule for."""
SHOWN: Final = 5
"""Lines, and documents, that are named of a group."""
GROUPS: Final = 50
"""Groups by line; what is left then is one group without a name."""
OTHER_HOSTS: Final = "other hosts"
HOSTLESS: Final = ("line", "")
_DIGITS = regex.compile(r"\p{Nd}+")
_LETTERS = regex.compile(r"(?:\P{L}*\p{L}){4}")
"""Four letters, as a fingerprint must hold."""


class FrequentLine(msgspec.Struct, frozen=True):
    """A line, with `#` for its numbers, and how many documents of its group's sample have it."""

    line: str
    documents: int


class Group(msgspec.Struct, frozen=True):
    """Documents that may be of one kind.

    They are of one host (`by` is `host`), of a source none of whose layouts fits (`layout`), or share the line that is
    the group's name (`line`; without a name they share none). `examples` are ids.
    """

    by: str
    name: str
    documents: int
    lines: tuple[FrequentLine, ...]
    examples: tuple[str, ...]


class _Sampled(NamedTuple):
    """A document of the sample; the heap has that of the greatest hash on top."""

    order: int
    number: int
    name: str
    key: tuple[str, str]
    lines: tuple[str, ...]


class UnknownDocuments:
    """Gathers documents of unknown sources."""

    __slots__ = ("_hosts", "_sample", "count")

    def __init__(self) -> None:
        self.count = 0
        self._hosts: Counter[tuple[str, str]] = Counter()
        self._sample: list[_Sampled] = []

    @property
    def sampled(self) -> int:
        """How many documents the lines are counted in."""
        return len(self._sample)

    def add(self, document: Document, cleaned: Cleaned) -> None:
        """Count a document of an unknown source, or of an unknown layout."""
        self.count += 1
        key = _key(document, cleaned)
        if key not in self._hosts and len(self._hosts) >= HOSTS:
            key = ("host", OTHER_HOSTS)
        self._hosts[key] += 1
        order = -_hash(cleaned.document.data)
        if len(self._sample) < SAMPLE or order > self._sample[0].order:
            kept = _Sampled(order, -self.count, document.id or "document", key, _lines(cleaned))
            (heapq.heappush if len(self._sample) < SAMPLE else heapq.heapreplace)(self._sample, kept)

    def groups(self) -> tuple[Group, ...]:
        """Hosts and layouts with all their documents, then groups of documents without a host, each most first."""
        sample = sorted(self._sample, key=lambda kept: -kept.number)
        everywhere = Counter(line for kept in sample for line in kept.lines)
        own: dict[tuple[str, str], list[_Sampled]] = {}
        for kept in sample:
            own.setdefault(kept.key, []).append(kept)
        hostless = own.pop(HOSTLESS, [])
        hosts = [(key, count) for key, count in self._hosts.items() if key != HOSTLESS]
        hosts.sort(key=lambda item: (-item[1], item[0]))
        named = [_group(*key, count, own.get(key, []), everywhere) for key, count in hosts]
        return (*named, *_by_line(hostless, everywhere))


def _key(document: Document, cleaned: Cleaned) -> tuple[str, str]:
    """What a document is grouped by at once: its source, its host, or (`line`) what it shares with others."""
    if cleaned.choice.unknown_layout:
        return "layout", cleaned.choice.unknown_layout
    url, _ = unwrap(document.url)
    host = document.source or (host_of(url) if url else "")
    return ("host", host.lower().removeprefix("www.")) if host else HOSTLESS


def _hash(data: bytes) -> int:
    import hashlib  # noqa: PLC0415 (it loads all of OpenSSL)

    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest())


def _lines(cleaned: Cleaned) -> tuple[str, ...]:
    """The short lines that no rule claimed, each once, with `#` for numbers."""
    document = cleaned.document
    free = [block for block, owner in enumerate(cleaned.labelling.owners) if owner is None]
    short = [b for b in free if len(document.texts[b]) <= MAX_LINE and document.word_count(b) < PROSE_WORDS]
    if len(short) > LINES:
        short = short[: LINES // 2] + short[-LINES // 2 :]
    masked = (_DIGITS.sub("#", " ".join(document.texts[block].split())) for block in short)
    return tuple(dict.fromkeys(line for line in masked if _LETTERS.match(line)))


def _by_line(documents: list[_Sampled], everywhere: Counter[str]) -> Iterator[Group]:
    """Groups of documents that share a line: the line that most of the rest share makes the next one.

    Documents that share no line with another are the last group, without a name.
    """
    rest = documents
    lines = Counter(line for kept in rest for line in kept.lines)
    for _ in range(GROUPS):
        line, count = min(lines.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        if count < 2:
            break
        own = [kept for kept in rest if line in kept.lines]
        yield _group("line", line, count, own, everywhere)
        rest = [kept for kept in rest if line not in kept.lines]
        lines.subtract(line for kept in own for line in kept.lines)
    if rest:
        yield _group("line", "", len(rest), rest, everywhere)


def _group(by: str, name: str, count: int, sample: list[_Sampled], everywhere: Counter[str]) -> Group:
    """A group with the lines that most of its documents have, two at least; first those that fewer others have, and long ones."""
    lines = Counter(line for kept in sample for line in kept.lines if line != name)
    ranked = sorted(lines.items(), key=lambda item: (-item[1], everywhere[item[0]], -len(item[0]), item[0]))
    frequent = tuple(FrequentLine(line, number) for line, number in ranked[:SHOWN] if number > 1)
    return Group(by, name, count, frequent, tuple(kept.name for kept in sample[:SHOWN]))
