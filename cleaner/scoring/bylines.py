"""What a short line around a title says of who wrote the article and when, whatever the order and the separators.

"Jane Doe", "By Jane Doe, Staff Writer", "Jane DoePublished: May 4, 2012", "4 May 2012 | Jane Doe and Omar Reed": a line is
cut at its dates and its separators, and its first piece must be a name. What is no name, and where no date is, says nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from importlib import resources
from typing import Final

import msgspec

from cleaner.text.calendars import calendar_of, language_key
from cleaner.text.dates import dates_in
from cleaner.text.folding import fold, fold_with_origin
from cleaner.text.languages import function_words
from cleaner.text.names import agency_in, is_full_name, is_name_word, is_of_office, is_role, without_lead

LONGEST: Final = 140
"""Characters of the longest line that is read."""
MOST_REST: Final = 6
"""Words beside names in such a line; more are a sentence. Beside dates half as many again: labels, zones, places."""
_DAY: Final = len("2012-05-04")
_MOST_NAME: Final = 5
_MOST_WORDS: Final = 20
"""Words of a line of names; more are a sentence."""
_LABEL: Final = 30
"""Characters before a date in which its label stands."""
_WALL = re.compile(r"\s+[-–—]+(?:\s+|$)|\s{2,}|\s*@\s*")
"""What the people of a line do not stand on both sides of: a dash, a gap."""
_SEPARATOR = re.compile(
    r"""
    \s* [|·•;/] \s*              # Julia Doe | Omar Reed
    | , \s*                       # Jane Doe, Omar Reed
    | \s+ (?: and | und | et | y | e | en | och | og | ja | oraz | i | и | і | και | ve | with | con | & ) \s+
    """,
    re.VERBOSE,
)
_PARTING_MARKS: Final = frozenset("|·•;/,")
_PARTING_WORDS: Final = frozenset("and|und|et|y|e|en|och|og|ja|oraz|i|и|і|και|ve|with|con|&".split("|"))  # noqa: SIM905
"""A separator holds one of these."""
_WALL_MARKS: Final = frozenset("-–—@")
_DIGIT = re.compile(r"\d")
_LONG_YEAR = re.compile(r"\d{4}")
_SHORT_YEAR = re.compile(r"\d{2,3}")
_LETTER = re.compile(r"[^\W\d_]")
_GLUED_BY = re.compile(r"By(?=[A-Z][a-z])")
_WITH_HOUSE: Final = 3
"""Words before a role of which the third is more often a house's or a desk's than a name's."""
_DEGREE = re.compile(r"[A-Z]{2,4}")
_ALSO_NAMES: Final = frozenset(
    "will|may|an|van|de|da|di|la|le|el|al|den|der|do|dos|das|du|bin|y|e|i|ben|don|so|dan".split("|")  # noqa: SIM905
)
"""Small words of some language that are names, or stand within them."""
_GLUE = re.compile(
    r"""
    (?<= [a-zà-öø-ÿ] ) (?= [A-ZÀ-ÖØ-Þ] [^\W\d_]{2} )
    (?<! \b Mc ) (?<! \bMac ) (?<! \b[DLV][aeiu] ) (?<! \bVan ) (?<! \bFitz )   # these stand within names
    """,
    re.VERBOSE,
)
"""Where a word ends and another one begins without a space: "Jane DoePublished"."""
_TRIMMED: Final = " \t\xa0\"'“”„*_()[]<>:.,·•|/–—-"
_BARE = re.compile(r"[^\W_]+")
_OTHER_TIMES = re.compile(r"\d{1,2} ?[:.h] ?\d{2}|\d+ ?min|\b(?:am|pm)\b")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    updated: str
    behind: str
    author: str
    comments: str
    units: str
    languages: dict[str, str]


