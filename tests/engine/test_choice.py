"""DESIGN.md 4, "Which rule set": the caller's word, the URL's host, fingerprints, layouts."""

from __future__ import annotations

import pytest

from cleaner import Article, Cleaner, Document, RuleBook
from cleaner.rulebook.files import read_text

FILES = {
    "base": "rules: [{drop: other, id: base, line: '---'}]",
    "lang/en": "language: en\nrules: [{drop: legal, line: Imprint}]",
    "daily": "source: daily\nhosts: [daily.example, news.example]\nfingerprints: [Daily sign, Daily mark, 'Both *']",
    "weekly": "source: weekly\nhosts: [weekly.example, weekly.news.example]\n"
    "fingerprints: [Weekly sign, 'Both *', {line: Weekly top, at: 1}, {line: Weekly foot, at: -2..}]",
    "shy": "source: shy\nfingerprints: [Shy one, Shy two, Shy three]\nmin_fingerprints: 2",
    "post.2005": "source: post\nlayout: '2005'\nhosts: post.example\nvalid: 2003..2008\nfingerprints: [Post, Old post]",
    "post.2009": "source: post\nlayout: '2009'\nvalid: 2009..\nfingerprints: [Post, New post]",
    "plain": "source: plain\nhosts: plain.example",
    "mixed": "source: mixed\nhosts: mixed.example",
    "mixed.new": "source: mixed\nlayout: new\nfingerprints: New mixed",
}


def book() -> RuleBook:
    sets = {}
    for name, content in FILES.items():
        rule_set, errors, _ = read_text(content, f"{name}.yaml", name)
        assert rule_set is not None, errors
        sets[name] = rule_set
    return RuleBook(sets)


CLEANER = Cleaner(book())


def cleaned(text: str = "Bread.", **known: str) -> Article:
    return CLEANER.clean(Document(text=text, **known))  # type: ignore[arg-type]


def rules_of(article: Article) -> str | None:
    return article.rules and article.rules.partition("@")[0]


def codes(article: Article) -> list[str]:
    return [warning.code for warning in article.warnings]


def test_the_caller_s_name_comes_first() -> None:
    """One that the caller names; else the host of the URL."""
    article = cleaned("Daily sign", source="plain", url="https://weekly.example/")
    assert (article.source, rules_of(article), codes(article)) == ("plain", "plain", [])


def test_a_name_that_is_no_rule_set_is_tried_as_a_host() -> None:
    """DESIGN: a name that is no rule set is tried as a host, then warned of."""
    assert cleaned(source="www.daily.example").source == "daily"


def test_a_name_that_nobody_knows_is_warned_of() -> None:
    """DESIGN: a name that is no rule set is tried as a host, then warned of."""
    article = cleaned(source="dayly")
    assert article.source is None
    assert [(w.code, w.message) for w in article.warnings] == [
        ("unknown-source", "`dayly` is neither a rule set nor a known host")
    ]
    assert cleaned(source="dayly", url="https://daily.example/").source == "daily"
    assert codes(cleaned(source="dayly", url="https://daily.example/")) == ["unknown-source"]


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://daily.example/a", "daily"),
        ("https://www.daily.example:8080/a", "daily"),
        ("http://DAILY.example./a", "daily"),
        ("daily.example/a", "daily"),
        ("//daily.example/a", "daily"),
        ("https://me:secret@daily.example/", "daily"),
        ("https://mydaily.example/", None),
        ("https://news.example/", "daily"),
        ("https://weekly.news.example/", "weekly"),
        ("https://x.weekly.news.example/", "weekly"),
        ("https://web.archive.org/web/20130102030405/http://daily.example/a", "daily"),
        ("https://web.archive.org/web/20130102030405id_/http://daily.example/a", "daily"),
        ("https://archive.ph/2013/https://daily.example/a", "daily"),
        ("https://web.archive.org/web/", None),
        ("https://example.org/?u=daily.example", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_the_host_decides_and_the_longest_wins(url: str, source: str | None) -> None:
    """DESIGN: else the host of the URL (the longest wins; archive URLs such as `web.archive.org/web/2013.../` are unwrapped."""
    assert cleaned(url=url).source == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Daily sign", "daily"),
        ("• daily SIGN", "daily"),
        ("Daily signs", None),
        ("Both of them", None),
        ("Both of them\nDaily sign", "daily"),
        ("Daily sign\nWeekly sign", None),
        ("Daily sign\nDaily mark\nWeekly sign", "daily"),
        ("Daily sign\nDaily sign\nWeekly sign", None),
        ("Weekly top\nx", "weekly"),
        ("x\nWeekly top", None),
        ("x\nWeekly foot\nx", "weekly"),
        ("Weekly foot\nx\nx", None),
        ("Shy one", None),
        ("Shy one\nShy two", "shy"),
        ("Shy one\nDaily sign", "daily"),
    ],
)
def test_fingerprints_decide_where_no_url_is_known(text: str, source: str | None) -> None:
    """DESIGN: else fingerprints (the source with most found, at least `min_fingerprints`, strictly more than the runner-up; a fingerprint is a pattern, or `{line:, at:}`."""
    assert cleaned(text).source == source


