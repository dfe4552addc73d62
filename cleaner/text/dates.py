"""Dates as news pages print them: a grammar of their forms, by language, and their meaning as ISO 8601.

This is never a general parser: "5", "Monday", "6 years ago", a bare year, a score or a version is no date, and where
nobody can tell the day from the month ("03/04/2023" in English) there is none either.

Everything here takes folded text. A date neither starts nor ends inside a word or a number, but where a page glues the
time to the year ("April 25, 20232:26 PM"). All expressions are bounded in length, so searching is linear.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from itertools import compress
from typing import NamedTuple

from cleaner.text.calendars import NEVER, Calendar, any_of, calendar_of, in_numerals, language_key
from cleaner.text.folding import fold_piece

# The grammar: verbose regular expressions, in which `{name}` stands for another piece or a list of the calendar's
# words. The named groups are the fields of a date. Classes of digits are widened by the language's own numerals.
_GRAMMAR: Mapping[str, str] = {
    "whole": r"""
        (?<!{letter}) (?<![0-9][.:/-])
        (?: {time} {before} )?                                  # "06:29 GMT, Tuesday, 10 March 2009"
        (?: {lead}\  )? (?: {weekdays}\.? (?: \ ?[,،/|-]\ ? | \  ) (?: {lead}\  )? )?
        (?: {iso} | {cjk} | {written} | {numeric} )
        {weekday_after}?
        (?: {join} {time} | \ ?\( {short_time} \) )?
        {end}
    """,
    # Scripts without spaces have no words to stand inside of, so they may touch a date.
    "letter": r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]",
    "end": r"(?!{letter}) (?![0-9]) (?![.:/-][0-9])",
    # What stands between a time and a date: in front, and behind.
    "before": r"(?: \ ?[,،|/;·•-]\ ? | \.?\  )",
    "join": r"""
        (?: (?: \ ?[,،|/;·•@-]{1,2}\ ? | \ )  (?: {joiners} [:.]? \ ? )?
          | (?= [0-9]{1,2}: )    # glued
          | (?<= [日號号일)] )
          | t(?= [0-9]{2}: )     # "2012-02-08T19:06:30Z"
        )
    """,
    # Years, months and days.
    "year": r"(?P<year> (?: [1][89] | [2][0] ) [0-9][0-9] )",
    "short_year": r"'? (?P<year> [0-9][0-9] )",
    "month": r"(?P<month> {months} ) \.? {second_name}",
    "number": r"(?P<month> [1][0-2] | [0]?[1-9] )",
    "day": r"(?P<day> [12][0-9] | [3][01] | [0]?[1-9] )",
    "late_day": r"(?P<day> [1][3-9] | [2][0-9] | [3][01] )",
    "iso": r"{year} (?: -{number}-{day} | /{number}/{day} | {dotted} )",
    "cjk": r"{year}\ ?[年년] \ ?{number}\ ?[月월] (?: \ ?{day}\ ?[日號号일] )?",
    "written": r"""
        (?: {day} {ordinals}? {day_gap} {month} {year_gap} (?: {year} | {short_year} )
          | {month} (?: \ (?:the\ )? | [-/.] ) {day} {ordinals}?
            (?: \ {unix_clock} )?                               # "Wed Jan 11 18:50:12 UTC 2012"
            (?: \ ?[,،.]\ ? | \ | [-/] ) (?: {of}\  )? {year}
          | {year_first}
        )
        (?: \ {year_words} )?
      | (?<![0-9]\ ) (?<![0-9][./-]) (?<![0-9]\.\ ) (?<![0-9](?:st|nd|rd|th)\ )
        {month} {year_gap} {year}                              # "November 2011", but no piece of another date
    """,
    "day_gap": r"(?: \.?\ ?[,،]?\ (?: {of}\  )? | \.\ ? | - | / )",
    "year_gap": r"(?: \ ?[,،]?\ (?: {of}\  )? | [,،/.-] )",
    "weekday_after": r"""
        (?: [,،]?\ ?\( (?:{weekdays}) \.?\)
          | [,،]?\ (?:{long_weekdays})
          | (?<=[日號号일])\ ?(?:{long_weekdays})
        )
    """,
    # Times. Parentheses belong to a time only in pairs, so that "(15 November 2011, 13:56 GMT)" holds a date.
    "time": r"{clock} (?: \ ?{zone} | \ ?\({short_zone}\) )? (?: \ ?/?\ ?{other_clock} | \ ?\({other_clock}\) )?",
    "short_time": r"{hour} [:.] {minute} (?: \ ?(?P<half> {halves} ) )? (?: \ {short_zone} )?",
    "clock": r"""
        (?: (?P<half> {halves} ) \ ? )?
        (?: {hour} (?: [:.∶] | \ ?(?: {hours} | h )\ ? ) {minute} (?: \ ?[分분] )?
            (?: :{second} (?: [.,][0-9]{1,9} )? (?: \ ?{offset} )? | \ ?{second}[秒초] )?
            (?: \ ?(?P<half> {halves} ) )?
            (?: \ ?{after_time}\.? (?!{letter}) )?
          | {hour} \ ? (?: (?P<half> {halves} ) | {hours}\.? )
          | (?P<hour> [01][0-9] | [2][0-3] ) (?P<minute> [0-5][0-9] ) (?= \ ?(?: gmt | utc | hrs ) )
        )
    """,
    "unix_clock": r"{hour}:{minute}:{second} (?: \ (?P<zone> [a-z]{3,4} | \+[0-9]{4} ) )?",
    "hour": r"(?P<hour> [2][0-3] | [01]?[0-9] )",
    "minute": r"(?P<minute> [0-5][0-9] )",
    "second": r"(?P<second> [0-5][0-9] )",
    # An offset after a minus is trusted only where no range of times, "10:00-11:00", can be meant.
    "offset": r"(?P<zone> [+-] (?: [0][0-9] | [1][0-4] ) :? [0-5][0-9] )",
    "zone": r"""
        (?P<zone> (?: gmt | utc ) \ ?[+-] (?: [1][0-4] | [0]?[0-9] ) (?: :?[0-5][0-9] )?
          | \+ (?: [0][0-9] | [1][0-4] ) :? [0-5][0-9]
          | (?<=\ ) - (?: [0][0-9] | [1][0-2] ) [0-5][0-9]
          | (?<=t[0-9][0-9]:[0-9][0-9]) - (?: [0][0-9] | [1][0-2] ) :? [0-5][0-9]
          | (?<=[0-9]) z
          | {zones}
        )
    """,
    "short_zone": r"""
        (?P<zone> (?: gmt | utc ) (?: \ ?[+-] (?: [1][0-4] | [0]?[0-9] ) (?: :?[0-5][0-9] )? )?
          | [a-z]{1,3} t | mez | msk | uk
        )
    """,
    # The same time on other clocks: "08:23 GMT 09:23 UK".
    "other_clock": r"[0-9]{1,2} [:.]? [0-9]{2} (?: \ ?[ap]\.?m\.? )? \ ?(?: gmt | utc | uk | bst | et | e[sd]t | hkt )",
}
_NUMERIC: Mapping[str, str] = {
    # Day first, but where that cannot be. The separators are spelled out, since two different ones make no date.
    "dmy": r"{day} (?: \.\ ?{number}\.\ ? | /{number}/ | -{number}- ) {year} | {number}/{late_day}/{year}",
    # All languages at once: full stops are for day first everywhere.
    "mixed": r"{day} \.\ ?{number}\.\ ? {year} | {clear}",
    # Only where the day cannot be a month.
    "clear": r"""
        {late_day} (?: /{number}/ | -{number}- | \.{number}\. ) {year}
      | (?: {number}/{late_day}/ | {number}-{late_day}- | {number}\.{late_day}\. ) {year}
    """,
}
_YEAR_FIRST = r"{year}[.,]?[ \-/]{month}[ \-/]{day}\.?"
# Any one or two words: "31 يناير/كانون الثاني 2012".
_SECOND_NAME = r"(?: \ ?/\ ?{any_month} | \ ?\({any_month}\) )?"
_ANY_MONTH = r"[^\W\d_]{2,8} (?: \ [^\W\d_]{5,6} )?"
_TWO_DIGITS = r"\.(?P<month> [01][0-9] )\.(?P<day> [0-3][0-9] )"

_FORM_CODES: Mapping[str, str] = {
    "d": "{day}",
    "m": "{number}",
    "b": "{month}",
    "B": "{month}",
    "Y": "{year}",
    "y": "{short_year}",
    "H": "{hour}",
    "I": "{hour}",
    "M": "{minute}",
    "S": "{second}",
    "p": "(?P<half> {halves} )",
    "a": "(?:{weekdays})",
    "A": "(?:{weekdays})",
    "%": "%",
}

_REFERENCE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_GROUP = re.compile(r"\(\?P<([a-z]+)>")
_LAYOUT = re.compile(
    r"""
    (?P<kept> \\. | \[[^\]]*\] )    # an escaped character, or a class
    | \#[^\n]*                      # a comment
    | \s+
    """,
    re.VERBOSE,
)
_FORM_PIECE = re.compile(r"%(?P<code>.)|[^%]+|%$", re.DOTALL)
_DIGIT = re.compile(r"\d")


class Date(NamedTuple):
    """A date in a text: where it ends (exclusive, in the text given), and its ISO 8601 form with the precision known."""

    end: int
    iso: str


class _Pattern(NamedTuple):
    """A compiled expression, and the field of a date that each of its groups holds."""

    regex: re.Pattern[str]
    fields: tuple[str, ...]
    calendar: Calendar


def _compact(source: str) -> str:
    return _LAYOUT.sub(lambda m: m["kept"] or "", source)


@functools.cache
def _pieces(key: str | None) -> Mapping[str, str]:
    """The grammar's pieces for a language, compact; the calendar's words among them."""
    calendar = calendar_of(key)
    widen = in_numerals(calendar.numerals)
    year_first = calendar.order == "ymd"
    grammar = {**_GRAMMAR, **_NUMERIC}
    grammar["numeric"] = "{%s}" % (calendar.order if calendar.order in _NUMERIC else "clear")
    grammar["year_first"] = _YEAR_FIRST if year_first else NEVER
    grammar["dotted"] = r"\.\ ?{number}\.\ ?{day}\.?" if year_first else _TWO_DIGITS
    grammar |= {"second_name": _SECOND_NAME if calendar.two_names else "", "any_month": _ANY_MONTH}
    return {name: widen(_compact(source)) for name, source in grammar.items()} | _word_pieces(calendar)


def _word_pieces(calendar: Calendar) -> dict[str, str]:
    words = calendar.words
    long = [word for word in words["weekdays"] if len(word) > 3 or (len(word) > 1 and word > "\u3000")]
    return {name: any_of(listed) for name, listed in words.items()} | {
        "months": any_of(calendar.months),
        "zones": any_of(calendar.zones.keys() - {"z"}),  # glued only: it is a word in Polish
        "halves": any_of(words["am"] | words["pm"]),
        "after_time": any_of(words["after_time"] | words["hours"]),
        "long_weekdays": any_of(long),
    }


def _expand(source: str, pieces: Mapping[str, str]) -> str:
    """Put the pieces in for their names; the grammar holds no circle."""
    return _REFERENCE.sub(lambda m: f"(?:{_expand(pieces[m[1]], pieces)})", source)


def _named(source: str, calendar: Calendar) -> _Pattern:
    """Compile an expression in which several groups hold the same field."""
    fields = tuple(_GROUP.findall(source))
    return _Pattern(re.compile(_GROUP.sub("(", source)), fields, calendar)


@functools.cache
def _source(key: str | None) -> str:
    return _expand("{whole}", _pieces(key))


@functools.cache
def _pattern(language: str | None) -> _Pattern:
    key = language_key(language)
    return _named(_source(key), calendar_of(key))


@functools.cache
def _form_source(form: str, key: str | None) -> str:
    parts = []
    codes = set()
    for piece in _FORM_PIECE.finditer(form):
        code = piece["code"]
        if code is None and piece[0] != "%":
            parts.append(re.escape(fold_piece(piece[0])))
        elif code in _FORM_CODES:
            codes.add(code)
            parts.append(_compact(_FORM_CODES[code]))
        else:
            raise ValueError(
                f"`{piece[0]}` is no part of a form of dates; use {' '.join('%' + c for c in _FORM_CODES)}"
            )
    if not codes & {"Y", "y"} or not codes & {"m", "b", "B"}:
        raise ValueError(f"the form `{form}` gives no month and year; it needs %Y or %y, and %m, %b or %B")
    return rf"(?<!\d){_expand(''.join(parts), _pieces(key))}(?!\d)"


@functools.cache
def _form_pattern(form: str, language: str | None) -> _Pattern:
    key = language_key(language)
    return _named(_form_source(form, key), calendar_of(key))


def date_regex(language: str | None) -> str:
    """The source of a regular expression for one date, with its time where it has one, to embed in a larger one.

    It has no groups, and is for folded text.
    """
    return _GROUP.sub("(?:", _source(language_key(language)))


def form_regex(form: str, language: str | None) -> str:
    """As `date_regex`, for one explicit form, such as `%d/%m/%Y %H:%M`.

    Raises ValueError where the form has an unknown code, or gives no year and month.
    """
    return _GROUP.sub("(?:", _form_source(form, language_key(language)))


def match_date(text: str, position: int, language: str | None) -> Date | None:
    """The date that starts at `position` of a folded text, as long as possible."""
    pattern = _pattern(language)
    match = pattern.regex.match(text, position)
    if match is None:
        return None
    iso = _iso(match, pattern)
    return Date(match.end(), iso) if iso else None


def parse_date(text: str, language: str | None, form: str | None = None) -> str | None:
    """The ISO 8601 form of a folded text that is a date as a whole, in `form` where one is given."""
    text = text.strip(" ")
    if form is None and (simple := _simple_iso(text, 0, language)):
        return simple
    pattern = _pattern(language) if form is None else _form_pattern(form, language)
    match = pattern.regex.fullmatch(text)
    return match and _iso(match, pattern)


def date_from(text: str, position: int, language: str | None) -> str | None:
    """The ISO 8601 form of a folded text that is a date from a position to its end."""
    if simple := _simple_iso(text, position, language):
        return simple
    pattern = _pattern(language)
    match = pattern.regex.fullmatch(text, position)
    return match and _iso(match, pattern)


_SIMPLE = re.compile(
    r"""
    (?<!\w)
    (?: ( [^\W\d_]+ ) ,?\ )?                                                  # a weekday
    (?: ( [0-9]{1,2} )\ ( [^\W\d_]+ ) | ( [^\W\d_]+ )\ ( [0-9]{1,2} ) ,? )     # day and month, or month and day
    \ ( [12][0-9]{3} )
    (?: (?: ,?\ | \ [/|-]\ ) ( [01]?[0-9] | 2[0-3] ) : ( [0-5][0-9] ) (?: \ ?( [ap]m ) )? )?
    """,
    re.VERBOSE,
)
"""The commonest forms, which are read without the whole grammar: a tenth of the time."""


def _simple_iso(text: str, position: int, language: str | None) -> str | None:
    match = _SIMPLE.fullmatch(text, position)
    if match is None:
        return None
    weekday, day, month, other_month, other_day, year, hour, minute, half = match.groups()
    calendar = _pattern(language).calendar
    number = calendar.months.get(month or other_month)
    if number is None or (weekday is not None and weekday not in calendar.words["weekdays"]):
        return None
    iso = _iso_day(int(year), number, int(day or other_day))
    if iso is None or hour is None:
        return iso
    if half is None:
        return iso + "T" + _TWO_PLACES[int(hour)] + ":" + minute
    time = _time_iso({"hour": hour, "minute": minute, "half": half}, calendar)
    return time and f"{iso}T{time}"


_TWO_PLACES = tuple(f"{number:02}" for number in range(60))
_SHORTEST_MONTH = 28


def _iso_day(year: int, month: int, day: int) -> str | None:
    """A day as ISO 8601; None where there is no such day."""
    if 0 < day <= _SHORTEST_MONTH:
        return str(year).zfill(4) + "-" + _TWO_PLACES[month] + "-" + _TWO_PLACES[day]
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def find_date(text: str, language: str | None) -> str | None:
    """The first date in a folded text."""
    return next((date.iso for _, date in dates_in(text, language)), None)


def dates_in(text: str, language: str | None) -> Iterator[tuple[int, Date]]:
    """All dates of a folded text, with where they start. What looks like one and is none, 31 February, is passed over as a whole."""
    if _DIGIT.search(text):
        pattern = _pattern(language)
        for match in pattern.regex.finditer(text):
            if iso := _iso(match, pattern):
                yield match.start(), Date(match.end(), iso)


def _iso(match: re.Match[str], pattern: _Pattern) -> str | None:
    """The meaning of a match; None where there is no such day or time."""
    values = match.groups()
    fields = dict(compress(zip(pattern.fields, values, strict=True), values))
    day = _day_iso(fields, pattern.calendar)
    if day is None or "hour" not in fields:
        return day
    if "day" not in fields:  # a time of no day: the date's own day stands elsewhere
        return None
    time = _time_iso(fields, pattern.calendar)
    return time and f"{day}T{time}{_zone_iso(fields.get('zone'), pattern.calendar)}"


def _day_iso(fields: Mapping[str, str], calendar: Calendar) -> str | None:
    named = fields["month"]
    month = calendar.months.get(named) or int(named)
    year = int(fields["year"])
    if year < 100:
        year += 1900 if year >= 70 else 2000  # the web's pages are no older than the Unix epoch
    if "day" not in fields:
        return f"{year:04}-{month:02}"
    return _iso_day(year, month, int(fields["day"]))


def _time_iso(fields: Mapping[str, str], calendar: Calendar) -> str | None:
    hour, minute = int(fields["hour"]), int(fields.get("minute", 0))
    half = fields.get("half")
    if half is not None:
        morning = half in calendar.words["am"]
        if morning and hour > 12:
            return None
        hour = hour % 12 if morning else hour % 12 + 12 if hour <= 12 else hour
    time = f"{hour:02}:{minute:02}"
    return f"{time}:{int(fields['second']):02}" if "second" in fields else time


def _zone_iso(zone: str | None, calendar: Calendar) -> str:
    """`Z`, `+02:00`, or nothing where the text's abbreviation means several offsets."""
    if zone is None:
        return ""
    sign = "-" if "-" in zone else "+"
    name, _, digits = zone.replace(":", "").partition(sign)
    if not digits:
        return calendar.zones.get(name) or ""
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    return f"{sign}{hours:02}:{minutes:02}" if hours or minutes else "Z"
