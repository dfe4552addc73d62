"""DESIGN.md 5: what the fields of an article are made of."""

from __future__ import annotations

import pytest

from cleaner import Article, Caption, Cleaner, Credits, Document, RuleBook
from cleaner.rulebook.files import read_text


def article_of(rules: str, *lines: str, **known: object) -> Article:
    """The article of a text of some lines, by the rules of one English source."""
    rule_set, errors, _ = read_text(f"source: s\nlanguage: en\nrules: [{rules}]", "s.yaml", "s")
    assert rule_set is not None, errors
    return Cleaner(RuleBook({"s": rule_set})).clean(Document(text="\n".join(lines), source="s", **known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge at night", Caption("The bridge at night")),
        ("The bridge (Photo: Jane Doe)", Caption("The bridge", "Jane Doe")),
        ("The bridge (Photo by Jane Doe)", Caption("The bridge", "Jane Doe")),
        ("The bridge (Photo:Reuters)", Caption("The bridge", "Reuters")),
        ("The bridge [Image: Jane Doe]", Caption("The bridge", "Jane Doe")),
        ("The bridge. Photograph: Jane Doe", Caption("The bridge.", "Jane Doe")),
        ("The bridge AFP Photo/Jane Doe", Caption("The bridge", "AFP Photo/Jane Doe")),
        ("Divers at noon (Jane Doe/Getty Images)", Caption("Divers at noon", "Jane Doe/Getty Images")),
        ("Divers at noon. (Jane Doe via AFP)", Caption("Divers at noon.", "Jane Doe via AFP")),
        ("The bridge. REUTERS/Jane Doe", Caption("The bridge.", "REUTERS/Jane Doe")),
        ("The bridge (AP Photo)", Caption("The bridge", "AP Photo")),
        ("The bridge (left) and the tower (right)", Caption("The bridge (left) and the tower (right)")),
        ("The mayor said: no", Caption("The mayor said: no")),
    ],
)
def test_captions_have_their_credit(text: str, expected: Caption) -> None:
    assert article_of("{move: caption, at: 1}", text, "Body.").captions == (expected,)


def test_a_caption_s_own_captures() -> None:
    """Captures in caption lines belong to the item."""
    article = article_of("{move: caption, line: '{text} Foto {credit}'}", "The bridge Foto J. Doe", "Body.")
    assert article.captions == (Caption("The bridge", "J. Doe"),)


def test_captures_of_captions_and_credits_are_no_fields_of_the_article() -> None:
    """Captures in `each`, caption and credits lines belong to the item, all others to the article."""
    rules = (
        "{move: caption, line: '{text} ({author}, {published})'}, {move: credits, line: 'Desk: {author} {published}'}"
    )
    article = article_of(rules, "The bridge (Jane Doe, 3 May 2012)", "Desk: Joe Bloggs 4 May 2012", "Body.")
    assert (article.authors, article.published) == ((), None)


def test_comments_without_a_pattern_of_items_are_a_comment_a_block_but_for_the_heading() -> None:
    article = article_of("{move: comments, from: Comments, to: <end>}", "Body.", "Comments", "One.", "Two.")
    assert [(comment.author, comment.text) for comment in article.comments] == [(None, "One."), (None, "Two.")]


def test_comments_have_numbers_and_dates() -> None:
    rules = "{move: comments, from: Comments*, to: <end>, each: '{number}. {author} {published}'}"
    article = article_of(rules, "Body.", "Comments", "1. Ann Lee 3 May 2012, 10:30", "One.", "1,204. Bob 4 May 2012")
    assert [(c.number, c.author, c.published, c.text) for c in article.comments] == [
        (1, "Ann Lee", "2012-05-03T10:30", "One."),
        (1204, "Bob", "2012-05-04", ""),
    ]


LINE = "(Reporting by Jane Doe; Writing by Joe Bloggs; Editing by Ann Lee)"


def test_credits_are_read_by_role() -> None:
    """`credits`: `{text, reporting, writing, editing}`."""
    article = article_of("{move: credits, line: '(Reporting*'}", "Body.", LINE)
    assert article.credits == Credits(LINE, ("Jane Doe",), ("Joe Bloggs",), ("Ann Lee",))


def test_several_lines_of_credits_are_one() -> None:
    more = "Additional reporting by Max Moe and Jane Doe"
    article = article_of("{move: credits, line: ['(Reporting*', 'Additional*']}", "Body.", LINE, more)
    assert article.credits == Credits(f"{LINE}\n{more}", ("Jane Doe", "Max Moe"), ("Joe Bloggs",), ("Ann Lee",))


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["By Ann Berg", LINE], ("Ann Berg",)),
        ([LINE], ("Joe Bloggs",)),
        (["(Reporting by Jane Doe; Editing by Ann Lee)"], ("Jane Doe",)),
        (["(Editing by Ann Lee)"], ()),
        (["By Reuters", LINE], ("Joe Bloggs",)),
    ],
)
def test_authors_are_the_byline_s_else_who_wrote_else_who_reported(lines: list[str], authors: tuple[str, ...]) -> None:
    """Authors are the byline's, else `writing`, else `reporting`."""
    rules = "{move: credits, line: '(*'}, {move: byline, line: 'By *'}"
    assert article_of(rules, "Body.", *lines).authors == authors


