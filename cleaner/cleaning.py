"""One document, whole: the `Cleaner` and the function that everyone starts with."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cleaner.article.assembly import assemble
from cleaner.article.page import NO_MAIN_CONTENT, complete, limits_exceeded
from cleaner.engine.labelling import Labelling, label, label_again
from cleaner.engine.literals import FoldedDocument, Hits, hits_within
from cleaner.engine.program import Compiler, Program
from cleaner.engine.sources import Choice, SourceFinder
from cleaner.model import Article, ArticleWarning, Document
from cleaner.reading.blocks import Mode, split
from cleaner.reading.decoding import decode, repair
from cleaner.reading.extraction import is_extractable, main_lines, marked
from cleaner.reading.pages import looks_like_html, read_page
from cleaner.rulebook.book import RuleBook, load_rules
from cleaner.text.languages import detect_language, telling_blocks

if TYPE_CHECKING:
    from cleaner.scoring.scorer import Scores


class Cleaned(NamedTuple):
    """An article with all that led to it: what `explain` shows."""

    article: Article
    document: FoldedDocument
    choice: Choice
    labelling: Labelling
    program: Program
    scores: Scores | None = None
    """What the scorer made of the blocks, where it was asked."""


class _Known(NamedTuple):
    """What a document was labelled by: the program, the language, and what the program's index found."""

    program: Program
    language: str | None
    hits: Hits
    from_text: bool
    """Whether the language was told from the text."""


class Cleaner:
    """Cleans documents by a rule book: loaded once, used for any number of documents, safe to pickle.

    `rules` are folders that are laid over the shipped rule sets, or a `RuleBook` to use instead of them. `blocks` says
    what a block of plain text is: a line, a paragraph of a hard-wrapped text, or (`auto`) what the text looks like.
    With `score`, the scorer judges what no rule claims where the source is unknown; without it, or without rules, all of
    that is body.
    Raises `RuleBookError` where the rules have mistakes; for a shipped set of a language, when a document asks for it.
    """

    def __init__(
        self, rules: RuleBook | Path | str | Sequence[Path | str] = (), *, blocks: Mode = "auto", score: bool = True
    ) -> None:
        self._arguments = (rules, blocks, score)
        self.book = rules if isinstance(rules, RuleBook) else load_rules(rules, late=True)
        self._blocks: Mode = blocks
        self._score = score
        self._compiler = Compiler()
        self._finder = SourceFinder(self.book, self._compiler)
        self._programs: dict[tuple[str, bool], Program] = {}

    @property
    def finder(self) -> SourceFinder:
        """What finds the rule set of a document."""
        return self._finder

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, self._arguments)

    def clean(self, document: Document | str | bytes, *, url: str | None = None, source: str | None = None) -> Article:
        """The article of a document; a text or a page may be given as it is.

        Raises `DocumentError` where the document cannot be cleaned.
        """
        return self.examine(document, url=url, source=source).article

    def clean_many(self, documents: Iterable[Document | str | bytes]) -> Iterator[Article]:
        """The articles of many documents, one by one, in order."""
        return map(self.clean, documents)

    def examine(
        self, document: Document | str | bytes, *, url: str | None = None, source: str | None = None
    ) -> Cleaned:
        """As `clean`, with all that led to the article."""
        is_repaired = not isinstance(document, Document)
        if not isinstance(document, Document):
            document = _document(document, url, source)
        if document.text is not None:
            page = None
            folded = FoldedDocument(split(document.text if is_repaired else repair(document.text), self._blocks))
        else:
            page = read_page(document.html or "")
            folded = FoldedDocument(page.blocks)
        hits = self._finder.index.scan(folded)
        choice = self._finder.choose(folded, hits, document.source, document.url, document.crawled)
        if choice.rule_set is not None:
            program = self._program(choice.rule_set.name, page=page is not None)
            language = program.effective.language
        else:
            language = detect_language(folded.texts)
            program = self._program(self.book.for_language(language), page=page is not None)
        if program.index is not self._finder.index:
            hits = program.index.scan(folded)
        labelling = label(folded, hits, program, language, document.id or "document", choice.marked)
        scores = None
        notes = limits_exceeded(page.exceeded) if page is not None else []
        if self._score and program.rules and (choice.rule_set is None or program.effective.rest == "score"):
            from cleaner.scoring.judging import judge  # noqa: PLC0415 (only for documents of unknown sources)

            if page is None:
                scores = judge(folded, labelling, language)
            else:
                scores = _judge_page(document, folded, labelling, language, notes)
            if scores is not None:
                self._settle(folded, labelling, scores, _Known(program, language, hits, choice.rule_set is None))
        judged = scores is not None
        article = assemble(document, folded, labelling, program.effective, choice, language, judged=judged)
        if page is not None:
            article = complete(article, document.html or "", page.blocks, notes)
        return Cleaned(article, folded, choice, labelling, program, scores)

    def _settle(self, document: FoldedDocument, labelling: Labelling, scores: Scores, known: _Known) -> None:
        """Clean what is left of the body again, until nothing more goes: as cleaning the article again would.

        The body's blocks are the document's own, which are neither split nor folded again.
        """
        from cleaner.scoring.judging import judge  # noqa: PLC0415
        from cleaner.scoring.scorer import take_over  # noqa: PLC0415

        telling = frozenset(telling_blocks(document.texts)) if known.from_text else None
        before = msgspec.structs.replace(labelling, claims=[*labelling.claims])
        while True:
            body = labelling.body()
            again = document.only(body)
            if len(body) == len(document) and again.blocks.text == document.blocks.text:
                return
            program, language = known.program, known.language
            if telling is None or not telling <= frozenset(body):
                language = detect_language(again.texts)
                program = self._program(self.book.for_language(language))
            same_index = program.index is known.program.index
            hits = hits_within(known.hits, body, len(document)) if same_index else program.index.scan(again)
            same = program is known.program and language == known.language
            further = label_again(again, hits, program, language, before if same else None)
            rescored = judge(again, further, language)
            if not take_over(further, labelling, body):
                return
            if rescored is not None:
                scores.take_over(rescored, body)

    def _program(self, name: str, *, page: bool = False) -> Program:
        program = self._programs.get((name, page))
        if program is None:
            effective = self.book.effective(name)
            program = Program(effective, self._finder.index, self._compiler, page=page)
            self._programs[name, page] = program
        return program


