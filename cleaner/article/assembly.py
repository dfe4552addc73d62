"""From labels to an article. Nothing is decided here: the text and the fields are derived from the labels."""

from __future__ import annotations

from cleaner.article.account import pieces_by_block, take_account, without_pieces
from cleaner.article.fields import Fields, Say, read_claim
from cleaner.article.warnings import warnings_of
from cleaner.engine.labelling import Labelling, Piece
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.sources import Choice
from cleaner.model import Article, Document, Stats
from cleaner.rulebook.rules import EffectiveRules


def assemble(
    document: Document,
    folded: FoldedDocument,
    labelling: Labelling,
    rules: EffectiveRules,
    choice: Choice,
    language: str | None,
    *,
    judged: bool = False,
) -> Article:
    """The article of a labelled document; `judged` says that the scorer decided what of it is body."""
    account = take_account(folded, labelling)
    pieces = pieces_by_block(labelling.pieces) if labelling.pieces else {}
    fields = Fields(language)
    say = _sayer(folded.texts, pieces)
    for claim in labelling.claims:
        read_claim(fields, claim, say)
    fields.values["authors"] = fields.authors()
    body = _body(folded, labelling, pieces)
    stats = Stats(
        account.body + account.moved + account.removed,
        account.body,
        account.moved,
        account.removed,
        account.labels,
        document.encoding,
    )
    return Article(
        id=document.id,
        url=document.url,
        source=choice.rule_set.source if choice.rule_set else None,
        language=language,
        rules=f"{rules.name}@{rules.hash}",
        **fields.values,
        tags=tuple(fields.tags),
        body=body,
        captions=tuple(fields.captions),
        comments=tuple(fields.comments),
        credits=fields.all_credits(),
        related=tuple(fields.related),
        notes=tuple(fields.notes),
        extra=fields.extra,
        spans=account.spans,
        meta=document.meta,
        warnings=tuple(warnings_of(document, labelling, choice, body, judged=judged)),
        stats=stats,
    )


def _sayer(texts: list[str], pieces: dict[int, list[Piece]]) -> Say:
    return texts.__getitem__ if not pieces else lambda block: without_pieces(texts[block], pieces.get(block, ()))


def _body(folded: FoldedDocument, labelling: Labelling, pieces: dict[int, list[Piece]]) -> str:
    """The body's blocks with their bullets, joined by blank lines."""
    texts, kept = folded.blocks.texts, labelling.body()
    if not pieces:
        return "\n\n".join([texts[number] for number in kept])
    said = []
    for number in kept:
        bullet = texts[number][: len(texts[number]) - len(folded.texts[number])]
        if text := without_pieces(folded.texts[number], pieces.get(number, ())):
            said.append(bullet + text)
    return "\n\n".join(said)