def test_fingerprints_are_asked_where_the_host_is_unknown() -> None:
    """DESIGN: else fingerprints; else none, and the document is of an unknown source."""
    assert cleaned("Daily sign", url="https://example.org/").source == "daily"


def test_an_unknown_source_gets_the_rules_of_its_language_or_those_of_all() -> None:
    """Without a rule set: `base` and the set of the document's language run first."""
    english = cleaned("The council voted on Tuesday to close the old bridge.\nImprint\n---")
    assert (rules_of(english), english.language, english.source) == ("lang/en", "en", None)
    assert english.body == "The council voted on Tuesday to close the old bridge."
    german = cleaned("Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke zu sperren.\nImprint\n---")
    assert (rules_of(german), german.language) == ("base", "de")
    assert german.body.endswith("Imprint")


def test_the_article_names_the_source_and_the_layout() -> None:
    """DESIGN: the article says `source: bbc`, `rules: bbc.2005@hash`."""
    article = cleaned("Old post", url="https://post.example/")
    assert article.source == "post"
    assert article.rules == f"post.2005@{CLEANER.book.effective('post.2005').hash}"
    assert len(article.rules.partition("@")[2]) == 8


@pytest.mark.parametrize(
    ("text", "known", "rules"),
    [
        ("New post", {"url": "http://post.example/"}, "post.2009"),
        ("New post", {"source": "post"}, "post.2009"),
        ("New post", {"source": "post.2005"}, "post.2005"),
        ("New post", {}, "post.2009"),
        ("Post\nNew post", {"url": "http://post.example/", "crawled": "2005-01-01"}, "post.2009"),
        ("Post", {"url": "http://post.example/", "crawled": "2005-01-01"}, "post.2005"),
        ("Post", {"url": "http://post.example/", "crawled": "2008-12-31T23:59"}, "post.2005"),
        ("Post", {"url": "http://post.example/", "crawled": "2009-01-01"}, "post.2009"),
        ("Post", {"url": "https://web.archive.org/web/20110102/http://post.example/"}, "post.2009"),
        ("Post", {"url": "https://web.archive.org/web/2011/http://post.example/", "crawled": "2004"}, "post.2005"),
        ("Post", {"crawled": "2015-01-01"}, "post.2009"),
        ("New mixed", {"source": "mixed"}, "mixed.new"),
        ("x", {"source": "mixed"}, "mixed"),
    ],
)
def test_fingerprints_decide_on_the_layout_and_the_crawl_breaks_ties(
    text: str, known: dict[str, str], rules: str
) -> None:
    """The source decides by host, the layout by fingerprints; `valid: 2003..2008` (days of the crawl, not of the article) only breaks ties."""
    assert rules_of(cleaned(text, **known)) == rules


def test_a_known_source_of_which_no_layout_fits_is_unknown_and_warned_of() -> None:
    """Source known, no layout found: treated as unknown, warning `unknown-layout`."""
    article = cleaned("The bread is good.\nImprint", url="http://post.example/", crawled="2005-01-01")
    assert (article.source, rules_of(article), article.body) == (None, "lang/en", "The bread is good.")
    assert [(w.code, w.message) for w in article.warnings] == [
        ("unknown-layout", "no layout of `post` fits; treated as of an unknown source")
    ]