def _judge_page(
    document: Document,
    folded: FoldedDocument,
    labelling: Labelling,
    language: str | None,
    notes: list[ArticleWarning],
) -> Scores | None:
    """As `judge`, by elements and by what an extractor keeps; as a text where it keeps too little to go by."""
    from cleaner.scoring.judging import judge  # noqa: PLC0415 (only for pages of unknown sources)
    from cleaner.scoring.pages import says_enough, score_page  # noqa: PLC0415

    html = document.html or ""
    lines = main_lines(html, document.url) if is_extractable(folded.blocks, len(html)) else []
    kept = marked(folded.blocks, lines)
    if says_enough(folded, kept):
        return judge(folded, labelling, language, functools.partial(score_page, kept=kept))
    notes.append(NO_MAIN_CONTENT)
    return judge(folded, labelling, language)


def _restored(rules: RuleBook | Path | str | Sequence[Path | str], blocks: Mode, score: bool) -> Cleaner:
    return Cleaner(rules, blocks=blocks, score=score)


def _document(data: str | bytes, url: str | None, source: str | None) -> Document:
    """A document of a text or a page at hand; its text needs no repair."""
    text, encoding, _, undecodable = decode(data) if isinstance(data, bytes) else (repair(data), None, None, 0)
    if looks_like_html(text):
        return Document(html=text, url=url, source=source, encoding=encoding, undecodable=undecodable)
    return Document(text=text, url=url, source=source, encoding=encoding, undecodable=undecodable)


@functools.cache
def _default() -> Cleaner:
    return Cleaner()


def clean(text_or_html: str | bytes, url: str | None = None, source: str | None = None) -> Article:
    """Clean one text or page with the shipped rules.

    `url` or `source` (the name of a rule set, or a host) say where it is from; without them the text itself is asked.
    """
    return _default().clean(text_or_html, url=url, source=source)
