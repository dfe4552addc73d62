"""Sets of languages are read when they are first asked for: nothing else is different, and no mistake is lost."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

import cleaner.rulebook.book as rulebook
from cleaner import Cleaner, RuleBook, RuleBookError, load_rules
from cleaner.engine.sources import MANY_SOURCES
from cleaner.rulebook.book import BASE, LANGUAGES, SHIPPED
from cleaner.rulebook.late import LateSets

GERMAN = "Die Brücke am Hafen bleibt zwei Jahre lang gesperrt, sagte der Rat der Stadt am Montag, und die Fähre fährt weiter."
ENGLISH = (
    "The bridge at the harbour stays closed for two years, the council said on Monday, and the ferry goes on as before."
)


def late_names(book: RuleBook) -> list[str]:
    """The sets that are not read yet."""
    at_hand = {rule_set.name for rule_set in late_sets(book).at_hand()}
    return [name for name in book.sets if name not in at_hand]


def late_sets(book: RuleBook) -> LateSets:
    assert isinstance(book.sets, LateSets)
    return book.sets


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Shipped rules of a source in English, and of German; the working folder holds them as `shipped`."""
    folder = tmp_path / "shipped"
    (folder / "lang").mkdir(parents=True)
    (folder / "base.yaml").write_text("rules: []\n", "utf-8")
    (folder / "post.yaml").write_text("source: post\nextends: [lang/en]\nrules: []\n", "utf-8")
    (folder / "lang" / "en.yaml").write_text(
        "language: en\nrules: [{drop: share, id: en-share, line: Share}]\n", "utf-8"
    )
    (folder / "lang" / "de.yaml").write_text(
        "language: de\nrules: [{drop: share, id: de-share, line: Teilen}]\n", "utf-8"
    )
    (folder / "lang" / "de-unknown.yaml").write_text("extends: [lang/de]\nlanguage: de\noff: [de-share]\n", "utf-8")
    (tmp_path / "rules" / "lang").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rulebook, "shipped_rules", lambda: Path("shipped"))
    return folder


def test_the_shipped_languages_can_be_read_late() -> None:
    """They are no sources, and build on nothing but the base and each other."""
    sets = [rule_set for name, rule_set in load_rules().sets.items() if name.startswith(LANGUAGES)]
    assert len(sets) > 20
    assert [rule_set.name for rule_set in sets if rule_set.source or rule_set.fingerprints or rule_set.hosts] == []
    parents = {parent for rule_set in sets for parent in rule_set.extends}
    assert [parent for parent in parents if parent != BASE and not parent.startswith(LANGUAGES)] == []


def test_most_shipped_rules_wait() -> None:
    book = load_rules(late=True)
    waiting = late_names(book)
    assert "lang/ja" in waiting
    assert "shipped/lang/ja" in waiting
    assert "lang/de" in waiting
    assert [name for name in waiting if not name.removeprefix(SHIPPED).startswith(LANGUAGES)] == []


def test_a_book_that_is_read_late_is_the_same_book() -> None:
    whole, late = load_rules(), load_rules(late=True)
    assert late.sources() == whole.sources()
    assert [late.for_language(each) for each in ("en", "de", "xx", None)] == ["lang/en-unknown", "lang/de", BASE, BASE]
    assert (list(late.sets), len(late.sets)) == (list(whole.sets), len(whole.sets))
    assert "lang/ja" in late_names(late)
    assert [late.effective(name).hash for name in late.sets] == [whole.effective(name).hash for name in whole.sets]
    assert late == whole
    assert late_names(late) == []


def test_a_set_is_read_with_its_parents_when_it_is_asked_for(home: Path) -> None:
    assert home.is_dir()
    book = load_rules(late=True)
    names = ["lang/de", "lang/de-unknown", "lang/en"]
    assert late_names(book) == [*names, *(f"shipped/{name}" for name in names)]
    assert book.sets["shipped/lang/de"].rules is book.sets["lang/de"].rules
    assert late_names(book) == ["lang/de-unknown", "lang/en", "shipped/lang/de-unknown", "shipped/lang/en"]
    assert [rule.id for _, rule in book.effective("lang/de-unknown").rules] == []
    with pytest.raises(KeyError, match="lang/fr"):
        book.sets["lang/fr"]


def test_a_cleaner_reads_a_language_when_a_document_is_in_it(home: Path) -> None:
    assert home.is_dir()
    work = Cleaner()
    work.clean(ENGLISH)
    assert "lang/de-unknown" in late_names(work.book)
    article = work.clean(GERMAN)
    assert article.rules == f"lang/de-unknown@{load_rules().effective('lang/de-unknown').hash}"
    assert late_names(work.book) == []


