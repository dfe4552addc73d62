"""Two rule books over the same documents: which blocks change, by which rules, and what that does to the articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from cleaner.article.account import pieces_by_block
from cleaner.authoring.showing import seen_from_here, shortened
from cleaner.cleaning import Cleaned, Cleaner
from cleaner.engine.program import CompiledRule
from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.blocks import Mode
from cleaner.rulebook.book import load_rules
from cleaner.text.words import count_words

SHIPPED: Final = "shipped"
"""The name of the shipped rules alone; a folder of that name is given as `./shipped`."""
SAMPLES: Final = 3
_NOT_COMPARED: Final = ("id", "url", "rules", "body", "spans", "meta", "stats")
"""Fields that are the input's, or that blocks and words tell better."""


class State(msgspec.Struct, frozen=True):
    """What a block is: its label, and the rule that gave it with its place; without a rule it is what was left.

    The rule `fingerprint` has no place: it is what gave the source away.
    """

    label: str
    rule: str = ""
    place: str = ""


class Sample(msgspec.Struct, frozen=True):
    """A changed block or piece: its document, its number (1-based), the beginning of its text."""

    document: str
    block: int
    text: str


class Change(msgspec.Struct):
    """The blocks and pieces that were one thing and are another: how many, in how many documents, of how many words."""

    old: State
    new: State
    blocks: int = 0
    documents: int = 0
    words: int = 0
    samples: list[Sample] = []


class FieldSample(msgspec.Struct, frozen=True):
    """A field's values in one document, as JSON."""

    document: str
    old: str
    new: str


class FieldChange(msgspec.Struct):
    """A field that differs: in how many documents."""

    documents: int = 0
    samples: list[FieldSample] = []


class SetChange(msgspec.Struct):
    """Documents that get another rule set."""

    old: str
    new: str
    documents: int = 0
    samples: list[str] = []


class Totals(msgspec.Struct):
    """Documents cleaned by both, those of them that differ, and the words that bodies gained and lost."""

    documents: int = 0
    differ: int = 0
    words_gained: int = 0
    words_lost: int = 0


class Cut(NamedTuple):
    """A piece of a block: offsets within its text."""

    start: int
    end: int


class _Owned(NamedTuple):
    """A label, and the rule that gave it."""

    label: str
    rule: CompiledRule | None


class _Block(NamedTuple):
    """A block: whose it is, and the pieces that are cut out of it."""

    whole: _Owned
    pieces: dict[Cut, _Owned]


