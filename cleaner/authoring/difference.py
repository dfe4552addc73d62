"""How an article differs from the one expected, paragraph by paragraph, and which rules made it so."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

import msgspec

from cleaner.authoring.cases import Mismatch
from cleaner.authoring.examples import Meant, failing_part
from cleaner.authoring.showing import seen_from_here, visible
from cleaner.authoring.testing import Verdict
from cleaner.cleaning import Cleaned
from cleaner.engine.conditions import is_match
from cleaner.engine.guards import PROSE_WORDS
from cleaner.engine.labelling import FINGERPRINT
from cleaner.rulebook.rules import Rule, Run

WIDTH: Final = 100
"""Characters of a paragraph that are shown."""
MOST_LINES: Final = 6
"""Blocks that one rule removed in a row which are shown all."""
MOST_BLOCKS: Final = 3
"""Blocks that are named for one value."""
_ENDS: Final = re.compile(r"""[.!?…。؟।]["'”’»)]*\s*$""")
"""Ends of a sentence."""
_ALIKE: Final = 0.6
"""The share of equal characters from which two paragraphs are taken for one that changed."""
_LABELS: Final = {
    "authors": ("byline", "credits"),
    "published": ("published", "byline"),
    "modified": ("modified", "byline"),
    "agency": ("byline", "dateline"),
    "place": ("dateline",),
    "captions": ("caption",),
    "notes": ("note", "correction"),
}
"""The labels whose blocks give a field, where it is not the field's own name."""
_HOW: Final = {
    "named": "named by the case",
    "host": "found by the URL's host",
    "fingerprints": "found by fingerprints",
    "none": "no source was found",
}


class Change(NamedTuple):
    """A line of a difference: `-` expected and missing, `+` there and not expected, a space for neither.

    `block` and `fate` are the one block (0-based) that says it, if it is one, and what became of it.
    """

    mark: str
    text: str
    notes: tuple[str, ...] = ()
    block: int = -1
    fate: str = ""

    @property
    def line(self) -> str:
        """The change as text, without what is to be said of it."""
        return f"    {self.mark} {visible(self.text)}"

    def follows(self, other: Change) -> bool:
        """Whether this is the next block, of the same fate."""
        alike = (self.mark, self.fate, self.notes) == (other.mark, other.fate, other.notes)
        return alike and bool(self.fate) and self.block == other.block + 1


def written(changes: Iterable[Change]) -> Iterator[str]:
    """Changes as text; blocks that follow one another and have the same fate are told of once."""
    for run in in_runs(changes):
        yield from (change.line for change in run)
        yield from notes_of(run)


