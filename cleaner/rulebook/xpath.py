"""XPath 1.0 as rules have it: as far as it asks of an element what it is, what is around it, and what stands beside it.

A small parser by recursive descent (https://www.w3.org/TR/1999/REC-xpath-19991116/). What a page's columns of elements
cannot tell, such as what is in an element, is refused with its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from cleaner.rulebook.locations import (
    LAST,
    NEXT,
    Around,
    Attribute,
    Compared,
    Condition,
    Function,
    Has,
    Logic,
    Path,
    Place,
    Step,
    Text,
    Value,
)
from cleaner.rulebook.patterns import PatternError

MOST_NESTED: Final = 50
"""Brackets in brackets, and steps of a path."""

_DOWN: Final = ("child", "descendant", "descendant-or-self", "self", "following-sibling")
_AROUND: Final = ("parent", "ancestor", "ancestor-or-self", "self", "preceding-sibling", "following-sibling")
_COMPARISONS: Final = ("=", "!=", "<", "<=", ">", ">=")
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_KNOWN: Final = (
    "write `//tag[@class='x']`, with `contains()`, `starts-with()`, `not()`, `and`, `or`, places such as `[1]`, and `/`, "
    "`//`, `|` between"
)
_LOOK_UP: Final = "ask for the element itself, and in `[...]` for what is around it: `//p[ancestor::div]`"
_TOKEN: Final = re.compile(
    r"""
    \s*(?:
        (?P<literal>"[^"]*"|'[^']*')
      | (?P<number>\d+)
      | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
      | (?P<sign>//|\.\.|::|!=|<=|>=|[][/.@(),|=<>*$+-])
      | (?P<end>\Z)
    )
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of an expression: its kind, its text, and its 0-based place."""

    kind: str
    text: str
    place: int


_Part = TypeVar("_Part")


def parse_xpath(text: str) -> tuple[Path, ...]:
    """The paths of `a | b`. Raises `PatternError`, with the place in the text."""
    parser = _Parser(text)
    paths = parser.several("|", parser.path)
    parser.expect_end()
    return paths


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            what = "a quotation without its end" if text[start] in "'\"" else f"`{text[start]}` has no meaning here"
            raise PatternError(start, f"no XPath: {what}", _KNOWN)
        found.append(Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        place = match.end()
    return found


class _Parser:
    """A parser of one expression: each method reads what it is named for."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    # Tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _behind(self, text: str) -> bool:
        """Whether a sign stands behind the next token."""
        return self._tokens[min(self._next + 1, len(self._tokens) - 1)][:2] == ("sign", text)

    def _take(self) -> Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _took(self, *texts: str) -> bool:
        """Take the next token if it is one of some signs or names."""
        found = self._token.kind in ("sign", "name") and self._token.text in texts
        self._next += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._took(sign):
            raise self._wrong(f"no XPath: `{sign}` is expected")

    def expect_end(self) -> None:
        if self._token.kind != "end":
            raise self._wrong(f"no XPath: `{self._token.text}` is not expected here")

    def _wrong(self, what: str, fix: str = _KNOWN, token: Token | None = None) -> PatternError:
        return PatternError((token or self._token).place, what, fix)

    def several(self, sign: str, read: Callable[[], _Part]) -> tuple[_Part, ...]:
        """Parts with a sign or a word between."""
        parts = [read()]
        while self._took(sign):
            parts.append(read())
        return tuple(parts)

    def _within(self, read: Callable[[], _Part]) -> _Part:
        """What is read one bracket deeper."""
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise self._wrong("brackets too deep in brackets", "write it in several selectors")
        part = read()
        self._depth -= 1
        return part

    # Paths

    def path(self) -> Path:
        """A path, or one in brackets with a place behind."""
        if not self._took("("):
            return Path(self._steps())
        steps = self._steps()
        self._expect(")")
        token = self._token
        place, *more = self._conditions() or (None,)
        if not isinstance(place, Place) or more or self._token.text in ("/", "//"):
            raise self._wrong("brackets without a place, or with something behind it", "write `(//p)[1]`", token)
        return Path(steps, place)

    def _steps(self) -> tuple[Step, ...]:
        if self._token.text not in ("/", "//"):
            raise self._wrong("a path that does not begin at the top of the page", "begin it with `//`")
        steps: list[Step] = []
        token = self._token
        while self._token.text in ("/", "//"):
            if len(steps) == MOST_NESTED:
                raise self._wrong("too many steps", "begin nearer to the element, with `//`")
            steps.append(self._step(self._take().text, _DOWN))
        if steps[0].axis in ("self", "following-sibling", NEXT):
            raise self._wrong("the first step is not into the page", "begin with a tag: `//h2`", token)
        return tuple(steps)

    def _around(self) -> Around:
        steps = self.several("/", lambda: self._step("", _AROUND))
        if len(steps) > MOST_NESTED:
            raise self._wrong("too many steps", "write `ancestor::` in place of some")
        return Around(steps)

    def _step(self, sign: str, axes: tuple[str, ...]) -> Step:
        """One step of a path; `sign` stands before it."""
        token = self._token
        if self._took(".."):
            if "parent" not in axes:
                raise self._wrong("`..` goes back to an element from what is in it", _LOOK_UP, token)
            return Step("parent", None)
        if token.text == "@":
            raise self._wrong("an attribute is no element of a page", "leave it out, and the `/` before it")
        axis = self._axis(axes)
        if sign == "//" and axis not in ("child", "descendant", "descendant-or-self"):
            raise self._wrong(f"`//` before `{axis}::`", "write `/` there", token)
        tag = self._tag()
        token = self._token
        conditions = tuple(self._conditions())
        if axis == "following-sibling" and sign and conditions and conditions[0] == Place("=", 1):
            axis, conditions = NEXT, conditions[1:]
        if axis != "child" and any(isinstance(condition, Place) for condition in conditions):
            raise self._wrong("places are counted among the children of an element", "write `//tag[1]`", token)
        return Step("descendant" if sign == "//" else axis, tag, conditions)

    def _axis(self, axes: tuple[str, ...]) -> str:
        token = self._token
        if not self._behind("::"):
            if "child" not in axes:
                is_tag = self._token.kind == "name" or self._token.text == "*"
                what = "what is in an element cannot be asked of it" if is_tag else "no XPath: a condition is expected"
                raise self._wrong(what, _LOOK_UP if is_tag else _KNOWN)
            return "child"
        self._take()
        self._take()
        if token.text not in axes:
            fix = f"here one can write {', '.join(f'`{axis}::`' for axis in axes)}"
            raise self._wrong(f"`{token.text}::` cannot be asked here", fix, token)
        return token.text

    def _tag(self) -> str | None:
        token = self._take()
        if token.text == "*" and token.kind == "sign":
            return None
        if token.kind != "name":
            said = f"`{token.text}`" if token.text else "the end"
            raise self._wrong(f"no XPath: a tag is expected, and {said} is there", token=token)
        if not self._took("("):
            return token.text.lower()
        self._expect(")")
        if token.text == "node":
            return None
        raise self._wrong(f"`{token.text}()` is no element of a page", "leave it out, and the `/` before it", token)

    def _conditions(self) -> list[Condition]:
        found: list[Condition] = []
        while self._took("["):
            found.append(self._either(whole=True))
            self._expect("]")
        return found

    # Conditions

    def _either(self, *, whole: bool = False) -> Condition:
        return self._logic("or", self._both, whole=whole)

    def _both(self) -> Condition:
        return self._logic("and", self._compared, whole=True)

    def _logic(self, word: str, read: Callable[[], Condition], *, whole: bool) -> Condition:
        """Parts with a word between; a place must stand alone in its brackets, in the `whole` of which this is read."""
        token = self._token
        parts = self._within(lambda: self.several(word, read)) if word == "or" else self.several(word, read)
        if len(parts) == 1 and (whole or not isinstance(parts[0], Place)):
            return parts[0]
        if any(isinstance(part, Place) for part in parts):
            raise self._wrong("a place with something else in one `[...]`", "give it its own: `[@class][1]`", token)
        return Logic(word, parts)

    def _compared(self) -> Condition:
        token = self._token
        if self._took("("):
            found = self._either()
            self._expect(")")
            return found
        if token.kind == "name" and token.text in ("not", "contains", "starts-with") and self._behind("("):
            return self._truth()
        if token.kind == "number" or (token.text in ("position", "last") and self._behind("(")):
            return self._place()
        if (
            token.kind == "literal"
            or token.text == "@"
            or (token.text in _TEXTS and not (self._behind("/") or self._behind("//")))
        ):
            return self._text_condition()
        if token.text in (".", "/", "//"):
            raise self._wrong("what is in an element cannot be asked of it", _LOOK_UP)
        if self._behind("(") and token.text != "node":
            raise self._wrong(f"`{token.text}()` cannot be asked of an element")
        return self._around()

    def _truth(self) -> Condition:
        """A function that is true or false."""
        name = self._take().text
        self._expect("(")
        if name == "not":
            found: Condition = Logic("not", (self._either(),))
        else:
            left = self._value()
            self._expect(",")
            found = Compared(name, left, self._value())
        self._expect(")")
        return found

    def _place(self) -> Condition:
        token = self._token
        left = self._number()
        how = self._take().text if self._token.text in _COMPARISONS else "="
        if self._tokens[self._next - 1].text not in _COMPARISONS:
            if left is None:
                raise self._wrong("`position()` is compared with nothing", "write `[1]` or `[position() > 1]`", token)
            return Place("=", left)
        right = self._number()
        if (left is None) == (right is None):
            raise self._wrong("a comparison without `position()`", "write `[position() > 1]`", token)
        return Place(how, right or LAST) if left is None else Place(_TURNED.get(how, how), left)

    def _number(self) -> int | None:
        """A number, `last()`, or None for `position()`."""
        token = self._take()
        if token.kind == "number":
            return int(token.text)
        if token.text not in ("position", "last"):
            raise self._wrong(f"no XPath: a number is expected, and `{token.text}` is there", token=token)
        self._expect("(")
        self._expect(")")
        if self._token.text in ("+", "-", "*"):
            raise self._wrong("places cannot be reckoned with", "write `[1]`, `[last()]` or `[position() > 1]`")
        return LAST if token.text == "last" else None

    def _text_condition(self) -> Condition:
        """An attribute that is there, or two texts that are compared."""
        token = self._token
        left = self._value()
        if self._token.text in ("=", "!="):
            return Compared(self._take().text, left, self._value())
        if isinstance(left, Attribute):
            return Has(left.name)
        raise self._wrong("a text is compared with nothing", "write `=` and a text behind it", token)

    def _value(self) -> Value:
        token = self._take()
        if token.kind == "literal":
            return Text(token.text[1:-1])
        if token.text == "@" and token.kind == "sign":
            name = self._take()
            if name.kind != "name":
                raise self._wrong("no XPath: the name of an attribute is expected", token=name)
            return Attribute(name.text.lower())
        if token.text in _OF_TEXT:
            what = "the text of an element cannot be asked of it"
            raise self._wrong(what, "write what the block says as `line: '*text*'`", token)
        if token.text not in _ARGUMENTS or not self._took("("):
            said = f"`{token.text}`" if token.text else "the end"
            raise self._wrong(f"{said} is no text to compare", "write `@attribute` or a text in quotes", token)
        return self._function(token)

    def _function(self, token: Token) -> Function:
        least, most = _ARGUMENTS[token.text]
        arguments = () if self._token.text == ")" else self._within(lambda: self.several(",", self._value))
        if not least <= len(arguments) <= most:
            raise self._wrong(f"`{token.text}()` with {len(arguments)} of what it takes", token=token)
        self._expect(")")
        return Function("name" if token.text == "local-name" else token.text, arguments)


_ARGUMENTS: Final = {
    "concat": (2, 100),
    "normalize-space": (1, 1),
    "translate": (3, 3),
    "name": (0, 0),
    "local-name": (0, 0),
}
"""Functions that give texts, and how many arguments they take."""
_OF_TEXT: Final = (".", "text", "string")
"""What asks for the text of an element."""
_TEXTS: Final = (*_ARGUMENTS, *_OF_TEXT)
