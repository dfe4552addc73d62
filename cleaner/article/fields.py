"""Claims to fields: what each moved block and each capture is, by the field it was moved to.

The first value of a field wins, in the order of the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
import regex

from cleaner.article.captions import read_caption
from cleaner.engine.labelling import Claim, Item
from cleaner.engine.matching import Captures
from cleaner.model import Caption, Comment, Credits
from cleaner.rulebook.rules import Run
from cleaner.text.dates import find_date
from cleaner.text.folding import fold
from cleaner.text.names import agency_in, split_names
from cleaner.text.roles import read_credits

Say = Callable[[int], str]
"""What a block says: its text without bullet and without what was cut out."""

_HEADED: Final = ("related", "tags", "comments", "note", "correction")
"""Fields whose runs begin with a heading, which is no value."""
_MOST_DIGITS: Final = 18
"""Digits of a comment's number: more are no number, and too many for JSON."""
_TAG_GAP = regex.compile(r"\s*[,;|،、]\s*")
_DATELINE = regex.compile(r"(?P<place>[^()]{2,60}?)\s*\((?P<agency>[^()]{2,40})\)\s*[-–—]+\s")


class Fields(msgspec.Struct):
    """The fields of an article as they are gathered; what is gathered once stays."""

    language: str | None
    values: dict[str, Any] = {}
    captions: list[Caption] = []
    comments: list[Comment] = []
    credits: list[Credits] = []
    related: list[str] = []
    notes: list[str] = []
    tags: list[str] = []
    extra: dict[str, str] = {}

    def put(self, name: str, value: str | tuple[str, ...] | None) -> None:
        """Give a field its value, unless it has one."""
        if value and name not in self.values:
            self.values[name] = value

    def authors(self) -> tuple[str, ...]:
        """The byline's people, else those who wrote, else those who reported."""
        named: tuple[str, ...] = self.values.get("authors", ())
        if named or not self.credits:
            return named
        for role in ("writing", "reporting"):
            named = named or tuple(dict.fromkeys(name for line in self.credits for name in getattr(line, role)))
        return named

    def all_credits(self) -> Credits | None:
        """One value of all lines of credits."""
        if len(self.credits) < 2:
            return self.credits[0] if self.credits else None
        people = {
            role: tuple(dict.fromkeys(name for line in self.credits for name in getattr(line, role)))
            for role in ("reporting", "writing", "editing")
        }
        return Credits("\n".join(line.text for line in self.credits), **people)


Reader = Callable[[Fields, str], None]
"""Reads what a block says into a field."""


def read_claim(fields: Fields, claim: Claim, say: Say) -> None:
    """Gather what a claim gives: its items, its captures, and what its blocks say."""
    label = claim.rule.rule.label
    read = _READERS[label] if claim.rule.rule.verb in ("move", "copy") else None
    if claim.items is not None:
        fields.comments += [_comment(item, say) for item in claim.items]
        claim_blocks = claim.blocks[:1] if claim.items and claim.captures[0] else [] if claim.items else claim.blocks
    else:
        claim_blocks = claim.blocks
    headed = label in _HEADED and isinstance(claim.rule.rule.span, Run) and len(claim_blocks) > 1
    for block, captures in zip(claim_blocks, claim.captures, strict=False):
        if captures:
            _read_captures(fields, label, captures, say(block), read)
        elif read is not None and not (headed and block == claim_blocks[0]):
            read(fields, say(block))


def _comment(item: Item, say: Say) -> Comment:
    head = {capture.name: capture.value for capture in item.captures}
    number = head.get("number", "")
    return Comment(
        author=head.get("author") or head.get("authors"),
        published=head.get("published"),
        number=int(number) if number.isdecimal() and len(number) <= _MOST_DIGITS else None,
        text="\n\n".join(filter(None, [head.get("text", ""), *map(say, item.blocks)])),
    )


def _read_captures(fields: Fields, label: str, captures: Captures, text: str, read: Reader | None) -> None:
    """Captures of a caption or of credits belong to it, all others to the article."""
    found = {capture.name: capture.value for capture in captures}
    if label == "caption":
        fields.captions.append(Caption(found.pop("text", "") or text, found.pop("credit", None)))
    elif label == "credits":
        people = {
            role: split_names(found.pop(role), fields.language)
            for role in ("reporting", "writing", "editing")
            if role in found
        }
        fields.credits.append(Credits(text, **people) if people else read_credits(text, fields.language))
    elif (said := found.pop("text", "")) and read is not None:
        read(fields, said)
    for name, value in found.items():
        if label not in ("caption", "credits") or name.startswith("x_"):
            _put_capture(fields, name, value)


def _put_capture(fields: Fields, name: str, value: str) -> None:
    if name.startswith("x_"):
        fields.extra.setdefault(name.removeprefix("x_"), value)
    elif name in ("author", "authors"):
        _put_people(fields, value)
    elif name in ("tags", "related", "note"):
        _READERS[name](fields, value)
    elif name == "agency":
        fields.put("agency", agency_in(value) or value)
    else:
        fields.put(name, value)


def _put_people(fields: Fields, text: str) -> None:
    """People of a byline; an agency in their place is the agency."""
    if agency := agency_in(text):
        fields.put("agency", agency)
    else:
        fields.put("authors", split_names(text, fields.language))


def _read_byline(fields: Fields, text: str) -> None:
    fields.put("published", find_date(fold(text), fields.language))
    _put_people(fields, text)


def _read_dateline(fields: Fields, text: str) -> None:
    if match := _DATELINE.match(text):
        fields.put("place", match["place"].strip(" ,"))
        fields.put("agency", agency_in(match["agency"]))


def _read_tags(fields: Fields, text: str) -> None:
    fields.tags += [tag for tag in _TAG_GAP.split(text) if tag and tag not in fields.tags]


def _text_reader(name: str) -> Reader:
    return lambda fields, text: fields.put(name, text)


def _date_reader(name: str) -> Reader:
    return lambda fields, text: fields.put(name, find_date(fold(text), fields.language))


_READERS: Final[dict[str, Reader]] = {
    "title": _text_reader("title"),
    "subtitle": _text_reader("subtitle"),
    "section": _text_reader("section"),
    "byline": _read_byline,
    "published": _date_reader("published"),
    "modified": _date_reader("modified"),
    "dateline": _read_dateline,
    "caption": lambda fields, text: fields.captions.append(read_caption(text)),
    "credits": lambda fields, text: fields.credits.append(read_credits(text, fields.language)),
    "comments": lambda fields, text: fields.comments.append(Comment(text=text)),
    "related": lambda fields, text: fields.related.append(text),
    "tags": _read_tags,
    "note": lambda fields, text: fields.notes.append(text),
    "correction": lambda fields, text: fields.notes.append(text),
}
