"""What must hold of a block for a rule to apply to it, its place among the free blocks apart."""

from __future__ import annotations

from cleaner.engine.elements import Selectors
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import AnyOf, CompiledRule
from cleaner.text.words import in_script


def holds(  # noqa: PLR0911 (one for each condition)
    rule: CompiledRule,
    document: FoldedDocument,
    block: int,
    language: str | None,
    beside: tuple[int, int] | None = None,
    *,
    alone: bool = False,
) -> bool:
    """Whether the conditions of a rule hold of a block and its neighbours; the cheap ones are asked first.

    `beside` are the neighbours that count, the real ones where it is not given; `alone` leaves them out.
    """
    if rule.language is not None and rule.language != language:
        return False
    if rule.unless is not None and rule.unless.match(document.folded[block], document.texts[block]) is not None:
        return False
    if rule.most_words is not None and not document.has_words(block, rule.least_words, rule.most_words):
        return False
    if rule.script is not None and not in_script(document.texts[block], rule.script):
        return False
    if rule.css is not None and not stands_in(rule.css, document, block):
        return False
    if rule.xpath is not None and not stands_in(rule.xpath, document, block):
        return False
    if alone or not rule.asks_beside:
        return True
    before, after = beside or (block - 1, block + 1)
    return holds_beside(rule, document, before, after)


def stands_in(selectors: Selectors, document: FoldedDocument, block: int) -> bool:
    """Whether a block's element, or one around it, is what selectors ask for; never in a text."""
    return document.view is not None and document.view.holds(selectors, block)


def may_stand(rule: CompiledRule, document: FoldedDocument) -> bool:
    """Whether some element of a page may be what a rule for pages asks for; true of all other rules."""
    view = document.view
    return all(
        view is not None and view.live(selectors) is not None
        for selectors in (rule.css, rule.xpath)
        if selectors is not None
    )


def holds_alone(rule: CompiledRule, document: FoldedDocument, block: int, language: str | None) -> bool:
    """Whether the conditions on a block itself hold."""
    return holds(rule, document, block, language, alone=True)


def holds_beside(rule: CompiledRule, document: FoldedDocument, before: int, after: int) -> bool:
    """Whether the conditions on a block's neighbours hold."""
    if rule.prev is not None and not is_match(rule.prev, document, before):
        return False
    return rule.next is None or is_match(rule.next, document, after)


def is_match(patterns: AnyOf, document: FoldedDocument, block: int) -> bool:
    """Whether one of some patterns matches a block; none matches where there is no block."""
    if not 0 <= block < len(document.folded):
        return False
    return patterns.match(document.folded[block], document.texts[block]) is not None