def test_an_agency_in_a_byline_is_the_agency() -> None:
    """Labels become fields: byline gives authors, agency, published."""
    article = article_of("{move: byline, line: '{author}, {published}'}", "Agence France-Presse, 3 May 2012", "Body.")
    assert (article.authors, article.agency, article.published) == ((), "AFP", "2012-05-03")


def test_a_byline_without_captures_is_read() -> None:
    """A moved block without captures is read by its field's reader (names, date, credit, roles)."""
    article = article_of("{move: byline, line: 'By *'}", "By Jane Doe and Joe Bloggs, 3 May 2012", "Body.")
    assert (article.authors, article.published) == (("Jane Doe", "Joe Bloggs"), "2012-05-03")


def test_a_dateline_gives_place_and_agency_and_stays() -> None:
    """DESIGN: dateline gives place, agency. The dateline stays in the body (`copy`)."""
    article = article_of("{copy: dateline, line: '* (Reuters) - *'}", "CAIRO (Reuters) - The bridge is closed.")
    assert (article.place, article.agency, article.body) == (
        "CAIRO",
        "Reuters",
        "CAIRO (Reuters) - The bridge is closed.",
    )


def test_the_day_of_a_comment_or_of_a_footer_is_not_the_article_s() -> None:
    """`published`: never guessed from a footer's year or a comment."""
    rules = "{drop: legal, line: '©*'}, {move: comments, from: Comments, to: <end>, each: '{author}, {published}'}"
    article = article_of(rules, "Body of 1 May 2012.", "© 2 May 2012", "Comments", "Ann, 3 May 2012", "On 4 May 2012.")
    assert article.published is None


def test_own_fields_go_to_extra_and_the_first_wins() -> None:
    """The names of captures are the article's fields; `x_*` goes to `extra`."""
    article = article_of("{drop: nav, line: 'Views {x_views:int}'}", "Views 1,234", "Views 5", "Body.")
    assert article.extra == {"views": "1234"}


def test_tags_are_parted_and_each_stands_once() -> None:
    rules = "{move: tags, from: Tags, to: '.'}, {drop: other, line: 'In: {tags}'}"
    article = article_of(rules, "Body.", "Tags", "bread, bridges | towns", "bread", ".", "In: rivers")
    assert article.tags == ("bread", "bridges", "towns", ".", "rivers")


def test_notes_and_corrections_are_notes_and_related_is_related() -> None:
    """DESIGN: note and correction give notes."""
    rules = (
        "{move: note, line: 'Note*'}, {move: correction, line: 'Correction*'}, {move: related, from: More, to: <end>}"
    )
    article = article_of(rules, "Body.", "Note 1", "Correction: no", "More", "One story", "Another")
    assert article.notes == ("Note 1", "Correction: no")
    assert article.related == ("One story", "Another")


def test_the_first_value_of_a_field_wins() -> None:
    """DESIGN: captures of all others go to the article, where the first value wins."""
    rules = "{move: section, line: 'In *'}, {move: published, line: '*2012*'}, {move: modified, line: Updated*}"
    article = article_of(rules, "In Sport", "In Weather", "3 May 2012", "4 May 2012", "Updated 5 May 2013", "Body.")
    assert (article.section, article.published, article.modified) == ("In Sport", "2012-05-03", "2013-05-05")


def warnings_of(article: Article) -> list[tuple[str, str]]:
    return [(warning.code, warning.message) for warning in article.warnings]


def test_what_begins_again_behind_a_run_to_the_end_is_warned_of() -> None:
    """`furniture-after-end`."""
    rules = "{drop: related, from: More*, to: <end>}"
    assert warnings_of(article_of(rules, "Body.", "More", "x", "More to say")) == [
        ("furniture-after-end", "what was taken up to the document's end begins again in block 4")
    ]
    assert not warnings_of(article_of(rules, "Body.", "More", "x", "y"))


@pytest.mark.parametrize("lines", [[], ["Home"]])
def test_an_article_without_a_body_is_warned_of(lines: list[str]) -> None:
    """`no-body`."""
    assert warnings_of(article_of("{drop: nav, line: Home}", *lines)) == [("no-body", "no block is left for the body")]


def test_what_could_not_be_decoded_is_warned_of() -> None:
    article = article_of("", "Caf\ufffd.", encoding="utf-8", undecodable=1)
    assert [code for code, _ in warnings_of(article)] == ["undecodable"]
    assert "1 bytes or characters could not be decoded as utf-8" in warnings_of(article)[0][1]
    assert article.stats is not None
    assert article.stats.encoding == "utf-8"


def test_what_is_known_of_the_document_is_carried_through() -> None:
    """`meta`: the input record's other fields, carried through."""
    article = article_of("", "Body.", id="one", url="https://s.example/1", meta={"crawl": 7})
    assert (article.id, article.url, article.meta, article.source) == ("one", "https://s.example/1", {"crawl": 7}, "s")


def test_a_cut_piece_is_no_value_of_a_field() -> None:
    rules = "{cut: other, piece: (opens new tab)}, {move: related, line: '>*'}, {move: caption, line: 'Foto*'}"
    article = article_of(rules, "Body.", "> A story (opens new tab)", "Foto (opens new tab) of a bridge")
    assert article.related == ("> A story",)
    assert article.captions == (Caption("Foto of a bridge"),)
