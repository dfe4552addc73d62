"""Calendars: the words of dates by language, read from `calendar.toml`, folded, and as sources of regular expressions."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec

from cleaner.text.folding import fold

NEVER = "(?!)"

_GREEK_ENDS = "\u0400"
_WORD_LISTS = ("weekdays", "am", "pm", "lead", "of", "joiners", "ordinals", "year_words", "hours", "after_time")


class Calendar(msgspec.Struct, frozen=True):
    """The folded words of one language and English, or of all languages; `calendar.toml` explains the fields.

    `months` are numbers by name, `zones` offsets by abbreviation: None where that means several.
    """

    months: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    zones: Mapping[str, str | None]
    order: str
    numerals: str
    two_names: bool


class _Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A language as the file has it: lists of words with `|` between them."""

    months: tuple[str, ...]
    weekdays: str
    am: str = ""
    pm: str = ""
    lead: str = ""
    of: str = ""
    joiners: str = ""
    ordinals: str = ""
    year_words: str = ""
    hours: str = ""
    after_time: str = ""
    order: str = ""
    numerals: str = ""
    no_months: str = ""
    no_zones: str = ""
    two_names: bool = False


class _Zones(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    unsure: str
    known: dict[str, str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zones: _Zones
    languages: dict[str, _Language]


@functools.cache
def _file() -> _File:
    """The file as it is. Read late, since most programs that import the package never see a date."""
    import tomllib  # noqa: PLC0415 (slow to import)

    text = Path(__file__).with_name("calendar.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File)


def language_key(language: str | None) -> str | None:
    """What a calendar is known by: `de` for `de-AT`; a language without one is read as English."""
    if language is None:
        return None
    base = language.replace("_", "-").partition("-")[0].lower()
    base = "no" if base in {"nb", "nn"} else base
    return base if base in _file().languages else "en"


def _spellings(words: str) -> list[str]:
    """The folded words of a list, each with and without accents where dumps lose those: Latin and Greek."""
    folded = [fold(word) for word in words.split("|") if word]
    return list(dict.fromkeys([*folded, *map(_without_accents, folded)]))


def _without_accents(word: str) -> str:
    if word.isascii() or word[0] >= _GREEK_ENDS:
        return word
    plain = word.replace("ı", "i").replace("ł", "l").replace("ø", "o")
    return "".join([c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)])


def _chosen(key: str | None) -> list[_Language]:
    """The languages of a calendar, English first, so that English wins where names clash."""
    languages = _file().languages
    names = list(languages) if key is None else list(dict.fromkeys(["en", key]))
    return [languages[name] for name in names]


@functools.cache
def calendar_of(key: str | None) -> Calendar:
    """The calendar of a language, as `language_key` names it; None is all languages at once."""
    chosen = _chosen(key)
    return Calendar(
        months=_months(chosen, merged=key is None),
        words={name: _words(chosen, name, merged=key is None) for name in _WORD_LISTS},
        zones=_zones(chosen[1:] if key else ()),
        order="mixed" if key is None else chosen[-1].order,
        numerals="".join([language.numerals for language in chosen]),
        two_names=any(language.two_names for language in chosen),
    )


def _months(chosen: list[_Language], *, merged: bool) -> dict[str, int]:
    """Numbers by name. Merged, months that are English words are left out: "out" and "ago" are none there."""
    months: dict[str, int] = {}
    for language in chosen:
        for number, names in enumerate(language.months, 1):
            for name in _spellings(names):
                months.setdefault(name, number)
    for name in chosen[0].no_months.split("|") if merged else ():
        months.pop(name, None)
    return months


def _words(chosen: Iterable[_Language], name: str, *, merged: bool) -> frozenset[str]:
    """One list of words of all chosen languages.

    Merged, weekdays of one or two Latin letters are left out: "to", "so" and "la" are none in an unknown language.
    """
    words = [word for language in chosen for word in _spellings(getattr(language, name))]
    loose = merged and name == "weekdays"
    return frozenset(word for word in words if not (loose and len(word) < 3 and word < _GREEK_ENDS))


def _zones(chosen: Iterable[_Language]) -> dict[str, str | None]:
    """Offsets by abbreviation, None for those that mean several."""
    zones = _file().zones
    offsets: dict[str, str | None] = dict.fromkeys(_spellings(zones.unsure))
    offsets |= {name: offset for offset, names in zones.known.items() for name in _spellings(names)}
    for language in chosen:
        for name in language.no_zones.split("|"):
            offsets.pop(name, None)
    return offsets


# Letters, and the trees of what may follow them; the empty letter ends a word.
_Tree: TypeAlias = "dict[str, _Tree]"


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of some words, the longest where several fit.

    It is built as a tree of letters, so that a text that is no word is refused after a letter or two, however many
    words there are.
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branch(tree) if tree else NEVER


def _branch(node: _Tree) -> str:
    options = [re.escape(letter) + _branch(below) for letter, below in sorted(node.items()) if letter]
    if not options:
        return ""
    if len(options) == 1 and "" not in node:
        return options[0]
    return f"(?:{'|'.join(options)})" + ("?" if "" in node else "")


def in_numerals(zeros: str) -> Callable[[str], str]:
    """A function that widens classes of digits, `[0-5]`, by the digits that start at each of `zeros`."""
    tables = [{ord("0") + n: chr(ord(zero) + n) for n in range(10)} for zero in zeros]

    def widen(source: str) -> str:
        return re.sub(r"\[([0-9-]+)\]", lambda m: f"[{m[1]}{''.join([m[1].translate(t) for t in tables])}]", source)

    return widen
