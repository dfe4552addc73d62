"""From a cleaned document to its explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec

from cleaner.authoring.explain.evidence import origin_of
from cleaner.authoring.explain.misses import NearIndex, near_misses
from cleaner.authoring.explain.naming import Names, is_judge
from cleaner.authoring.explain.prints import NearPrints
from cleaner.authoring.explain.tracing import Tracer
from cleaner.authoring.explain.trials import why
from cleaner.authoring.explain.values import BlockSaid, Cut, Explanation, Refused, RulesSaid
from cleaner.authoring.explain.written import RuleFiles
from cleaner.cleaning import Cleaned, Cleaner
from cleaner.engine.labelling import Claim
from cleaner.engine.program import BODY_VERBS
from cleaner.errors import InputError
from cleaner.model import Article, Document
from cleaner.scoring.scorer import RULE_ID as SCORER

_LEFT_OUT: Final = ("spans", "meta", "warnings")
"""Fields of the article that an explanation says otherwise, or that are no outcome."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Blocks, by number from 1, of which all rules are asked: those that were kept, and those that were removed."""

    kept: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


_NONE: Final = Questions()


class Explainer:
    """Explains documents as a `Cleaner` cleans them; what it makes for one document it keeps for the next."""

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._files = RuleFiles()
        self._indexes: dict[tuple[str, bool], NearIndex] = {}

    @cached_property
    def _prints(self) -> NearPrints:
        return NearPrints(self._cleaner.book)

    def explain(self, document: Document, questions: Questions = _NONE) -> Explanation:
        """Why each block of a document is what it is, and why those asked of are not otherwise.

        Raises `DocumentError` where the document cannot be cleaned, and `InputError` for questions that it does not
        answer: blocks that it has not, or that were not kept or removed as the question says.
        """
        cleaned = self._cleaner.examine(document)
        tracer = Tracer(cleaned)
        names = Names(tracer, self._files)
        blocks = tuple(_blocks(cleaned, names))
        asked = _asked(document.id or "document", blocks, questions)
        refusals = _refusals(cleaned, names)
        misses = near_misses(tracer, names, self._index(cleaned))
        if cleaned.choice.rule_set is None:
            misses = (*self._prints.near_misses(cleaned.document), *misses)
        effective = cleaned.program.effective
        return Explanation(
            document=document.id or "document",
            url=document.url,
            origin=origin_of(document, cleaned.document, cleaned.choice, self._cleaner.finder, self._cleaner.book),
            rules=RulesSaid(
                name=effective.name,
                hash=effective.hash,
                language=cleaned.article.language,
                max_prose=effective.max_prose,
                min_words=effective.min_words,
                count=len(effective.rules),
            ),
            blocks=blocks,
            cuts=tuple(_cuts(cleaned, names)),
            refusals=refusals,
            near_misses=misses,
            warnings=tuple({"code": w.code, "message": w.message} for w in cleaned.article.warnings),
            article=_fields(cleaned.article),
            why=tuple(why(tracer, names, number - 1) for number in asked),
            rules_at_work=names.asked(),
        )

    def _index(self, cleaned: Cleaned) -> NearIndex:
        key = cleaned.program.effective.name, cleaned.program.is_for_pages
        if key not in self._indexes:
            self._indexes[key] = NearIndex(cleaned.program)
        return self._indexes[key]


def _blocks(cleaned: Cleaned, names: Names) -> Iterator[BlockSaid]:
    blocks, captured = cleaned.document.blocks, _captures(cleaned.labelling.claims)
    for number, text in enumerate(cleaned.document.texts):
        owner = cleaned.labelling.owners[number]
        rule = names.rule(owner.rule.origin, owner.rule.rule) if owner else None
        taken = names.taken(owner, number) if owner else None
        yield BlockSaid(
            number=number + 1,
            label=owner.label if owner else "body",
            fate=_fate(owner),
            rule=rule.id if rule else None,
            place=rule.place if rule else None,
            part=taken.part if taken else None,
            pattern=taken.pattern if taken else None,
            since=taken.since if taken else None,
            **_scored(cleaned, number),
            captures=captured.get(number, {}),
            start=blocks.starts[number],
            end=blocks.ends[number],
            bullet=blocks.texts[number][: len(blocks.texts[number]) - len(text)],
            text=text,
        )


