"""Credits: who reported, wrote and edited, out of the line that agencies print below an article.

The words for roles are data, by language: `roles.toml`.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import regex

from cleaner.model import Credits
from cleaner.text.calendars import any_of
from cleaner.text.names import plain_names, split_names

_ROLES = ("reporting", "writing", "editing")
_MOST_CREDITS = 2_000  # characters: a longer text is an article, and is not searched for roles

# A sentence that ends behind a word of three letters or more: an initial or "Jr." ends none.
_NEXT_SENTENCE = regex.compile(r"(?<=\p{L}{3})\.\s.*", regex.DOTALL)

_HEAD = r"""
    (?<! [\p{L}\p{N}] )
    (?: (?P<role> %(roles)s ) (?: \s* (?: , | & | / | \b(?:%(and)s)\b ) \s* (?P<role> %(roles)s ) ){0,3}
        (?: \s* : | \s+ (?:%(by)s) (?: \s* : )? (?! [\p{L}\p{N}] ) )
      | (?P<role> %(bare)s ) (?= \s+ \p{Lu} )
    )
"""
_AND = ("and", "und", "et", "y", "e", "en", "и")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one language, as the file has them."""

    reporting: str
    writing: str
    editing: str
    other: str
    by: str
    bare: str = ""


class _Grammar(msgspec.Struct, frozen=True):
    """What finds the head of a credit, and the field of each role's words."""

    head: regex.Pattern[str]
    fields: dict[str, str]


@functools.cache
def _file() -> dict[str, _Words]:
    import tomllib  # noqa: PLC0415 (slow to import)

    text = Path(__file__).with_name("roles.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, _Words])


@functools.cache
def _grammar(language: str | None) -> _Grammar:
    """The grammar of a language and English, or of all languages, English first."""
    known = _file()
    base = language and language.replace("_", "-").partition("-")[0].lower()
    words = list(known.values()) if base is None else [known["en"], *([known[base]] if base in known else [])]
    fields: dict[str, str] = {}
    for one in words:
        for field in (*_ROLES, "other"):
            fields |= {name: field for name in getattr(one, field).lower().split("|") if name not in fields}
    parts = {
        "roles": any_of(fields),
        "and": any_of(_AND),
        "by": any_of([name for one in words for name in one.by.split("|")]),
        "bare": any_of([name for one in words for name in one.bare.split("|") if name]),
    }
    return _Grammar(regex.compile(_HEAD % parts, regex.VERBOSE | regex.IGNORECASE), fields)


def read_credits(text: str, language: str | None = None) -> Credits:
    """The people of a line of credits by role; `text` is kept as it came.

    "Writing and reporting by X" puts X in both roles. A text without roles gives no people.
    """
    people: dict[str, list[str]] = {role: [] for role in _ROLES}
    if len(text) <= _MOST_CREDITS:
        for role, names in _plain_credits(text, language) or _credits(text, language):
            people.get(role, []).extend(names)
    return Credits(text, **{role: tuple(dict.fromkeys(names)) for role, names in people.items()})


def _plain_credits(text: str, language: str | None) -> list[tuple[str, tuple[str, ...]]]:
    """As `_credits`, of the commonest form, "ROLE by NAMES; ROLE by NAMES", at half of the time; [] for others."""
    fields = _grammar(language).fields
    found = []
    for part in text.strip(" ().").split(";"):
        head, _, names = part.strip().partition(" by ")
        people = plain_names(names)
        if not people or head.lower() not in fields:
            return []
        found.append((fields[head.lower()], people))
    return found


def _credits(text: str, language: str | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each role of a line with its people: what stands between its words and the next role's."""
    grammar = _grammar(language)
    heads = list(grammar.head.finditer(text))
    for head, following in itertools.zip_longest(heads, heads[1:]):
        end = following.start() if following else len(text)
        names = split_names(_NEXT_SENTENCE.sub("", text[head.end() : end].strip(" ();,")), language)
        for role in dict.fromkeys(head.captures("role")):
            yield grammar.fields.get(role.lower(), "other"), names
