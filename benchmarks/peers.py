"""Ways to get at the article of a page: ours, and those of others, each as published, through one function."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

from benchmarks.metric import Facts, Guess
from benchmarks.pages import HTML, Page
from cleaner import Cleaner, Document, DocumentError
from training.pages import DUMPS

Work = Callable[[Page, str], Guess]
"""From a page and the name of an input to what is made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way, the inputs it takes, and its work, which is timed; `facts`, which is not, where they are asked for apart."""

    name: str
    inputs: tuple[str, ...] = DUMPS
    work: Work
    facts: Callable[[Page, str], Facts] | None = None


NOTHING: Final = "nothing"
C4: Final = "C4 lines"
TRAFILATURA: Final = "trafilatura"
OURS: Final = "cleaner"
HTML_WAYS: Final = (TRAFILATURA, "trafilatura, precision")
WAYS: Final = (NOTHING, C4, "jusText lines", *HTML_WAYS, OURS)
"""The ways beside ours on dumps, in the order of the columns."""
PAGE_WAYS: Final = (*HTML_WAYS, "jusText", "readability", "resiliparse", OURS)
"""The ways beside ours on pages."""

_MARKS: Final = (".", "?", "!", '"', "'", "\u201d")
_WORDS: Final = 3
_LONG_WORD: Final = 1000  # characters
_CODE: Final = ("{", "javascript", "lorem ipsum")
_POLICY: Final = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")

_STOPLISTS: Final = """
    ar=Arabic bg=Bulgarian bn=Bengali ca=Catalan cs=Czech da=Danish de=German el=Greek en=English es=Spanish
    et=Estonian fa=Persian fi=Finnish fr=French he=Hebrew hi=Hindi hr=Croatian hu=Hungarian id=Indonesian
    is=Icelandic it=Italian ko=Korean lb=Luxembourgish lt=Lithuanian lv=Latvian mk=Macedonian ms=Malay
    nb=Norwegian_Bokmal nl=Dutch nn=Norwegian_Nynorsk no=Norwegian_Bokmal pl=Polish pt=Portuguese ro=Romanian
    ru=Russian sk=Slovak sl=Slovenian sr=Serbian sv=Swedish sw=Swahili ta=Tamil te=Telugu tl=Tagalog
    tr=Turkish uk=Ukrainian ur=Urdu vi=Vietnamese
"""
"""The names of jusText's lists of stop words, by language. It has none for Chinese, Japanese and Thai."""


def ways(cleaner: Cleaner, *, peers: str) -> list[Way]:
    """Ours and its peers: `none` of them, those that take `text`, or `all`."""
    ours = Way(name=OURS, inputs=(*DUMPS, HTML), work=cleaning(cleaner))
    if peers == "none":
        return [Way(name=NOTHING, work=nothing), ours]
    of_text = [
        Way(name=NOTHING, work=nothing),
        Way(name=C4, work=lambda page, name: Guess(body=c4_lines(page.inputs[name]))),
        Way(name="jusText lines", work=lambda page, name: Guess(body=justext_lines(page.inputs[name], page.language))),
    ]
    if peers == "text":
        return [*of_text, ours]
    return [
        *of_text,
        Way(name=HTML_WAYS[0], inputs=(HTML,), work=extraction(), facts=metadata),
        Way(name=HTML_WAYS[1], inputs=(HTML,), work=extraction(favor_precision=True)),
        Way(
            name="jusText",
            inputs=(HTML,),
            work=lambda page, name: Guess(body=justext(page.inputs[name], page.language)),
        ),
        *_readability(),
        Way(name="resiliparse", inputs=(HTML,), work=lambda page, name: Guess(body=resiliparse(page.inputs[name]))),
        ours,
    ]


def _readability() -> list[Way]:
    """readability-lxml, where it is installed: see pyproject.toml."""
    if find_spec("readability") is None:
        return []
    return [Way(name="readability", inputs=(HTML,), work=lambda page, name: Guess(body=readability(page.inputs[name])))]


def nothing(page: Page, name: str) -> Guess:
    """The input as it is."""
    return Guess(body=page.inputs[name])


def cleaning(cleaner: Cleaner) -> Work:
    """Our own: a dump, of which nothing else is known, or a page with its address."""

    def work(page: Page, name: str) -> Guess:
        said = page.inputs[name]
        asked = Document(html=said, id=page.id, url=page.url) if name == HTML else Document(text=said, id=page.id)
        try:
            article = cleaner.clean(asked)
        except DocumentError:
            return Guess(facts=Facts())
        facts = Facts(title=article.title, authors=article.authors, published=article.published)
        return Guess(body=article.body, facts=facts)

    return work


