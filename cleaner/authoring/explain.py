"""Why each block of a document is what it is, as text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cleaner.cleaning import Cleaned
from cleaner.engine.sources import Choice
from cleaner.rulebook.rules import Rule

_WIDTH: Final = 60
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
    if cleaned.article.warnings:
        yield ""
    for refusal in cleaned.labelling.refusals:
        rule = refusal.rule.rule
        first, last = refusal.blocks[0] + 1, refusal.blocks[-1] + 1
        yield f"refused: {_rule(rule)} on blocks {first} to {last}: {refusal.reason}"
    for warning in cleaned.article.warnings:
        if warning.code != "guard-refused":
            yield f"warning: {warning.code}: {warning.message}"


def _of_source(cleaned: Cleaned) -> Iterator[str]:
    article, choice = cleaned.article, cleaned.choice
    yield f"source    {article.source or 'unknown'}: {_how(choice)}"
    yield f"rules     {article.rules}, language {article.language or 'unknown'}"
    for row in choice.evidence:
        found = ", ".join(f"`{source}`" for source in row.found) or "none"
        yield f"evidence  {row.rule_set}: {len(row.found)} fingerprints of {row.needed} needed: {found}"


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
    """A rule's id and where it stands, seen from here."""
    place = str(rule.place)
    here = f"{Path.cwd()}{os.sep}"
    return f"{rule.id} ({place.removeprefix(here)})"


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
