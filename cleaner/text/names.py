"""People, places and agencies in bylines: what reads as a name, and how a byline is split into its people.

Original text comes in, and original characters go out, but that runs of white space become one space. The words that
steer it (and, by, in, roles, agencies) are data: `people.toml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import regex

from cleaner.text.calendars import any_of, calendar_of, language_key
from cleaner.text.folding import fold

MOST_LETTERS = 60  # of a name: longer runs of capitals are headlines
MOST_WORDS = 6
_MOST_OF_FULL = 5  # words of a full name, with particles
_SHORT = 4  # letters of an agency's name that must be spelled exactly
_SHORT_DAY = 4  # letters of weekdays' short forms, at most
_MOST_BYLINE = 1_000  # characters: a longer text is no byline, and is not searched for people

_LEADING_WORD = r"""
    (?: (?i:%(glued)s) ['’-] )?                 # al-Assad, d'Arc
    [\p{Lu}\p{Lt}\p{Lo}] [\p{L}\p{M}'’·-]*      # capitalised, or in a script without case
"""
_NAME = r"""
    (?: (?:%(word)s) \.? | \p{Lu}\. (?:-?\p{Lu}\.)* | (?:%(particles)s) | (?:%(suffixes)s)\.? )
"""
_NOISE = regex.compile(
    r"""
    \( [^()]* \) | \[ [^\[\]]* \]           # (BBC News)
    | \S+ @ \S+ \. \p{L}+                   # e-mail
    | (?<!\w) @ \w+                         # a handle
    | https?:// \S+ | www\. \S+
    """,
    regex.VERBOSE,
)
_PLACE = regex.compile(
    r"""
    \p{Lu}\p{L}*\. (?:\p{Lu}\.)*            # St., D.C.
    | [\p{Lu}\p{Lo}] [\p{L}\p{M}'’-]*
    """,
    regex.VERBOSE,
)
_PLACE_GLUES = "de|del|do|da|di|am|an|der|la|le|les|sur|sous|of|the|and|upon|al|el"
_PLACE_GLUE = frozenset(_PLACE_GLUES.split("|"))
_PLACE_PARTS = regex.compile(r"[\s/,–—-]+")
_HAN_NAME = regex.compile(
    r"\p{Han}{2,5}|[\p{Han}\p{Hiragana}\p{Katakana}ー]{2,9}|[\p{Han}\p{Katakana}ー]+[·・][\p{Han}\p{Katakana}ー·・]+"
)
_HAN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
_CASELESS = regex.compile(r"[\p{Lo}&]")
_STRIPPED = ' \t\n\xa0.,;:|/–—-•·"“”*'
_NAME_DOT = regex.compile(r"(?:(?<!\p{L})\p{Lu}|\p{Lu}\.\p{Lu}|(?<!\p{L})(?:Jr|Sr|Dr|St|Ph\.?D|M\.?D|Esq))\.$")

_PLAIN_NAME = regex.compile(r"[A-Z][a-z]++\ [A-Z][a-z]++(?:\ [A-Z][a-z]++)?", regex.VERBOSE)
"""Two or three capitalised words, as most names are: told without the whole grammar of bylines."""
_DIGIT = regex.compile(r"\d")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"conjunctions": "and", "place": "in"}):
    """The words of one language, as the file has them."""

    by: str = ""
    conjunctions: str = ""
    weak_and: str = ""
    place: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    particles: str
    glued_particles: str
    suffixes: str
    roles: str
    desks: str
    houses: str
    brands: str
    pictures: str
    places: str
    languages: dict[str, _Words]
    agencies: dict[str, str]


class _Byline(msgspec.Struct, frozen=True):
    """What a byline of one language is taken apart with."""

    lead: regex.Pattern[str]
    between: regex.Pattern[str]
    weak: regex.Pattern[str]
    tail: regex.Pattern[str]
    dated: regex.Pattern[str]


@functools.cache
def _file() -> _File:
    import tomllib  # noqa: PLC0415 (slow to import)

    text = Path(__file__).with_name("people.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File)


@functools.cache
def _folded(field: str) -> frozenset[str]:
    """One of the file's lists of words, folded."""
    return frozenset(fold(word) for word in getattr(_file(), field).split("|"))


@functools.cache
def _brands() -> frozenset[str]:
    """Houses whose names end a person's anywhere, as they are spelled."""
    return frozenset(_file().brands.split("|"))


@functools.cache
def _days_and_months() -> frozenset[str]:
    """Weekdays of all languages and English months, folded; other months, and short forms, may be names (Marco, Jan)."""
    months = calendar_of(language_key("en")).months
    full = {max((name for name, n in months.items() if n == number), key=len) for number in range(1, 13)}
    days = (day for day in calendar_of(language_key(None)).words["weekdays"] if len(day) > _SHORT_DAY)
    return frozenset((*full, *days))


@functools.cache
def _stop_words() -> frozenset[str]:
    """Every word that keeps a text from being just a name: of roles, desks, houses, places and bylines."""
    file = _file()
    lists = [file.roles, file.desks, file.houses, file.brands, file.places, "the"]
    lists += [f"{words.by}|{words.conjunctions}|{words.weak_and}|{words.place}" for words in file.languages.values()]
    return frozenset(" ".join(lists).lower().replace("|", " ").split())


def _alternatives(words: str) -> str:
    return any_of([word for word in words.split("|") if word])


@functools.cache
def _name_word() -> regex.Pattern[str]:
    """One word of a name: capitalised, an initial, a particle, or a suffix."""
    file = _file()
    word = _LEADING_WORD % {"glued": _alternatives(file.glued_particles)}
    parts = {"word": word, "particles": _alternatives(file.particles), "suffixes": _alternatives(file.suffixes)}
    return regex.compile(_NAME % parts, regex.VERBOSE)


@functools.cache
def _byline(language: str | None) -> _Byline:
    """The expressions for a language and English, or for all languages."""
    languages = _file().languages
    base = language and language.replace("_", "-").partition("-")[0].lower()
    words = list(languages.values()) if base is None else [languages["en"], languages.get(base or "en", _Words())]

    def one_of(*fields: str) -> str:
        return any_of([word for w in words for field in fields for word in getattr(w, field).split("|") if word])

    suffixes = _alternatives(_file().suffixes)
    also = rf"(?i:{one_of('conjunctions')})\s+"
    return _Byline(
        lead=regex.compile(rf"(?i)(?:{one_of('by')})(?:\s*:\s*|\s+)"),
        between=regex.compile(rf"\s*(?:,(?!\s*(?:{suffixes})\b)|[;&/|،、•])\s*(?:{also})?|\s+{also}"),
        weak=regex.compile(rf"\s+(?:{one_of('weak_and')})\s+"),
        tail=regex.compile(rf"\s+(?:{one_of('place')})(?=\s).*$", regex.DOTALL),
        dated=_dated(language),
    )


def _dated(language: str | None) -> regex.Pattern[str]:
    """What finds the date that a byline runs into, often without a space: "Jane DoeDecember 22, 2023"."""
    calendar = calendar_of(language_key(language))
    weekday, month = any_of(calendar.words["weekdays"]), any_of(calendar.months)
    glued = r"(?:(?<!\p{L})|(?<=\p{Ll})(?=\p{Lu}))"
    return regex.compile(rf"(?:(?<!\p{{L}})(?i:{weekday})\.?,?\s+)?(?:{glued}(?i:{month})\.?\s*)?\d")


def split_names(text: str, language: str | None = None) -> tuple[str, ...]:
    """The people of a byline, in order, each once.

    Places, employers, job titles, addresses and agencies are left out: `By Guy Faulconbridge in Moscow and Michelle
    Roberts Health reporter, BBC News` gives the two people.
    """
    if len(text) > _MOST_BYLINE:
        return ()
    if people := plain_names(text):
        return people
    byline = _byline(language)
    plain = _NOISE.sub(" ", " ".join(text.split())).lstrip(_STRIPPED)
    if lead := byline.lead.match(plain):
        plain = plain[lead.end() :]
    if _DIGIT.search(plain) and (date := byline.dated.search(plain)) and date.start():
        plain = plain[: date.start()]
    names: list[str] = []
    for piece in _pieces(plain, byline):
        name = _leading_name(byline.tail.sub("", piece))
        if name and _is_person(name, behind=names):
            names.append(name)
    return tuple(dict.fromkeys(names))


def plain_names(text: str) -> tuple[str, ...]:
    """The people of a text that is "NAME", "NAME and NAME", each with or without "in PLACE"; () for others."""
    names = []
    for part in text.split(" and "):
        name, _, place = part.partition(" in ")
        if not _is_plain_name(name) or (place and not place.isalpha()):
            return ()
        names.append(name)
    return tuple(dict.fromkeys(names))


def _is_plain_name(text: str) -> bool:
    """Whether a text is two or three capitalised words of which none means anything else: no more need be asked."""
    return _PLAIN_NAME.fullmatch(text) is not None and _stop_words().isdisjoint(text.lower().split())


def without_lead(text: str, language: str | None) -> str:
    """A byline without the words in front of its names ("By", "Posted by:"); the text itself where it has none."""
    lead = _byline(language).lead.match(text)
    return text[lead.end() :] if lead else text


def is_full_name(text: str) -> bool:
    """Whether a text reads as a person's first and last name, and no word of it as a desk's, a role's or a house's.

    Two to five words, with a capital each but particles: so none in scripts without case.
    """
    words = text.split()
    if not 1 < len(words) <= _MOST_OF_FULL or not is_name(text) or _CASELESS.search(text):
        return False
    if sum(len(word) > 1 and word[0].isupper() for word in words) < 2 or (_has_acronym(words) and not text.isupper()):
        return False
    folded = {fold(part.strip(_STRIPPED)) for word in words for part in word.split("-")}
    return len(folded) > 1 and folded.isdisjoint(_no_names()) and fold(text) not in _folded("places")


def _has_acronym(words: list[str]) -> bool:
    """Whether a word is of three capitals or more: `NASA`, where names have two at most (`JR`)."""
    return any(len(word) > 2 and word.isupper() and word.isalpha() for word in words)


@functools.cache
def _no_names() -> frozenset[str]:
    """Words of desks, roles, houses and picture agencies, folded."""
    return (
        _folded("pictures")
        | _folded("desks")
        | _folded("roles")
        | _folded("houses")
        | {fold(word) for word in _brands()}
    )


def is_role(word: str) -> bool:
    """Whether a word is one of those for who writes and edits ("Reporter", "Redakteurin")."""
    return _is_role(word)


def is_of_office(word: str) -> bool:
    """Whether a word is a role's, or stands before roles and names a desk ("Senior", "Health")."""
    return fold(word.strip(_STRIPPED)) in _offices()


@functools.cache
def _offices() -> frozenset[str]:
    return _folded("roles") | _folded("desks")


def is_name_word(word: str) -> bool:
    """Whether a word may be of a name: capitalised, an initial, a particle or a suffix."""
    return _name_word().fullmatch(word) is not None


def _pieces(text: str, byline: _Byline) -> Iterable[str]:
    """The pieces between a byline's separators; weak ones part full names only."""
    for piece in byline.between.split(text):
        parts = byline.weak.split(piece)
        if len(parts) > 1 and all(len(part.split()) > 1 for part in parts):
            yield from parts
        elif _HAN.match(piece) and "和" in piece[2:-1]:
            yield from piece.split("和")
        else:
            yield piece


def _leading_name(piece: str) -> str:
    """The capitalised words that a piece starts with, without the role or the house behind them or in front."""
    words = piece.strip(_STRIPPED).split() if piece[-1:] != "." else piece.lstrip(_STRIPPED).split()
    stop = _run_of_capitals(words)
    end = stop
    if stop < len(words) and (_is_role(words[stop]) or fold(words[stop]) in _folded("desks")):
        while end and fold(words[end - 1]) in _folded("desks"):
            end -= 1
        if not end:  # "Staff writer Jane Doe"
            return _leading_name(" ".join(words[stop + 1 :]))
        if end == 1:  # "Mashable team"
            return ""
    end = next((number for number in range(1, end) if words[number] in _brands()), end)
    while end and words[end - 1] in _folded("particles"):
        end -= 1
    return _bare(" ".join(words[:end]))


def _run_of_capitals(words: list[str]) -> int:
    """How many words in front may be of a name."""
    fits = (_name_word().fullmatch(word.rstrip(",")) is not None and not _is_role(word) for word in words)
    return next((number for number, fit in enumerate(fits) if not fit), len(words))


def _bare(name: str) -> str:
    """A name without the punctuation around it; an initial keeps its full stop."""
    bare = name.strip(_STRIPPED)
    return bare + "." if name.startswith(bare + ".") and _NAME_DOT.search(bare + ".") else bare


def _is_role(word: str) -> bool:
    return fold(word.strip(_STRIPPED)) in _folded("roles")


def _is_person(name: str, behind: list[str]) -> bool:
    """Whether a piece is a person. Behind a full name, one word is a place or an employer, and so are known ones."""
    if not is_name(name) or fold(name) in _folded("places"):
        return False
    words = name.split()
    if len(words) == 1 and behind and " " in behind[0] and not _HAN.match(name):
        return False
    return not any(fold(word) in _folded("houses") for word in words) and words[0].lower() != "the"


def is_name(text: str) -> bool:
    """Whether a text reads as one person's name: one to six words, capitalised or particles, without digits.

    A weekday or a month alone is none: "By Monday, ..." begins a sentence.
    """
    if not 0 < len(text) <= MOST_LETTERS:
        return False
    if _HAN.match(text) and " " not in text:
        return _HAN_NAME.fullmatch(text) is not None and not any(text.endswith(r) for r in ("记者", "記者", "编辑"))
    words = text.replace(",", " ").split() if _suffixed(text) else text.split()
    if len(words) == 1 and fold(text).strip(".") in _days_and_months():
        return False
    if len(words) > MOST_WORDS or (text.endswith(".") and not _NAME_DOT.search(text)):
        return False
    if not all(map(_name_word().fullmatch, words)) or all(word in _folded("particles") for word in words):
        return False
    return not _is_role(words[-1]) and agency_in(text) is None and fold(words[0]).rstrip(".") not in _folded("suffixes")


def _suffixed(text: str) -> bool:
    """Whether the one comma of a text stands before a suffix: "Martin Luther King, Jr."."""
    before, comma, after = text.partition(",")
    return bool(before and comma) and fold(after).strip(" .") in _folded("suffixes")


def are_names(text: str, language: str | None = None) -> bool:
    """Whether a text is a list of people's names, each perhaps with "in" and a place behind it."""
    if not 0 < len(text) <= _MOST_BYLINE:
        return False
    byline = _byline(language)
    return all(is_name(byline.tail.sub("", piece).strip()) for piece in _pieces(" ".join(text.split()), byline))


def is_place(text: str) -> bool:
    """Whether a text reads as a dateline's place: "MOSCOW", "Beirut, Lebanon", "WASHINGTON/LONDON"."""
    if not 0 < len(text) <= MOST_LETTERS:
        return False
    words = [word for word in _PLACE_PARTS.split(text) if word]
    if not 0 < len(words) <= MOST_WORDS or text.strip(" ,/-–—") != text:
        return False
    return _PLACE.fullmatch(words[0]) is not None and all(
        _PLACE.fullmatch(word) or word in _PLACE_GLUE for word in words
    )


@functools.cache
def _agencies() -> Mapping[str, str]:
    """Agencies' short forms by folded name; by the name as spelled, where it is as short as a common word."""
    table: dict[str, str] = {}
    for short, others in _file().agencies.items():
        for name in [short, *filter(None, others.split("|"))]:
            for key in {name, name.upper()} if len(name) <= _SHORT else {_agency_key(name)}:
                table.setdefault(key, short)
    return table


def _agency_key(name: str) -> str:
    return fold(name).replace("-", " ").replace(".", "").removeprefix("the ")


def agency_in(text: str) -> str | None:
    """The usual short form of the news agency that a text as a whole names ("Agence France Presse": `AFP`)."""
    if len(text) > MOST_LETTERS:
        return None
    name = text.strip(" \t\n\xa0()[]|/-–—:;,")
    return _agencies().get(name.replace(".", "")) or _agencies().get(_agency_key(name))