def in_runs(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes, those of blocks that follow one another and have the same fate together."""
    runs: list[list[Change]] = []
    for change in changes:
        if runs and change.follows(runs[-1][-1]):
            runs[-1].append(change)
        else:
            runs.append([change])
    return runs


def notes_of(run: Sequence[Change]) -> Iterator[str]:
    """What is to be said of the changes of a run."""
    first, last = run[0], run[-1]
    blocks = f"block {first.block + 1} is" if first is last else f"blocks {first.block + 1} to {last.block + 1} are"
    notes = [f"{blocks} {first.fate}", *first.notes] if first.fate else first.notes
    return (f"        {visible(note)}" for note in notes)


def difference(verdict: Verdict, *, is_new: bool = False) -> Iterator[str]:
    """The lines that show how a case came out otherwise, field by field; of a new one only what came out."""
    if verdict.cleaned is None:
        return
    for mismatch in verdict.mismatches:
        yield f"  {mismatch.field}"
        yield from written(_changes(mismatch, verdict.cleaned, is_new=is_new))


def removed(cleaned: Cleaned) -> Iterator[str]:
    """What left the article and is no field of it: how many blocks by label, then the blocks by rule, and pieces.

    Of many lines that one rule took in a row, those are shown that may be prose, and a few others.
    """
    owners, document = cleaned.labelling.owners, cleaned.document
    gone = {block: owner for block, owner in enumerate(owners) if owner and owner.rule.rule.verb == "drop"}
    counts = Counter(owner.label for owner in gone.values())
    if counts:
        yield f"  removed: {', '.join(f'{count} {label}' for label, count in counts.most_common())}"
    blocks = Blocks(cleaned)
    prose = {
        block for block in gone if document.word_count(block) >= PROSE_WORDS or _ENDS.search(document.texts[block])
    }
    for run in in_runs(blocks.of(block, "-", document.texts[block]) for block in gone):
        yield from _in_brief(run, prose)
        yield from notes_of(run)
    for piece in cleaned.labelling.pieces:
        yield f"    - {visible(_short(document.texts[piece.block][piece.start : piece.end]))}"
        yield f"        cut from block {piece.block + 1} as {piece.rule.rule.label} by {_rule(piece.rule.rule)}"


def _in_brief(run: Sequence[Change], prose: Container[int]) -> Iterator[str]:
    """The lines of a run; of many those that are prose, and the first and the last."""
    ends = {change.block for change in (run if len(run) <= MOST_LINES else (*run[:2], run[-1]))}
    for is_shown, some in groupby(run, lambda change: change.block in ends or change.block in prose):
        changes = list(some)
        yield from (change.line for change in changes) if is_shown else [f"      … {len(changes)} more"]


def shown_place(rule: Rule) -> str:
    """Where a rule stands, as a person names it."""
    return f"{seen_from_here(rule.place.path)}:{rule.place.line}"


def _changes(mismatch: Mismatch, cleaned: Cleaned, *, is_new: bool) -> Iterator[Change]:
    field, expected, got = mismatch
    if field == "body" and isinstance(expected, list):
        yield from _in_body(expected, got, cleaned)
    elif isinstance(expected, list) and isinstance(got, list):
        yield from _in_list(field, expected, got, cleaned)
    else:
        notes: tuple[str, ...] = ()
        if not is_new:
            notes = tuple(_of_value(field, expected, cleaned))
            yield Change("-", _short(_written(expected)), notes)
        others = tuple(note for note in _of_value(field, got, cleaned) if note not in notes)
        yield Change("+", _short(_written(got)), others)


def _in_list(field: str, expected: list[Any], got: list[Any], cleaned: Cleaned) -> Iterator[Change]:
    old, new = list(map(_written, expected)), list(map(_written, got))
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Change(" ", _short(text)) for text in old[i1:i2])
            continue
        start = _shown_from(old[i1], new[j1]) if i2 - i1 == j2 - j1 == 1 else 0
        for item in expected[i1:i2]:
            yield Change("-", _short(_written(item), start), tuple(_of_value(field, item, cleaned)))
        for item in got[j1:j2]:
            yield Change("+", _short(_written(item), start), tuple(_of_value(field, item, cleaned)))


def _in_body(expected: list[Any], got: list[str], cleaned: Cleaned) -> Iterator[Change]:
    """The paragraphs that differ, each with one that is the same before and behind."""
    old = [item if isinstance(item, str) else _written(item) for item in expected]
    blocks = Blocks(cleaned)
    for group in difflib.SequenceMatcher(None, old, got, autojunk=False).get_grouped_opcodes(1):
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                yield from (Change(" ", _short(text)) for text in old[i1:i2])
            else:
                yield from _replaced(old[i1:i2], got[j1:j2], blocks)


def _replaced(old: Sequence[str], new: Sequence[str], blocks: Blocks) -> Iterator[Change]:
    """Paragraphs in the place of others; a pair that is alike is shown where it parts."""
    left = list(new)
    for text in old:
        twin = next((other for other in left if _are_alike(text, other)), None)
        if twin is None:
            yield blocks.missing(text)
        else:
            left.remove(twin)
            start = _shown_from(text, twin)
            yield Change("-", _short(text, start))
            yield blocks.present(twin)._replace(text=_short(twin, start))
    for text in left:
        yield blocks.present(text)


def _are_alike(text: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, text, other, autojunk=False)
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) > _ALIKE and matcher.ratio() > _ALIKE


def _shown_from(text: str, other: str) -> int:
    """The character (0-based) from which two texts are shown, so that one sees where they part."""
    pairs = zip(text, other, strict=False)
    parting = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))
    return 0 if parting < WIDTH - 20 else parting - WIDTH // 2


class Blocks:
    """What became of the blocks of a document."""

    def __init__(self, cleaned: Cleaned) -> None:
        self._texts = [" ".join(text.split()) for text in cleaned.document.blocks.texts]
        self._cleaned = cleaned
        self._labelling = cleaned.labelling
        self._in_body = [owner is None or owner.label == "body" for owner in cleaned.labelling.owners]

        self._next = 0

    def missing(self, paragraph: str) -> Change:
        """A paragraph that is not in the body, and why."""
        found = self._one(self._find(paragraph, in_body=False) or self.holding(paragraph))
        if len(found) == 1:
            return self.of(found[0], "-", paragraph)
        notes = tuple(map(self.fate, found)) or ("no block of the document says this",)
        return Change("-", _short(paragraph), notes)

    def present(self, paragraph: str) -> Change:
        """A paragraph that is in the body, its fate, and the rules that nearly took it."""
        found = self._one(self._find(paragraph, in_body=True) or self.holding(paragraph))
        if len(found) == 1:
            return self.of(found[0], "+", paragraph)._replace(notes=tuple(self._near(found[0])))
        notes = (note for block in found for note in (self.fate(block), *self._near(block)))
        return Change("+", _short(paragraph), tuple(notes))

    def of(self, block: int, mark: str, text: str) -> Change:
        """What a block says, and its fate."""
        return Change(mark, _short(text), block=block, fate=self._became(block))

    def _one(self, found: list[int]) -> list[int]:
        """Of blocks that say the same the one that follows that of the change before, if it is there, else some."""
        found = [self._next] if self._next in found else found[:MOST_BLOCKS]
        self._next = found[0] + 1 if len(found) == 1 else -1
        return found

    def _near(self, block: int) -> Iterator[str]:
        """The rules whose pattern matches a block that nobody claimed, and what kept them from it."""
        if self._labelling.owners[block] is not None:
            return
        document, language = self._cleaned.document, self._cleaned.article.language
        for rule in self._cleaned.program.rules:
            if rule.start is None or rule.start.everywhere or not is_match(rule.start, document, block):
                continue
            part = failing_part(rule, Meant(document, block, alone=False), language)
            if part := part or _place_or_end(rule.rule):
                yield f"{_rule(rule.rule)} matches it, but for its `{part}`"

    def _find(self, text: str, *, in_body: bool) -> list[int]:
        text = " ".join(text.split())
        return [b for b, said in enumerate(self._texts) if said == text and self._in_body[b] is in_body]

    def holding(self, text: str) -> list[int]:
        """The blocks that say a text, or else those that hold it."""
        text = " ".join(text.split())
        equal = [block for block, said in enumerate(self._texts) if said == text]
        return equal or [block for block, said in enumerate(self._texts) if text and text in said]

    def holds(self, block: int, texts: Iterable[str]) -> bool:
        """Whether a block says one of some texts, or more than that."""
        return any(text and " ".join(text.split()) in self._texts[block] for text in texts)

    def fate(self, block: int) -> str:
        """What became of a block, and by which rule."""
        return f"block {block + 1} is {self._became(block)}"

    def _became(self, block: int) -> str:
        owner = self._labelling.owners[block]
        said = f"{owner.label} by {_rule(owner.rule.rule)}" if owner else "body: no rule claimed it"
        cut = [_rule(piece.rule.rule) for piece in self._labelling.pieces if piece.block == block]
        said += f"; a piece was cut out by {', '.join(dict.fromkeys(cut))}" if cut else ""
        for refusal in self._labelling.refusals:
            if block in refusal.blocks:
                said += f"; {_rule(refusal.rule.rule)} was refused: {refusal.reason}"
        return said


def _place_or_end(rule: Rule) -> str:
    """What keeps a rule from a block that it matches and whose conditions hold."""
    if rule.conditions.at is not None:
        return "at"
    return "" if not isinstance(rule.span, Run) else "to" if rule.span.inclusive else "until"


def _rule(rule: Rule) -> str:
    if rule.place.path == FINGERPRINT:
        return "`fingerprint`, as it gave the source away"
    return f"`{rule.id}` ({shown_place(rule)})"


def _of_value(field: str, value: Any, cleaned: Cleaned) -> Iterator[str]:
    """Where a field's value stands in the document and what became of it there, or which blocks give the field."""
    if field in ("source", "rules", "language"):
        choice = cleaned.choice
        yield f"{cleaned.program.effective.name} ran: {_HOW[choice.how]}"
        return
    if field == "warnings":
        yield from (w.message for w in cleaned.article.warnings if w.code == value)
        return
    blocks, giving, texts = Blocks(cleaned), _giving(field, cleaned), tuple(_strings(value))
    own = [block for block in giving if blocks.holds(block, texts)]  # the same words may stand in others, too
    found = own or list(dict.fromkeys(block for text in texts for block in blocks.holding(text)))
    yield from map(blocks.fate, (found or giving)[:MOST_BLOCKS])


def _strings(value: Any) -> Iterator[str]:
    """The texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _giving(field: str, cleaned: Cleaned) -> list[int]:
    """The blocks of claims that give a field: by their own label or what they capture, else by a label that may."""
    own, others = list[int](), list[int]()
    for claim in cleaned.labelling.claims:
        label = claim.rule.rule.label
        for block, captures in zip(claim.blocks, claim.captures, strict=True):
            if label == field or any(capture.name == field for capture in captures):
                own.append(block)
            elif label in _LABELS.get(field, ()):
                others.append(block)
    return own or others


def _written(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _short(text: str, start: int = 0) -> str:
    """A text of some width, from a character on."""
    begin = "…" if start else ""
    return begin + (text[start:] if len(text) - start <= WIDTH else text[start : start + WIDTH - 1] + "…")