def c4_lines(text: str) -> str:
    """What C4 keeps of a text, line by line: sentences of three words or more that tell of no script and no cookie.

    A line must end in `.`, `?`, `!` or a quotation mark. C4 drops whole documents, too: for few sentences or bad words,
    which is left out here, as it would give no article at all; for a curly bracket or "lorem ipsum", which costs the
    line here. Source: Raffel et al., "Exploring the Limits of Transfer Learning" (2020), 2.2, and the lines about
    policies of its code. Two things are kinder to it than the code of its followers: a curly quotation mark ends a
    sentence, and `...` does.
    """
    return "\n".join(line for line in map(str.strip, text.splitlines()) if _c4_keeps(line))


def _c4_keeps(line: str) -> bool:
    if not line.endswith(_MARKS):
        return False
    words = line.split()
    if len(words) < _WORDS or (len(line) > _LONG_WORD and any(len(word) > _LONG_WORD for word in words)):
        return False
    lower = line.lower()
    return not any(phrase in lower for phrase in (*_CODE, *_POLICY))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where jusText thinks that a paragraph stood."""

    dom: str = "html.body.p"
    xpath: str = "/html/body/p"


def justext_lines(text: str, language: str) -> str:
    """The lines that jusText's own classification calls good, each as a paragraph without links.

    The language is told. Where jusText has no stop words for it, their share counts for nothing, as its manual says.
    """
    from justext.core import classify_paragraphs, revise_paragraph_classification  # noqa: PLC0415 (slow to import)

    paragraphs = [_paragraph(line) for line in text.splitlines() if line.strip()]
    stopwords = _stopwords(language)
    bounds = {} if stopwords else {"stopwords_low": 0, "stopwords_high": 0}
    classify_paragraphs(paragraphs, stopwords, **bounds)
    revise_paragraph_classification(paragraphs)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def _paragraph(line: str) -> Any:
    from justext.paragraph import Paragraph  # noqa: PLC0415 (slow to import)

    paragraph = Paragraph(_Place())
    paragraph.append_text(line.strip())
    return paragraph


@functools.cache
def _stopwords(language: str) -> frozenset[str]:
    from justext import get_stoplist  # noqa: PLC0415 (slow to import)

    names = dict(pair.split("=") for pair in _STOPLISTS.split())
    name = names.get(language.split("-", maxsplit=1)[0])
    return frozenset(get_stoplist(name)) if name else frozenset()


def justext(html: str, language: str) -> str:
    """What jusText makes of a page: its paragraphs that are no boilerplate."""
    from justext import justext as paragraphs_of  # noqa: PLC0415 (slow to import)
    from lxml.etree import LxmlError  # noqa: PLC0415

    stopwords = _stopwords(language)
    bounds = {} if stopwords else {"stopwords_low": 0, "stopwords_high": 0}
    try:
        paragraphs = paragraphs_of(html.encode(), stopwords, encoding="utf-8", **bounds)
    except (LxmlError, ValueError):  # a page without an element
        return ""
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def readability(html: str) -> str:
    """What readability-lxml makes of a page, as text."""
    from lxml.html import fromstring  # noqa: PLC0415 (slow to import)
    from readability import Document as Readable  # noqa: PLC0415 (slow to import)
    from readability.readability import Unparseable  # noqa: PLC0415

    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)  # it prints what it raises
    try:
        summary = Readable(html).summary(html_partial=True)
    except (Unparseable, ValueError):  # a page without an element
        return ""
    tree = fromstring(summary)
    return "\n".join(" ".join(text.split()) for text in tree.itertext() if text.strip())


def resiliparse(html: str) -> str:
    """What resiliparse takes for the main content of a page."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 (slow to import)

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


def extraction(*, favor_precision: bool = False) -> Work:
    """What trafilatura makes of a page: the body without comments, as far as that can be told."""

    def work(page: Page, name: str) -> Guess:
        from trafilatura import extract  # noqa: PLC0415 (slow to import)

        body = extract(page.inputs[name], url=page.url, include_comments=False, favor_precision=favor_precision)
        return Guess(body=body or "")

    return work


def metadata(page: Page, name: str) -> Facts:
    """What trafilatura says of a page."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 (slow to import)

    found = extract_metadata(page.inputs[name], default_url=page.url)
    authors = tuple(author.strip() for author in (found.author or "").split(";"))
    return Facts(title=found.title, authors=authors, published=found.date)