class Comparison:
    """Cleans documents by an old and a new rule book, once by each, and gathers what differs."""

    def __init__(self, old: Cleaner, new: Cleaner, samples: int = SAMPLES) -> None:
        self.totals = Totals()
        self._old, self._new = old, new
        self._samples = samples
        self._changes: dict[tuple[State, State], Change] = {}
        self._fields: dict[str, FieldChange] = {}
        self._sets: dict[tuple[str, str], SetChange] = {}

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of blocks, by the most blocks first."""
        return tuple(sorted(self._changes.values(), key=lambda change: (-change.blocks, *_order(change))))

    @property
    def fields(self) -> dict[str, FieldChange]:
        """The fields that differ, by name."""
        return dict(sorted(self._fields.items()))

    @property
    def sets(self) -> tuple[SetChange, ...]:
        """The changes of rule sets, by the most documents first."""
        return tuple(sorted(self._sets.values(), key=lambda change: (-change.documents, change.old, change.new)))

    def add(self, document: Document) -> None:
        """Clean a document by both books and compare; raises `DocumentError` where one of them cannot."""
        old = _examined(self._old, document, "old")
        new = _examined(self._new, document, "new")
        name = document.id or "document"
        differs = [self._add_set(name, old, new), self._add_blocks(name, old, new), self._add_fields(name, old, new)]
        self.totals.documents += 1
        self.totals.differ += any(differs)

    def _add_set(self, name: str, old: Cleaned, new: Cleaned) -> bool:
        names = old.program.effective.name, new.program.effective.name
        if names[0] == names[1]:
            return False
        change = self._sets.setdefault(names, SetChange(*names))
        change.documents += 1
        if len(change.samples) < self._samples:
            change.samples.append(name)
        return True

    def _add_blocks(self, name: str, old: Cleaned, new: Cleaned) -> bool:
        told: set[tuple[State, State]] = set()
        for block, (was, is_now) in enumerate(zip(_blocks(old), _blocks(new), strict=True)):
            text = new.document.texts[block]
            for cut, pair in _differing(was, is_now):
                part = text if cut is None else text[cut.start : cut.end]
                states = _state(pair[0]), _state(pair[1])
                self._note(states, Sample(name, block + 1, shortened(part)), count_words(part))
                told.add(states)
            gain = _body_words(text, is_now) - _body_words(text, was) if was != is_now else 0
            self.totals.words_gained += max(gain, 0)
            self.totals.words_lost += max(-gain, 0)
        for states in told:
            self._changes[states].documents += 1
        return bool(told)

    def _note(self, pair: tuple[State, State], sample: Sample, words: int) -> None:
        change = self._changes.setdefault(pair, Change(*pair))
        change.blocks += 1
        change.words += words
        if len(change.samples) < self._samples:
            change.samples.append(sample)

    def _add_fields(self, name: str, old: Cleaned, new: Cleaned) -> bool:
        changed = False
        for field in old.article.__struct_fields__:
            was, is_now = getattr(old.article, field), getattr(new.article, field)
            if field not in _NOT_COMPARED and was != is_now:
                changed = True
                change = self._fields.setdefault(field, FieldChange())
                change.documents += 1
                if len(change.samples) < self._samples:
                    change.samples.append(FieldSample(name, _as_json(was), _as_json(is_now)))
        return changed


def cleaner_of(folders: Sequence[Path | str], book: Sequence[Path | str], blocks: Mode = "auto") -> Cleaner:
    """A cleaner by the shipped rules with folders laid over them, then those of a book; `shipped` lays nothing over."""
    return Cleaner(
        load_rules([*folders, *(folder for folder in book if folder != SHIPPED)]), blocks=blocks, score=False
    )


def _examined(cleaner: Cleaner, document: Document, which: str) -> Cleaned:
    try:
        return cleaner.examine(document)
    except DocumentError as error:
        raise DocumentError(error.document, f"by the {which} rules, {error.what}", error.rule) from None


def _blocks(cleaned: Cleaned) -> list[_Block]:
    pieces = pieces_by_block(cleaned.labelling.pieces)
    return [
        _Block(
            _Owned("body", None) if owner is None else _Owned(owner.label, owner.rule),
            {Cut(p.start, p.end): _Owned(p.rule.rule.label, p.rule) for p in pieces.get(block, ())},
        )
        for block, owner in enumerate(cleaned.labelling.owners)
    ]


def _differing(was: _Block, is_now: _Block) -> Iterator[tuple[Cut | None, tuple[_Owned, _Owned]]]:
    """What differs in a block: the whole, or pieces of it, with whose it was and whose it is."""
    whole = was.whole, is_now.whole
    if not _is_same(*whole):
        yield None, whole
    for cut in sorted({*was.pieces, *is_now.pieces}):
        pair = was.pieces.get(cut, was.whole), is_now.pieces.get(cut, is_now.whole)
        if pair != whole and not _is_same(*pair):
            yield cut, pair


def _is_same(old: _Owned, new: _Owned) -> bool:
    """Whether two labels are the same by rules of the same id: where they stand does not matter."""
    return old.label == new.label and _id(old) == _id(new)


def _id(owned: _Owned) -> str:
    return owned.rule.rule.id if owned.rule is not None else ""


def _state(owned: _Owned) -> State:
    if owned.rule is None:
        return State(owned.label)
    place = owned.rule.rule.place
    # What gave a source away is no rule of any file.
    shown = f"{seen_from_here(place.path)}:{place.line}" if owned.rule.origin else ""
    return State(owned.label, owned.rule.rule.id, shown)


def _body_words(text: str, block: _Block) -> int:
    """The words of a block that stand in the body."""
    if block.whole.label != "body":
        return 0
    return count_words(text) - sum(count_words(text[cut.start : cut.end]) for cut in block.pieces)


def _order(change: Change) -> tuple[str, ...]:
    old, new = change.old, change.new
    return old.label, old.rule, new.label, new.rule, old.place, new.place


def _as_json(value: object) -> str:
    return shortened(msgspec.json.encode(value).decode())