def _scored(cleaned: Cleaned, number: int) -> dict[str, Any]:
    """What the scorer or a finder says of a block that it judged."""
    owner, scores = cleaned.labelling.owners[number], cleaned.scores
    if scores is None or (owner is not None and not is_judge(owner.rule.rule)):
        return {}
    if owner is not None and owner.rule.rule.id != SCORER and number in scores.said:
        return {"reason": scores.said[number]}
    is_title = owner is not None and owner.label == "title"
    reason = scores.title if is_title else scores.reason(number)
    return {"reason": reason, "score": None if is_title else round(float(scores.values[number]), 2)}


def _fate(owner: Claim | None) -> str:
    if owner is None or owner.rule.rule.verb in BODY_VERBS:
        return "body"
    return "moved" if owner.rule.rule.verb == "move" else "removed"


def _captures(claims: list[Claim]) -> dict[int, dict[str, str]]:
    """What was captured in each block; the head of an item in its own."""
    found: dict[int, dict[str, str]] = {}
    for claim in claims:
        for block, captures in zip(claim.blocks, claim.captures, strict=False):
            if captures:
                found[block] = {capture.name: capture.value for capture in captures}
        for head, captures in _heads(claim):
            found[head] = {capture.name: capture.value for capture in captures} | found.get(head, {})
    return found


def _heads(claim: Claim) -> Iterator[tuple[int, Any]]:
    """The heads of a run's items: each stands before its item's blocks, behind those of the item before."""
    order = {block: place for place, block in enumerate(claim.blocks)}
    items = claim.items or []
    place = len(claim.blocks)
    for item in reversed(items):
        place = (order[item.blocks[0]] if item.blocks else place) - 1
        yield claim.blocks[place], item.captures


def _cuts(cleaned: Cleaned, names: Names) -> Iterator[Cut]:
    for piece in cleaned.labelling.pieces:
        rule = names.rule(piece.rule.origin, piece.rule.rule)
        yield Cut(
            block=piece.block + 1,
            start=piece.start,
            end=piece.end,
            text=cleaned.document.texts[piece.block][piece.start : piece.end],
            label=rule.label,
            rule=rule.id,
            place=rule.place,
        )


def _refusals(cleaned: Cleaned, names: Names) -> tuple[Refused, ...]:
    """The refusals, each once: a rule that runs again is refused again."""
    found: dict[tuple[str, tuple[int, ...]], Refused] = {}
    for refusal in cleaned.labelling.refusals:
        rule = names.rule(refusal.rule.origin, refusal.rule.rule)
        said = Refused(
            rule=rule.id,
            place=rule.place,
            label=rule.label,
            blocks=tuple(block + 1 for block in refusal.blocks),
            words=sum(map(cleaned.document.word_count, refusal.blocks)),
            reason=refusal.reason,
        )
        found.setdefault((rule.place, said.blocks), said)
    return tuple(found.values())


def _fields(article: Article) -> dict[str, Any]:
    return {
        name: msgspec.to_builtins(getattr(article, name)) for name in article.__struct_fields__ if name not in _LEFT_OUT
    }


def _asked(document: str, blocks: tuple[BlockSaid, ...], questions: Questions) -> tuple[int, ...]:
    """The blocks asked of, each once; raises `InputError` where a question does not fit."""
    for option, numbers, kept in (("--why-kept", questions.kept, True), ("--why-removed", questions.removed, False)):
        for number in numbers:
            if not 1 <= number <= len(blocks):
                fix = f"its blocks are 1 to {len(blocks)}" if blocks else "it has none"
                raise InputError(document, f"{option} {number}: there is no such block", fix)
            block = blocks[number - 1]
            if (block.fate == "body") is not kept:
                raise InputError(document, f"{option} {number}: {_otherwise(block)}", _fix(number, kept=kept))
    return tuple(dict.fromkeys((*questions.kept, *questions.removed)))


def _otherwise(block: BlockSaid) -> str:
    by = f" by `{block.rule}` ({block.place})" if block.rule else ""
    if block.fate == "body":
        return f"the block was kept{by}"
    return f"the block was {block.fate} as {block.label}{by}"


def _fix(number: int, *, kept: bool) -> str:
    return f"ask --why-{'removed' if kept else 'kept'} {number}"