class HeadLine(msgspec.Struct, frozen=True, gc=False):
    """What a line says: names; the dates of the first publication and of a change, ISO 8601; and how it says it.

    `is_led` says that a word such as "By" stands before the names, `rest` how many words are neither name nor date,
    `role` `has_role` that one of these is a role, `agency` the agency in a person's place.
    """

    names: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    is_led: bool = False
    has_role: bool = False
    rest: int = 0
    agency: str = ""

    @property
    def has_date(self) -> bool:
        """Whether it has a day."""
        return self.published is not None or self.modified is not None


@functools.cache
def words() -> _Words:
    """The words that tell what lines around an article are."""
    import tomllib  # noqa: PLC0415 (slow to import)

    text = resources.files("cleaner.scoring").joinpath("words.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Words)


@functools.cache
def _updated() -> re.Pattern[str]:
    """Finds the beginning of a word for a change."""
    return re.compile(rf"(?:\b|(?<=[\u3040-\ud7ff]))(?:{words().updated})")


@functools.cache
def _author() -> frozenset[str]:
    return frozenset(fold(word) for word in words().author.split("|"))


@functools.cache
def _behind(language: str | None) -> frozenset[str]:
    """Words that end a name before them: of labels, months and weekdays."""
    calendar = calendar_of(language_key(language))
    return frozenset(words().behind.split("|")) | frozenset(calendar.months) | calendar.words["weekdays"]


def says_author(folded: str) -> bool:
    """Whether a folded line is but the label of a name, such as "By", "Author:" or "About the author"."""
    return folded.rstrip(" :.-—–").strip() in _author()


def says_role(text: str) -> bool:
    """Whether a short line is what a person does: "Senior Reporter", "Politics Editor"."""
    words = text.strip(_TRIMMED).split()
    return 0 < len(words) <= MOST_REST and any(map(is_role, words)) and not text.endswith((".", "?", "!"))


def read_line(text: str, language: str | None) -> HeadLine | None:
    """What a line says of people and dates; None where it says nothing, or is a sentence."""
    if len(text) > LONGEST:
        return None
    if _GLUED_BY.match(text):
        text = f"By  {text[2:]}"
    text = _GLUE.sub("  ", text)
    if not has_digit(text):
        said = text.split()
        if len(said) > _MOST_WORDS or sum([word[0].isupper() for word in said]) < 2:
            return None
        return _without_date(text, language)
    return _dated(text, language) if _may_hold_day(text) else _without_date(text, language)


def has_digit(text: str) -> bool:
    """Whether a text holds a digit of any script."""
    return _DIGIT.search(text) is not None


def _may_hold_day(text: str) -> bool:
    """Whether a text may hold a date with its day: there are four digits of a year, or letters between two numbers."""
    if _LONG_YEAR.search(text):
        return True
    day, years = _DIGIT.search(text), [match.start() for match in _SHORT_YEAR.finditer(text)]
    return day is not None and bool(years) and _LETTER.search(text, day.end(), years[-1]) is not None


def _without_date(text: str, language: str | None) -> HeadLine | None:
    """What a line without a date says; None where it names nobody."""
    bare = text.strip(_TRIMMED)
    if not _may_begin_with_name(bare.split()) and without_lead(bare, language) == bare:
        return None
    found = _people(text, language)
    return found if (found.names or found.agency) and found.rest <= MOST_REST else None


def _dated(text: str, language: str | None) -> HeadLine | None:
    """What a line says that may hold dates."""
    folded, origin = fold_with_origin(text)
    dates = [(start, date) for start, date in dates_in(folded, language) if len(date.iso) >= _DAY]
    published = modified = None
    parts, at = [], 0
    for start, date in dates:
        label = folded[at:start][-_LABEL:]
        parts.append(_cut(text, origin, at, start))
        at = date.end
        if _updated().search(label):
            modified = modified or date.iso
        else:
            published = published or date.iso
    parts.append(_cut(text, origin, at, len(folded)))
    people = [_people(part, language) for part in parts]
    named = next((found for found in people if found.names or found.agency), None)
    rest = sum(found.rest for found in people)
    if not (named or dates) or rest > (MOST_REST * 3 // 2 if dates else MOST_REST):
        return None
    named = named or HeadLine()
    return msgspec.structs.replace(named, published=published, modified=modified, rest=rest)


def _cut(text: str, origin: list[int] | None, start: int, end: int) -> str:
    return text[start:end] if origin is None else text[origin[start] : origin[end]]


def _people(part: str, language: str | None) -> HeadLine:
    """The names that a part of a line begins with, and what else is in it."""
    bare = part.strip(_TRIMMED)
    if not bare:
        return HeadLine()
    plain = without_lead(bare, language)
    if plain == bare and not _may_begin_with_name(plain.split()):
        return HeadLine(rest=len(_BARE.findall(part)))
    near, *far = _walled(plain)
    names: list[str] = []
    rest = [word for piece in far for word in _BARE.findall(piece)]
    said = len(rest)
    agency = ""
    for piece in filter(None, map(_trimmed, _parted(near))):
        name, behind = _leading_name(piece, language) if len(rest) == said else (None, piece)
        if name:
            names.append(name)
        elif plain != bare and not agency and (agency := agency_in(piece) or ""):
            continue
        rest += _BARE.findall(behind)
    if not names and not agency:
        return HeadLine(rest=len(_BARE.findall(part)))
    roles = any(map(is_role, rest))
    return HeadLine(
        names=tuple(dict.fromkeys(names)), agency=agency, is_led=plain != bare, has_role=roles, rest=len(rest)
    )


def _may_begin_with_name(words: list[str]) -> bool:
    """Whether a line's first words may be a name's: two with a capital among the five, and the first two of its kind."""
    if sum([word[0].isupper() for word in words[:_MOST_NAME]]) < 2:
        return False
    return all(word[0].isupper() or is_name_word(word) for word in words[:2])


def _walled(text: str) -> list[str]:
    """What stands between the walls of a line."""
    if _WALL_MARKS.isdisjoint(text) and "  " not in text and text.isprintable():
        return [text]
    return _WALL.split(text)


def _parted(text: str) -> list[str]:
    """What stands between the separators of a line."""
    if _PARTING_MARKS.isdisjoint(text) and _PARTING_WORDS.isdisjoint(text.split()):
        return [text]
    return _SEPARATOR.split(text)


def _trimmed(piece: str) -> str:
    return piece.strip(_TRIMMED)


def _leading_name(piece: str, language: str | None) -> tuple[str | None, str]:
    """The name that a piece begins with, if all that follows is a label or what the person does; and what follows."""
    words = piece.split()
    end = next((number for number, word in enumerate(words) if _ends_name(word, language)), len(words))
    own = words[:end]
    if end < len(words) and is_role(words[end]) and len(own) == _WITH_HOUSE and len(own[1].rstrip(".")) > 1:
        own = own[:2]  # "Adam Sennott Globe Staff"
    while len(own) > _WITH_HOUSE - 1 and _DEGREE.fullmatch(own[-1]) and not own[0].isupper():
        own = own[:-1]
    name = " ".join(own)
    if len(own) > _MOST_NAME or not is_full_name(name) or not _small(language).isdisjoint(name.lower().split()):
        return None, piece
    return name, " ".join(words[len(own) :])


@functools.cache
def _small(language: str | None) -> frozenset[str]:
    """Small words of a language that are in no name."""
    return function_words(language) - _ALSO_NAMES


def _ends_name(word: str, language: str | None) -> bool:
    return is_of_office(word) or word.lower().strip(_TRIMMED) in _behind(language)


def says_time(folded: str) -> bool:
    """Whether a short line tells a time or how long one reads: "18:41 Uhr", "5 min read"."""
    return len(folded) <= _LABEL and _OTHER_TIMES.search(folded) is not None


def names_of(lines: Iterator[HeadLine]) -> tuple[str, ...]:
    """The names of several lines, each once."""
    return tuple(dict.fromkeys(name for line in lines for name in line.names))
