"""Why each block of a document is what it is, as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import regex

from cleaner.cleaning import Cleaned
from cleaner.engine.sources import Choice
from cleaner.rulebook.rules import Rule
from cleaner.rulebook.shipped import shipped_rules

_WIDTH: Final = 60
_STEERING: Final = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]")
_HOW: Final = {
    "named": "named by the caller",
    "host": "found by the URL's host",
    "fingerprints": "found by fingerprints in the text",
    "none": "no rule set was named, and neither host nor fingerprints tell one",
}


def explain(cleaned: Cleaned) -> Iterator[str]:
    """The lines of an explanation: the source and why, each block with its label and rule, and what was refused."""
    yield from _of_source(cleaned)
    yield ""
    yield from _of_blocks(cleaned)
    for piece in cleaned.labelling.pieces:
        text = cleaned.document.texts[piece.block][piece.start : piece.end]
        rule = piece.rule.rule
        yield f"      cut from block {piece.block + 1} as {rule.label} by {_rule(rule)}: {_short(text)}"
    if cleaned.article.warnings or cleaned.labelling.refusals:
        yield ""
    for refusal in cleaned.labelling.refusals:
        rule = refusal.rule.rule
        first, last = refusal.blocks[0] + 1, refusal.blocks[-1] + 1
        where = f"block {first}" if first == last else f"blocks {first} to {last}"
        yield f"refused: {_rule(rule)} on {where}: {refusal.reason}"
    for warning in cleaned.article.warnings:
        if warning.code != "guard-refused":
            yield visible(f"warning: {warning.code}: {warning.message}")


def _of_source(cleaned: Cleaned) -> Iterator[str]:
    article, choice = cleaned.article, cleaned.choice
    yield f"source    {article.source or 'unknown'}: {_how(choice)}"
    yield f"rules     {article.rules}, language {article.language or 'unknown'}"
    for row in choice.evidence:
        found = ", ".join(f"`{source}`" for source in row.found) or "none"
        yield f"evidence  {row.rule_set}: {len(row.found)} fingerprints found, {row.needed} needed: {found}"


def _how(choice: Choice) -> str:
    if choice.unknown_layout:
        return f"`{choice.unknown_layout}` was {_HOW[choice.how]}, but none of its layouts fits"
    return _HOW[choice.how]


def _of_blocks(cleaned: Cleaned) -> Iterator[str]:
    owners = cleaned.labelling.owners
    claims = ["" if owner is None else _rule(owner.rule.rule) for owner in owners]
    labels = ["body" if owner is None else owner.label for owner in owners]
    wide = max(map(len, claims), default=0)
    for number, (text, label, claim) in enumerate(zip(cleaned.document.texts, labels, claims, strict=True), 1):
        yield f"{number:>4}  {label:<10} {claim:<{wide}}  {_short(text)}"


def _rule(rule: Rule) -> str:
    """A rule's id and where it stands: `shipped/` for the shipped sets, else the file seen from here."""
    place = Path(str(rule.place))
    shipped, here = shipped_rules(), Path.cwd()
    if place.is_relative_to(shipped):
        place = "shipped" / place.relative_to(shipped)
    elif place.is_relative_to(here):
        place = place.relative_to(here)
    return f"{rule.id} ({place.as_posix()})"


def _short(text: str) -> str:
    return visible(text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…")


def visible(text: str) -> str:
    """A text on one line without characters that steer a terminal; each becomes `�`."""
    return _STEERING.sub("�", text)
