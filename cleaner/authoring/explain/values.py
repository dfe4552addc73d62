"""An explanation as data: everything that `clean explain` shows, in values that become JSON as they are.

Blocks are numbered from 1, as people see them. Offsets are 0-based: those of blocks are code points of the document's
text, all others code points of the block's text without its bullet.
"""

from __future__ import annotations

from typing import Any

import msgspec


class RuleSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: its id, the set and the place (`file:line`) that it stands in, what it does, and what its file says."""

    id: str
    rule_set: str
    place: str
    verb: str
    label: str
    why: str | None = None
    text: str = ""


class BlockSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A block: its label, what becomes of it (`body`, `moved`, `removed`), and the rule that says so.

    `part` is by what the rule took it: `line`, `from`, `to`, `each`, `run` (it lies within one), `conditions`,
    `fingerprint`, `score`; `pattern` is the one that matched, `since` the first block of its run.
    `reason` is what spoke for the label, where the scorer judged the block, and `score` how much: for body above 0.
    """

    number: int
    label: str
    fate: str
    rule: str | None = None
    place: str | None = None
    part: str | None = None
    pattern: str | None = None
    since: int | None = None
    reason: str | None = None
    score: float | None = None
    captures: dict[str, str] = {}
    start: int
    end: int
    bullet: str = ""
    text: str


class Found(msgspec.Struct, frozen=True):
    """A fingerprint, and the blocks that hold it."""

    pattern: str
    blocks: tuple[int, ...]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set that the document may have had: what of its fingerprints was found, and why it won or lost.

    `verdict` is `won`, `too few`, `fewer`, `tie`, `not asked` (a name or a host decided); `says` is the same in words.
    """

    rule_set: str
    source: str
    needed: int
    found: tuple[Found, ...]
    missing: tuple[str, ...]
    verdict: str
    says: str


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document is from: the source (None: unknown), and how that was found, as a word and in a sentence."""

    source: str | None
    how: str
    says: str
    candidates: tuple[Candidate, ...] = ()


class RulesSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The rule set that ran, with the hash of what it effectively says, and its guards."""

    name: str
    hash: str
    language: str | None
    max_prose: float
    min_words: int
    count: int
    """How many rules there are, inherited ones included."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that was cut out of a block."""

    block: int
    start: int
    end: int
    text: str
    label: str
    rule: str
    place: str


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that a guard refused: the blocks that the rule would have taken, their words, and the guard's reason."""

    rule: str
    place: str
    label: str
    blocks: tuple[int, ...]
    words: int
    reason: str


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that nearly took a block.

    `kind` is `no end`: a run begins at `block`, and none of its ends stands below; `character`: everything holds but
    the pattern `part`, and that matches block `at` once one character is inserted, deleted or replaced in one of its
    literals; or `place`: everything holds, and `block` stands a few blocks beside where it is looked for. `wanted` is the pattern's character, `found` the block's at `offset`; "" where one has none there.
    """

    kind: str
    rule: str
    place: str
    part: str
    patterns: tuple[str, ...]
    block: int
    at: int
    wanted: str = ""
    found: str = ""
    offset: int = 0
    says: str


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one rule on one block: `outcome` is the first condition that failed, or `claimed`, `refused`, `owned`.

    `is_near` says that the rule's pattern matched, or nearly did, and something else failed.
    """

    rule: str
    rule_set: str
    place: str
    verb: str
    label: str
    outcome: str
    says: str
    is_near: bool = False
    again: bool = False
    """In the second round, on what was left of the body."""


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why a block is where it is: all rules in their order, with what came of each."""

    block: int
    trials: tuple[Trial, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why each block of a document is what it is."""

    document: str
    url: str | None
    origin: Origin
    rules: RulesSaid
    blocks: tuple[BlockSaid, ...]
    cuts: tuple[Cut, ...]
    refusals: tuple[Refused, ...]
    near_misses: tuple[NearMiss, ...]
    warnings: tuple[dict[str, str], ...]
    article: dict[str, Any]
    """The article's fields as in its record, but for what stands above."""
    rules_at_work: tuple[RuleSaid, ...]
    """The rules that are named above, in their order."""
    why: tuple[Why, ...] = ()