def test_a_language_that_few_sources_speak_is_read_when_a_document_is_of_one_of_them(home: Path) -> None:
    assert home.is_dir()
    Path("rules/mine.yaml").write_text("source: mine\nextends: [lang/de]\nlanguage: de\n", "utf-8")
    work = Cleaner("rules")
    assert "lang/de" in late_names(work.book)
    article = work.clean(f"Teilen\n{GERMAN}", source="mine")
    assert (article.body, article.rules) == (GERMAN, f"mine@{load_rules('rules').effective('mine').hash}")
    assert "lang/de" not in late_names(work.book)


def test_a_language_that_many_sources_speak_is_looked_for_at_once(home: Path) -> None:
    assert home.is_dir()
    for number in range(MANY_SOURCES):
        Path(f"rules/mine-{number}.yaml").write_text(f"source: mine-{number}\nextends: [lang/de]\n", "utf-8")
    work = Cleaner("rules")
    assert "lang/de" not in late_names(work.book)
    assert "\nteilen\n" in work.finder.index.numbers


BROKEN = "language: de\nrules:\n  - drop: shares\n    line: Teilen\n"
TOLD = """\
a mistake in the rules:
shipped/lang/de.yaml:3:11: rule 1 (shares), drop: unknown `shares`; did you mean `share`?
      - drop: shares
              ^"""


def test_mistakes_are_told_when_the_set_is_asked_for_and_each_time(home: Path) -> None:
    (home / "lang" / "de.yaml").write_text(BROKEN, "utf-8")
    work = Cleaner()
    assert work.clean(ENGLISH).body == ENGLISH
    for _ in range(2):
        with pytest.raises(RuleBookError) as caught:
            work.clean(GERMAN)
        assert str(caught.value) == TOLD
    with pytest.raises(RuleBookError) as caught:
        load_rules()
    assert str(caught.value) == TOLD


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("off: [nothing]\n", "off: no inherited rule `nothing`; one of "),
        ("extends: [lang/d]\n", "extends: no rule set `lang/d`; did you mean `lang/de`?"),
        ("extends: [lang/de-unknown]\n", "extends: a circle: lang/de-unknown -> lang/de -> lang/de-unknown; "),
    ],
    ids=["off", "parent", "circle"],
)
def test_what_shows_between_sets_is_told_too(home: Path, file: str, what: str) -> None:
    (home / "lang" / "de.yaml").write_text(file, "utf-8")
    book = load_rules(late=True)
    for _ in range(2):
        with pytest.raises(RuleBookError) as caught:
            book.sets["lang/de"]
        assert what in str(caught.value)


def test_where_something_is_wrong_all_mistakes_are_told(home: Path) -> None:
    """Also those of sets that nobody asks for, as when all is read at once."""
    (home / "lang" / "de.yaml").write_text(BROKEN, "utf-8")
    for text in ("extends: [lang/fr]\n", "extends: [lang/de]\noff: [nothing]\n"):
        Path("rules/mine.yaml").write_text(text, "utf-8")
        with pytest.raises(RuleBookError) as caught:
            Cleaner("rules")
        with pytest.raises(RuleBookError) as whole:
            load_rules("rules")
        assert str(caught.value) == str(whole.value)
        assert TOLD.splitlines()[1] in str(caught.value)


def test_a_folder_that_replaces_a_language_is_checked_with_those_that_build_on_it(home: Path) -> None:
    assert home.is_dir()
    Path("rules/lang/de.yaml").write_text("rules: []\n", "utf-8")
    with pytest.raises(RuleBookError, match=r"lang/de-unknown\.yaml:3:7: off: no inherited rule `de-share`"):
        Cleaner("rules")


def test_a_folder_that_replaces_the_base_has_all_read_at_once(home: Path) -> None:
    (home / "lang" / "de.yaml").write_text("off: [bars]\n", "utf-8")
    (home / "base.yaml").write_text("rules: [{drop: other, id: bars, line: '| *'}]\n", "utf-8")
    assert isinstance(load_rules("rules", late=True).sets, LateSets)
    Path("rules/base.yaml").write_text("rules: []\n", "utf-8")
    with pytest.raises(RuleBookError, match=r"lang/de\.yaml:1:7: off: no inherited rule `bars`"):
        Cleaner("rules")


def hashes(book: RuleBook) -> list[str]:
    return [book.effective(name).hash for name in book.sets]


def test_what_waits_pickles(home: Path) -> None:
    shutil.copy(home / "lang" / "de.yaml", home / "lang" / "fr.yaml")
    book = load_rules(late=True)
    before = hashes(book)
    again: RuleBook = pickle.loads(pickle.dumps(load_rules(late=True)))  # noqa: S301 (our own)
    assert "lang/fr" in late_names(again)
    assert hashes(again) == before
    used: RuleBook = pickle.loads(pickle.dumps(book))  # noqa: S301 (our own)
    assert hashes(used) == before
