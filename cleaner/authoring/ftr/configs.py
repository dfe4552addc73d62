"""A site config as values: one directive a line, `name: value` or `name(argument): value`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import regex

from cleaner.rulebook.files import HOST

MOST_BYTES: Final = 1_000_000
"""The longest config that people share has a few thousand."""

_LINE: Final = regex.compile(
    r"""
    (?P<name> [a-zA-Z_]+ ) \s*
    (?: \( (?P<argument>.*?) \) \s* )?      # `replace_string(<b>)`, `http_header(user-agent)`
    : \s*+ (?P<value>.*)
    """,
    regex.VERBOSE,
)
_UNSAFE: Final = regex.compile(r"[\p{C}\p{Z}\\]")
_CONTROL: Final = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}--\t]", regex.V1)


class Directive(msgspec.Struct, frozen=True):
    """One line: its 1-based number, the whole of it, and what it says; `name` is empty where it says nothing."""

    line: int
    text: str
    name: str = ""
    argument: str | None = None
    value: str = ""


class Config(msgspec.Struct, frozen=True):
    """A config: its file's name, and its directives. Comments are left out."""

    file: str
    directives: tuple[Directive, ...]


class ConfigError(Exception):
    """A file is no site config: why, and what to do. Never leaves `cleaner.authoring.ftr`."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what, fix)
        self.what, self.fix = what, fix


def read_config(path: Path) -> Config:
    """The config in a file. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", "see that there is a right to read") from None
    if len(data) > MOST_BYTES:
        raise ConfigError(f"more than {MOST_BYTES:,} bytes", "a site config has a few lines")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"no UTF-8 text, at byte {error.start}", "save it as UTF-8") from None
    return Config(path.name, tuple(directives(text)))


def host_of(path: Path) -> str | None:
    """The host that a config is for, by its file's name, if it is one's.

    `example.com.txt` is for a host, `.example.com.txt` for those below it; hosts of rule sets always are for both.
    """
    host = path.name.lower().removesuffix(".txt").removeprefix(".").removeprefix("www.")
    return host if HOST.fullmatch(host) and not _UNSAFE.search(host) else None


def directives(text: str) -> Iterator[Directive]:
    """The directives of a config's text, in order, those that are no such, too."""
    for number, line in enumerate(regex.split(r"\r\n|\r|\n", text), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        match = _LINE.fullmatch(said)
        if match is None or _CONTROL.search(said):
            yield Directive(number, said)
        else:
            yield Directive(number, said, match["name"], match["argument"], match["value"].strip())
