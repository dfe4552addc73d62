"""From labels to an article. Nothing is decided here: the text and the fields are derived from the labels."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.article.account import pieces_by_block, take_account, without_pieces
from cleaner.article.fields import Fields, Say, read_claim
from cleaner.engine.labelling import Labelling, Piece
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.sources import Choice
from cleaner.model import Article, ArticleWarning, Document, Stats
from cleaner.rulebook.rules import EffectiveRules


def assemble(
    document: Document,
    folded: FoldedDocument,
    labelling: Labelling,
    rules: EffectiveRules,
    choice: Choice,
    language: str | None,
) -> Article:
    """The article of a labelled document."""
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
        warnings=tuple(_warnings(document, labelling, choice, body)),
        stats=stats,
    )


def _sayer(texts: list[str], pieces: dict[int, list[Piece]]) -> Say:
    return texts.__getitem__ if not pieces else lambda block: without_pieces(texts[block], pieces.get(block, ()))


def _body(folded: FoldedDocument, labelling: Labelling, pieces: dict[int, list[Piece]]) -> str:
    """The body's blocks with their bullets, joined by blank lines."""
    owners, texts = labelling.owners, folded.blocks.texts
    kept = [number for number, owner in enumerate(owners) if owner is None or owner.label == "body"]
    if not pieces:
        return "\n\n".join([texts[number] for number in kept])
    said = []
    for number in kept:
        bullet = texts[number][: len(texts[number]) - len(folded.texts[number])]
        if text := without_pieces(folded.texts[number], pieces.get(number, ())):
            said.append(bullet + text)
    return "\n\n".join(said)


def _warnings(document: Document, labelling: Labelling, choice: Choice, body: str) -> Iterator[ArticleWarning]:
    if choice.unknown_name:
        yield ArticleWarning("unknown-source", f"`{choice.unknown_name}` is neither a rule set nor a known host")
    if choice.unknown_layout:
        yield ArticleWarning(
            "unknown-layout", f"no layout of `{choice.unknown_layout}` fits; treated as of an unknown source"
        )
    for refusal in labelling.refusals:
        yield ArticleWarning(
            "guard-refused", f"`{refusal.rule.rule.id}` in block {refusal.blocks[0] + 1}: {refusal.reason}"
        )
    if labelling.swallowed:
        block = labelling.swallowed[0] + 1
        yield ArticleWarning(
            "furniture-after-end", f"what was taken up to the document's end begins again in block {block}"
        )
    if document.undecodable:
        what = f"{document.undecodable} bytes or characters could not be decoded as {document.encoding}"
        yield ArticleWarning("undecodable", f"{what}; each became U+FFFD")
    if not body:
        yield ArticleWarning("no-body", "no block is left for the body")
