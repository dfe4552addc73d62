"""Roles: the people of a line of credits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Credits
from cleaner.text.roles import read_credits

# language, the line, who reported, wrote, edited
LINES = [
    (
        "en",
        "Additional reporting by Guy Faulconbridge in Moscow and Leigh Thomas in Paris; Writing by Steve Gutterman; Editing by Andrew Roche",
        ("Guy Faulconbridge", "Leigh Thomas"),
        ("Steve Gutterman",),
        ("Andrew Roche",),
    ),
    (
        "en",
        "(Reporting by Adam Marcus of Reuters Health; Editing by Cynthia Osterman)",
        ("Adam Marcus",),
        (),
        ("Cynthia Osterman",),
    ),
    (
        "en",
        "Reporting by Gopal Sharma, additional reporting by Lisa Barrington, writing by Shilpa Jamkhandikar, Editing by Simon Cameron-Moore",
        ("Gopal Sharma", "Lisa Barrington"),
        ("Shilpa Jamkhandikar",),
        ("Simon Cameron-Moore",),
    ),
    ("en", "Reporting by Pavel Polityuk; Editing by Kirsten Donovan", ("Pavel Polityuk",), (), ("Kirsten Donovan",)),
    ("en", "Writing and reporting by Jane Doe", ("Jane Doe",), ("Jane Doe",), ()),
    ("en", "REPORTING BY JANE DOE; EDITING BY SAM SMITH", ("JANE DOE",), (), ("SAM SMITH",)),
    ("en", "Compiled by Jane Doe", (), ("Jane Doe",), ()),
    ("en", "Reporting by Jane Doe and Jane Doe; additional reporting by Jane Doe", ("Jane Doe",), (), ()),
    ("en", "Reporting by Jane Doe Editing by Sam Smith", ("Jane Doe",), (), ("Sam Smith",)),
    ("en", "Editing by Jane Doe. Follow us on Twitter", (), (), ("Jane Doe",)),
    ("en", "Editing by Jane Doe Our Standards: The Thomson Reuters Trust Principles.", (), (), ("Jane Doe",)),
    ("en", "(Reporting by the Moscow newsroom; Editing by J. Smith Jr.)", (), (), ("J. Smith Jr.",)),
    ("en", "Reporting: Jane Doe. Photos: Sam Smith", ("Jane Doe",), (), ()),
    ("en", "He was editing when she was writing", (), (), ()),
    ("en", "Jane Doe", (), (), ()),
    ("en", "", (), (), ()),
    (
        "de",
        "(Bericht von Max Muster, redigiert von Eva Lang. Bei Rückfragen wenden Sie sich an die Redaktion)",
        ("Max Muster",),
        (),
        ("Eva Lang",),
    ),
    (
        "fr",
        "(Reportage de Jean Dupont, rédigé par Anne Martin, édité par Luc Roy)",
        ("Jean Dupont",),
        ("Anne Martin",),
        ("Luc Roy",),
    ),
    ("fr", "(Jean Dupont, version française Anne Martin, édité par Luc Roy)", (), (), ("Luc Roy",)),
    (
        "es",
        "(Reporte de Ana López y Juan Pérez; Editado en español por Luis Gil)",
        ("Ana López", "Juan Pérez"),
        (),
        ("Luis Gil",),
    ),
    ("it", "(Scritto da Mario Rossi, editing Anna Bianchi)", (), ("Mario Rossi",), ("Anna Bianchi",)),
    ("pt", "(Reportagem de José Silva; edição de Maria Costa)", ("José Silva",), (), ("Maria Costa",)),
    ("nl", "Geschreven door Jan Jansen, bewerkt door Piet Pieters", (), ("Jan Jansen",), ("Piet Pieters",)),
    ("ru", "(Автор Иван Петров; редактор Мария Иванова)", (), ("Иван Петров",), ("Мария Иванова",)),
    ("ru", "Текст: Иван Петров. Редактор: Мария Иванова", (), ("Иван Петров",), ("Мария Иванова",)),
]


@pytest.mark.parametrize(
    ("language", "line", "reporting", "writing", "editing"), LINES, ids=[f"{row[0]}: {row[1]}" for row in LINES]
)
def test_credits(
    language: str, line: str, reporting: tuple[str, ...], writing: tuple[str, ...], editing: tuple[str, ...]
) -> None:
    expected = Credits(line, reporting=reporting, writing=writing, editing=editing)
    assert read_credits(line, language) == expected
    assert read_credits(line) == expected


def test_a_language_without_words_is_read_as_english() -> None:
    assert read_credits("Editing by Jane Doe", "sw").editing == ("Jane Doe",)


def test_a_text_too_long_for_credits_has_no_people() -> None:
    text = "Editing by Jane Doe. " * 200
    assert read_credits(text) == Credits(text)


_WORDS = "Reporting Writing editing by and , ; : ( ) Jane Doe J. von redigiert Редактор edited"
_words = st.sampled_from(_WORDS.split())


@given(st.one_of(st.text(max_size=100), st.lists(_words, max_size=14).map(" ".join)))
def test_the_text_is_kept_and_nobody_is_invented(text: str) -> None:
    found = read_credits(text)
    assert found.text == text
    assert set("".join(found.reporting + found.writing + found.editing)) <= {*text, " "}
