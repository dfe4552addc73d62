"""An explanation as one page for people: the document with its labels, its rules at hand, and the article beside it.

The page is whole in itself: it asks for nothing from anywhere, and it has no script at all, so that none in a hostile
document could run; its policy allows nothing but its own style sheet. What moves on it (blocks that open, filters, cards
of rules) is done by HTML and CSS alone, and works with a mouse, a finger or the keyboard.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from cleaner.authoring.explain.page import panels
from cleaner.authoring.explain.page.blocks import blocks
from cleaner.authoring.explain.page.markup import Markup, element, joined
from cleaner.authoring.explain.values import Explanation


def page(explanation: Explanation) -> str:
    """An explanation as an HTML page."""
    style = _style(explanation)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{explanation.document} – explained"),
        element("style", Markup(style)),
    )
    return f"<!doctype html>\n{element('html', head, _body(explanation), lang='en')}\n"


def _style(explanation: Explanation) -> str:
    """The style sheet, with a filter for each label that occurs."""
    kinds = sorted({(block.fate, block.label) for block in explanation.blocks})
    filters = [(fate, f".{fate}") for fate in sorted({fate for fate, _ in kinds})]
    filters += [(f"{fate}-{label}", f".{fate}.l-{label}") for fate, label in kinds if fate != "body"]
    hidden = "".join(f"body:has(#show-{name}:not(:checked)) .block{what}{{display:none}}\n" for name, what in filters)
    return (files(__name__) / "page.css").read_text("utf-8") + hidden


def _body(explanation: Explanation) -> Markup:
    side = element(
        "aside",
        panels.legend(explanation),
        element(
            "div",
            *panels.events(explanation),
            panels.article(explanation),
            panels.source(explanation),
            panels.rules(explanation),
            class_="panels",
        ),
    )
    document = element("section", element("h2", "The document", class_="unseen"), blocks(explanation), id="document")
    skip = element("a", "To the document", href="#document", class_="skip")
    return element("body", skip, _header(explanation), element("main", document, side), panels.cards(explanation))


def _header(explanation: Explanation) -> Markup:
    title = explanation.article.get("title") or explanation.document
    rules, origin = explanation.rules, explanation.origin
    facts = [
        element("span", explanation.document, class_="id", dir="auto") if title != explanation.document else None,
        element("span", explanation.url, class_="id", dir="auto") if explanation.url else None,
        element("span", f"{origin.source or 'unknown source'}, {origin.says}", dir="auto"),
        element("code", f"{rules.name}@{rules.hash}"),
        element("span", rules.language or "language unknown"),
    ]
    parts = (joined(" · ", fact) if place else fact for place, fact in enumerate(filter(None, facts)))
    return element(
        "header",
        element("h1", title, dir="auto"),
        element("p", *parts, class_="facts"),
        *_shares(explanation),
    )


def _shares(explanation: Explanation) -> tuple[Markup, ...]:
    """What became of the document's characters, as a bar and in words."""
    sizes = dict.fromkeys(("body", "moved", "removed"), 0)
    stats = explanation.article.get("stats") or {}
    sizes.update({fate: stats.get(fate, 0) for fate in sizes})
    whole = sum(sizes.values()) or 1
    rects: list[Markup] = []
    start = 0.0
    for fate, size in sizes.items():
        width = 1000 * size / whole
        rects.append(element("rect", x=f"{start:.1f}", y=0, width=f"{width:.1f}", height=10, class_=f"s-{fate}"))
        start += width
    bar = element("svg", *rects, viewBox="0 0 1000 10", preserveAspectRatio="none", class_="bar", aria_hidden="true")
    names = {"body": "in the body", "moved": "moved to fields", "removed": "removed"}
    words = ", ".join(f"{size / whole:.0%} {names[fate]}" for fate, size in sizes.items())
    return bar, element("p", f"{words}; {len(explanation.blocks):,} blocks.", class_="shares")
