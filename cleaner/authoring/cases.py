"""Cases: documents with the article that must come out of them, kept as files.

`NAME.txt` or `NAME.html` stands beside `NAME.expected.json`, which holds the fields that are looked at: `body` as a
list of paragraphs, `warnings` as a list of codes, all others as in the article's record. Its key `given` holds what
is known of the document: `url`, `source`, `crawled`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from cleaner.cleaning import Cleaned, Cleaner
from cleaner.errors import InputError
from cleaner.model import Article, Document
from cleaner.reading.decoding import decode
from cleaner.rulebook.values import closest

EXPECTED: Final = ".expected.json"
ENDINGS: Final = (".txt", ".html")
GIVEN: Final = ("url", "source", "crawled")
FIELDS: Final = tuple(Article.__struct_fields__)
KNOWN_FAILURES: Final = "known-failures"
"""The folder of cases that do not come out yet, and should."""


@dataclass(frozen=True, slots=True)
class Case:
    """A document's file, what is known of it, and the fields expected of its article."""

    name: str
    path: Path
    given: dict[str, str]
    expected: dict[str, Any]

    @property
    def expected_path(self) -> Path:
        """The file with the expected fields."""
        return self.path.with_suffix(EXPECTED)

    @property
    def is_known_failure(self) -> bool:
        """Whether it stands in a folder of known failures."""
        return KNOWN_FAILURES in self.path.parent.parts


class Mismatch(NamedTuple):
    """A field that came out otherwise."""

    field: str
    expected: Any
    got: Any


def find_cases(folder: Path) -> Iterator[Case]:
    """The cases below a folder, by name; raises `InputError` for one without its document, or that cannot be read."""
    for expected in sorted(folder.rglob(f"*{EXPECTED}")):
        yield _read_case(expected, expected.relative_to(folder).as_posix().removesuffix(EXPECTED))


def cases_of(paths: Sequence[Path], *, new: bool = False) -> tuple[Case, ...]:
    """The cases that paths name, each once: folders, and single cases by either file or by what both are called.

    `new` takes documents without their expected files for cases that expect nothing yet. Raises `InputError` for a
    path that is no case.
    """
    found: dict[Path, Case] = {}
    for path in paths if not new else (*paths, *without_expected(paths)):
        for case in find_cases(path) if path.is_dir() else [_single(path, new=new)]:
            found.setdefault(case.path.resolve(), case)
    return tuple(found.values())


def without_expected(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The documents without expected files that stand beside cases in the folders that are named, or below them.

    Folders that hold no case are none of cases: what is in there is for something else. A folder that is named, and has
    no case in it or below, may be one in which all is still to be accepted. Known failures are never accepted.
    """
    found: list[Path] = []
    for path in filter(Path.is_dir, paths):
        cases = {expected.parent for expected in path.rglob(f"*{EXPECTED}")} or {path}
        folders = sorted(folder for folder in cases if KNOWN_FAILURES not in folder.parts)
        found += [file for folder in folders for file in sorted(folder.iterdir()) if _is_left(file)]
    return tuple(dict.fromkeys(found))


def _is_left(path: Path) -> bool:
    """Whether a file is a document that no expected file stands beside."""
    return path.suffix in ENDINGS and path.is_file() and not path.with_suffix(EXPECTED).is_file()


def files_of(path: Path) -> tuple[Path, ...]:
    """The files that a path may stand for: itself if it is a folder, else the expected file and documents of a case."""
    if path.is_dir():
        return (path,)
    stem = path.name.removesuffix(EXPECTED)
    if stem == path.name and path.suffix in ENDINGS:
        stem = path.stem
    return tuple(path.with_name(stem + ending) for ending in (EXPECTED, *ENDINGS))


def _single(path: Path, *, new: bool) -> Case:
    expected, *_ = files_of(path)
    stem = expected.name.removesuffix(EXPECTED)
    if expected.is_file():
        return _read_case(expected, stem)
    if path.suffix not in ENDINGS or not path.is_file():
        what = "neither a folder nor a case"
        raise InputError(str(path), what, f"name a folder, or a document that {EXPECTED[1:]} stands beside")
    if not new:
        what = f"a document without {expected.name} beside it"
        raise InputError(str(path), what, "write it, or let --accept write it")
    return Case(stem, path, {}, {})


def _read_case(expected: Path, name: str) -> Case:
    stem = expected.name.removesuffix(EXPECTED)
    document = next((p for end in ENDINGS if (p := expected.with_name(stem + end)).is_file()), None)
    if document is None:
        raise InputError(str(expected), "a case without its document", f"put {stem}.txt or {stem}.html beside it")
    fields = read_fields(expected)
    given = fields.pop("given", {})
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise InputError(str(expected), "`given` is no mapping of strings", 'write {"url": "https://..."}')
    for where, names, known in (("", fields, FIELDS), ("given: ", given, GIVEN)):
        for key in names:
            if key not in known:
                raise InputError(str(expected), f"{where}unknown field `{key}`", closest(key, known))
    return Case(name, document, given, fields)


def read_fields(path: Path) -> dict[str, Any]:
    """What an expected file holds; raises `InputError` where it is no JSON object."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise InputError(str(path), f"no JSON object: {error}", "mend it") from None


def document_of(case: Case) -> Document:
    """A case's document, read from its file."""
    decoded = decode(case.path.read_bytes())
    is_page = case.path.suffix == ".html"
    return Document(
        text=None if is_page else decoded.text,
        html=decoded.text if is_page else None,
        id=case.name,
        encoding=decoded.encoding,
        undecodable=decoded.undecodable,
        url=case.given.get("url"),
        source=case.given.get("source"),
        crawled=case.given.get("crawled"),
    )


def run_case(case: Case, cleaner: Cleaner) -> tuple[Cleaned, tuple[Mismatch, ...]]:
    """Clean a case's document; its article and the fields that differ from those expected."""
    cleaned = cleaner.examine(document_of(case))
    return cleaned, mismatches_of(case, cleaned.article)


def mismatches_of(case: Case, article: Article) -> tuple[Mismatch, ...]:
    """The fields of an article that differ from those that a case expects."""
    got = comparable(article)
    found = (Mismatch(field, value, got.get(field)) for field, value in case.expected.items())
    return tuple(mismatch for mismatch in found if mismatch.expected != mismatch.got)


def comparable(article: Article) -> dict[str, Any]:
    """An article's fields as a case holds them."""
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(article))
    fields["body"] = article.body.split("\n\n") if article.body else []
    fields["warnings"] = [warning.code for warning in article.warnings]
    return fields
