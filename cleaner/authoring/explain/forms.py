"""The forms of an explanation: text, JSON or a page, as bytes; and the file that they go to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal, cast

import msgspec

from cleaner.authoring.explain.terminal import Paint, lines, plain
from cleaner.authoring.explain.values import Explanation
from cleaner.authoring.showing import visible
from cleaner.errors import InputError, OutputError
from cleaner.model import Document
from cleaner.writing.outputs import open_output

Form = Literal["text", "json", "html"]
FORMS: Final[tuple[Form, ...]] = ("text", "json", "html")
_ENDINGS: Final[dict[str, Form]] = {
    ".html": "html", ".htm": "html", ".json": "json", ".jsonl": "json", ".ndjson": "json",
}  # fmt: skip

Write = Callable[[bytes], object]


def form_of(output: str, asked: str | None) -> Form:
    """The form of an output: what was asked for, else what its name says, else text."""
    return cast("Form", asked) if asked else _ENDINGS.get(Path(output).suffix.lower(), "text")


def rendered(explanation: Explanation, form: Form, paint: Paint = plain) -> bytes:
    """An explanation in a form. JSON is one line; `paint` colours text."""
    if form == "html":
        from cleaner.authoring.explain.page import page  # noqa: PLC0415 (for those who ask for it)

        return page(explanation).encode()
    if form == "json":
        return msgspec.json.encode(explanation) + b"\n"
    return "".join(f"{line}\n" for line in lines(explanation, paint)).encode()


def rendered_former(document: Document, form: Form) -> bytes:
    """The same of an article of a former run, of which there is nothing to explain; raises `InputError` for a page."""
    name, rules = document.id or "document", str(document.meta["rules"])
    if form == "html":
        what = "is an article of a former run, which is not cleaned again"
        raise InputError(name, what, "explain the document that it was made of")
    if form == "json":
        return msgspec.json.encode({"document": name, "former": rules}) + b"\n"
    said = f"rules     {rules}: an article of a former run, which is not cleaned again"
    return f"{visible(f'document  {name}')}\n{visible(said)}\n".encode()


@contextlib.contextmanager
def opened(output: str, form: Form, *, overwrite: bool) -> Iterator[Write]:
    """What writes explanations to standard output (`-`) or into a file, texts with an empty line between them.

    A file gets its name when all is written. Raises `InputError` where it is there already, and `OutputError` where it
    cannot be written.
    """
    if output == "-":
        with open_output("-", "txt" if form == "text" else "jsonl") as stream:
            yield lambda data: stream.write("", data)
        return
    path = Path(output)
    if path.is_dir():
        raise InputError(output, "is a folder", "name a file")
    if path.exists() and not overwrite:
        raise InputError(output, "stands there already", "name another file, or give --overwrite")
    with _aside(path) as write:
        yield _between(write, b"\n" if form == "text" else b"")


def _between(write: Write, between: bytes) -> Write:
    parts = [b""]

    def writes(data: bytes) -> None:
        write(parts[0] + data)
        parts[0] = between

    return writes


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[Write]:
    """A file that is written aside and gets its name at the end; of one that was not ended nothing is left."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file.write
        part.replace(path)
    except OSError as error:
        in_the_way = f": {error.filename}" if Path(str(error.filename)) in path.parents else ""
        raise OutputError(str(path), f"{error.strerror or error}{in_the_way}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
