"""Warnings: what may be wrong with an article, or with the document that it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cleaner.engine.labelling import Labelling
from cleaner.engine.sources import Choice
from cleaner.model import ArticleWarning, Document
from cleaner.text.words import count_words

PAYWALL: Final = "-paywall"
"""How the ids of rules end that take the notice of a paywall."""
TEASER_WORDS: Final = 5
PARAGRAPH_WORDS: Final = 30
"""Words from which a block is a paragraph rather than a teaser."""
LIST_BLOCKS: Final = 4
"""Blocks from which a body may be a list."""
_TAIL: Final = 10
"""Characters in which an ellipsis ends a body, quotes and brackets behind it."""
_CUT_OFF: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[\s\"'”»)]*$")
_ENDS: Final = tuple(".!?…。！？।؟۔")
"""How sentences end."""
_CLOSERS: Final = "\"'”»’)] \t\x1f\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What may stand behind the end of a sentence: quotes, brackets, all kinds of spaces."""


def warnings_of(
    document: Document, labelling: Labelling, choice: Choice, body: str, *, judged: bool
) -> Iterator[ArticleWarning]:
    """What a reader of the record should know; `judged` says that the scorer decided what is body."""
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
    if any(claim.rule.rule.id.endswith(PAYWALL) for claim in labelling.claims):
        yield ArticleWarning("paywall", "the page says that the rest is for subscribers, or for those who log in")
    if _is_cut_off(body):
        yield ArticleWarning("truncated", "the body ends in an ellipsis")
    if judged and _is_list(body.split("\n\n")):
        yield ArticleWarning("index-page", "the body is a list of headlines or teasers rather than an article")


def _is_cut_off(body: str) -> bool:
    """Whether the last block ends in an ellipsis, and is no exclamation of a few words."""
    tail = body[-_TAIL:]
    if "…" not in tail and "..." not in tail:
        return False
    return _CUT_OFF.search(tail) is not None and count_words(body.rpartition("\n\n")[2]) >= TEASER_WORDS


def _is_list(blocks: list[str]) -> bool:
    """Whether a body is a list: few of its words stand in paragraphs, and few of its blocks end as sentences do."""
    if len(blocks) < LIST_BLOCKS:
        return False
    ends = sum([block.rstrip(_CLOSERS).endswith(_ENDS) for block in blocks])
    if 2 * ends >= len(blocks):  # most articles are let go here, before their words are counted
        return False
    words = [count_words(block) for block in blocks]
    in_paragraphs = sum([count for count in words if count >= PARAGRAPH_WORDS])
    return 4 * in_paragraphs < sum(words)
