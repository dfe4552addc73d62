"""Names: bylines split into their people, and what reads as a name, a place or an agency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.names import agency_in, are_names, is_name, is_place, split_names

# language, byline, people
BYLINES = [
    ("en", "By Jane Doe", ("Jane Doe",)),
    ("en", "BY JANE DOE", ("JANE DOE",)),
    ("en", "By: Jane Doe.", ("Jane Doe",)),
    ("en", "Jane  Doe", ("Jane Doe",)),
    ("en", "Guy Faulconbridge in Moscow and Leigh Thomas in Paris", ("Guy Faulconbridge", "Leigh Thomas")),
    ("en", "By Michelle Roberts Health reporter, BBC News", ("Michelle Roberts",)),
    ("en", "By Frank Gardner BBC security correspondent", ("Frank Gardner",)),
    ("en", "Jeremy Bowen BBC Middle East editor, Cairo", ("Jeremy Bowen",)),
    ("en", "By Sam Smith, Political Correspondent", ("Sam Smith",)),
    ("en", "Adam Marcus of Reuters Health", ("Adam Marcus",)),
    ("en", "Jane Doe, Sam Smith, and Bob Lee", ("Jane Doe", "Sam Smith", "Bob Lee")),
    ("en", "Jane Doe; Sam Smith & Bob Lee / Jo Day | Jane Doe", ("Jane Doe", "Sam Smith", "Bob Lee", "Jo Day")),
    ("en", "By Jo Ann de la Cruz with Bob Lee", ("Jo Ann de la Cruz", "Bob Lee")),
    ("en", "By John Smith, Jr. and Jane Doe, PhD", ("John Smith, Jr.", "Jane Doe, PhD")),
    ("en", "By J.R.R. Tolkien and A. O. Scott", ("J.R.R. Tolkien", "A. O. Scott")),
    ("en", "Jane Doe jane.doe@example.com @janedoe", ("Jane Doe",)),
    ("en", "Jane Doe (BBC News)", ("Jane Doe",)),
    ("en", "By John Smith | The Guardian", ("John Smith",)),
    ("en", "Anna Smith, Moscow", ("Anna Smith",)),
    ("en", "Anna Smith, New York", ("Anna Smith",)),
    ("en", "By AFP and Jane Doe", ("Jane Doe",)),
    ("en", "By Reuters staff", ()),
    ("en", "By Staff Writer", ()),
    ("en", "Reuters", ()),
    ("en", "By the editors", ()),
    ("en", "By Mashable team", ()),
    ("en", "By Mike Whalley BBC Sport", ("Mike Whalley",)),
    ("en", "By Rayhan Demytrie BBC News, Ust-Kamenogorsk, Kazakhstan", ("Rayhan Demytrie",)),
    ("en", "Associated Press writer Jane Doe", ("Jane Doe",)),
    ("en", "By BBC security correspondent Frank Gardner", ("Frank Gardner",)),
    ("en", "By Andrew Bosworth, Chief Technology Officer and Head of Labs", ("Andrew Bosworth",)),
    ("en", "By Jane DoeDecember 22, 2023", ("Jane Doe",)),
    ("en", "By Jane Doe22 December 2023", ("Jane Doe",)),
    ("en", "By Jane Doe Fri, Dec. 22, 2023", ("Jane Doe",)),
    ("en", "22 December 2023 Jane Doe", ()),
    ("en", "the quick brown fox", ()),
    ("en", "", ()),
    ("de", "Von Max Müller und Eva von der Leyen", ("Max Müller", "Eva von der Leyen")),
    ("fr", "Par Jean-Michel Dupont et Anne d'Arc", ("Jean-Michel Dupont", "Anne d'Arc")),
    ("es", "Por Ana López y Juan Pérez", ("Ana López", "Juan Pérez")),
    ("es", "Por José Ortega y Gasset", ("José Ortega y Gasset",)),
    ("es", "Ana López en Madrid", ("Ana López",)),
    ("it", "di Mario Rossi e Anna Bianchi", ("Mario Rossi", "Anna Bianchi")),
    ("pt", "Por João Silva e Maria Costa", ("João Silva", "Maria Costa")),
    ("nl", "Door Jan Jansen en Piet Pieters", ("Jan Jansen", "Piet Pieters")),
    ("sv", "Av Anna Berg och Lars Ek", ("Anna Berg", "Lars Ek")),
    ("fi", "Anna Virtanen ja Pekka Laine", ("Anna Virtanen", "Pekka Laine")),
    ("pl", "Anna Nowak i Jan Kowalski", ("Anna Nowak", "Jan Kowalski")),
    ("ru", "Автор: Иван Петров и Мария Иванова", ("Иван Петров", "Мария Иванова")),
    ("el", "Άννα Παππά και Νίκος Ράλλης", ("Άννα Παππά", "Νίκος Ράλλης")),
    ("tr", "Ali Kaya ve Ayşe Demir", ("Ali Kaya", "Ayşe Demir")),
    ("ar", "بقلم: محمد علي و سارة حسن", ("محمد علي", "سارة حسن")),
    ("ar", "محمد علي، سارة حسن", ("محمد علي", "سارة حسن")),
    ("zh", "王小明、李雷", ("王小明", "李雷")),
    ("zh", "王小明和李雷雷", ("王小明", "李雷雷")),
    ("zh", "记者 王小明", ("王小明",)),
]

NAMES = [
    "Jane Doe",
    "Jane",
    "JANE DOE",
    "J. Doe",
    "George W. Bush",
    "J.R.R. Tolkien",
    "Martin Luther King, Jr.",
    "Bashar al-Assad",
    "Ban Ki-moon",
    "Conor O'Brien",
    "Ludwig van Beethoven",
    "Osama bin Laden",
    "Simon Cameron-Moore",
    "Иван Петров",
    "محمد علي",
    "王小明",
    "アンナ・カレーニナ",
]

NO_NAMES = [
    "",
    "jane doe",
    "Jane Doe 2",
    "He said.",
    "Who Said That?",
    "de la",
    "Jr.",
    "PhD",
    "Reuters",
    "Staff Writer",
    "One Two Three Four Five Six Seven",
    "Jane Doe, Paris",
    "A" * 61,
    "新华社记者",
]

PLACES = [
    "MOSCOW",
    "New York",
    "WASHINGTON/LONDON",
    "Beirut, Lebanon",
    "Rio de Janeiro",
    "St. Petersburg",
    "Washington D.C.",
    "بيروت",
    "北京",
]
NO_PLACES = ["", "moscow", "Moscow 5", "He said he was", "MOSCOW,", ", MOSCOW", "A B C D E F G", "M" * 61]

AGENCIES = [
    ("Reuters", "Reuters"),
    ("REUTERS", "Reuters"),
    ("(Reuters)", "Reuters"),
    ("Thomson Reuters", "Reuters"),
    ("AFP", "AFP"),
    ("Agence France Presse", "AFP"),
    ("Agence France-Presse", "AFP"),
    ("The Associated Press", "AP"),
    ("A.P.", "AP"),
    ("dpa", "dpa"),
    ("DPA", "dpa"),
    ("Tass", "TASS"),
    ("ITAR-TASS", "TASS"),
    ("ТАСС", "TASS"),
    ("Xinhua News Agency", "Xinhua"),
    ("新华社", "Xinhua"),
    ("رويترز", "Reuters"),
    ("CTK", "ČTK"),
    ("Petra", "Petra"),
    ("PA Media", "PA Media"),
    ("Ap", None),
    ("Sid", None),
    ("tt", None),
    ("Pa", None),
    ("AFP said", None),
    ("Moscow", None),
    ("", None),
    ("x" * 61, None),
]


@pytest.mark.parametrize(("language", "byline", "people"), BYLINES, ids=[f"{row[0]}: {row[1]}" for row in BYLINES])
def test_bylines(language: str, byline: str, people: tuple[str, ...]) -> None:
    assert split_names(byline, language) == people
    assert split_names(byline) == people


def test_english_words_are_known_in_every_language() -> None:
    assert split_names("By Jane Doe and Max Müller", "de") == ("Jane Doe", "Max Müller")
    assert split_names("By Jane Doe and Max Müller", "sw") == ("Jane Doe", "Max Müller")


def test_a_text_too_long_for_a_byline_has_no_people() -> None:
    assert split_names("Jane Doe, " * 200) == ()
    assert not are_names("Jane Doe, " * 200)


@pytest.mark.parametrize("text", NAMES)
def test_names(text: str) -> None:
    assert is_name(text)
    assert are_names(text)


@pytest.mark.parametrize("text", NO_NAMES)
def test_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "text", ["Jane Doe and Sam Smith", "Jane Doe, Sam Smith", "Guy Faulconbridge in Moscow and Leigh Thomas in Paris"]
)
def test_lists_of_names(text: str) -> None:
    assert are_names(text)


@pytest.mark.parametrize("text", ["Monday", "FRIDAY", "Montag", "May", "December", "Lundi"])
def test_a_weekday_or_a_month_alone_is_no_name(text: str) -> None:
    assert not is_name(text)
    assert not are_names(f"{text}, Post Writer")
    assert is_name(f"{text} Smith")


@pytest.mark.parametrize("text", ["Jan", "Marco", "Julio"])
def test_short_forms_and_months_of_other_languages_may_be_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "Jane Doe and", "Jane Doe said so", "Jane Doe, 5 others", ","])
def test_no_lists_of_names(text: str) -> None:
    assert not are_names(text)


@pytest.mark.parametrize("text", PLACES)
def test_places(text: str) -> None:
    assert is_place(text)


@pytest.mark.parametrize("text", NO_PLACES)
def test_no_places(text: str) -> None:
    assert not is_place(text)


@pytest.mark.parametrize(("text", "agency"), AGENCIES, ids=[row[0][:30] for row in AGENCIES])
def test_agencies(text: str, agency: str | None) -> None:
    assert agency_in(text) == agency


_WORDS = "By Jane Doe van de and und y , ; / & ( ) Jr. in Moscow reporter BBC J. 王小明 和 محمد @x 5 May"
_words = st.sampled_from(_WORDS.split())
_texts = st.one_of(st.text(max_size=80), st.lists(_words, max_size=12).map(" ".join))


@given(_texts, st.sampled_from(["en", "es", "zh", "xx", None]))
def test_people_are_names_of_the_text_each_once(text: str, language: str | None) -> None:
    people = split_names(text, language)
    assert len(set(people)) == len(people)
    assert all(is_name(name) for name in people)
    # Characters are the text's own, but that white space is one space, and what was taken out of a name is gone.
    assert set("".join(people)) <= {*text, " "}


@given(_texts)
def test_no_text_raises(text: str) -> None:
    assert is_name(text) in {True, False}
    assert are_names(text) in {True, False}
    assert is_place(text) in {True, False}
    assert agency_in(text) is None or isinstance(agency_in(text), str)
