"""What is linted: which files, over which folders, and all that loading refuses in them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cleaner.authoring.lint.written import WrittenFile, written_file
from cleaner.errors import InputError, RuleBookError, RuleError
from cleaner.rulebook.book import SHIPPED, RuleBook, load_rules
from cleaner.rulebook.files import read_file
from cleaner.rulebook.rules import Place, RuleSet
from cleaner.rulebook.shipped import shipped_rules

ENDING: Final = ".yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Folders to lay over the shipped rules, single files to lay over these, and the files that are looked at."""

    folders: tuple[Path, ...]
    singles: tuple[Path, ...]
    targets: tuple[tuple[Path, str], ...]
    """Files with the names of their rule sets."""
    shipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The files without mistakes of their own, all mistakes, and the book, where there are none."""

    files: tuple[WrittenFile, ...]
    errors: tuple[tuple[RuleError, bool], ...]
    """Each mistake, and whether it is one of syntax."""
    book: RuleBook | None


def scope_of(folders: Sequence[Path], paths: Sequence[Path], *, shipped: bool = True) -> Scope:
    """What to lint: the files of `paths`, else those of `folders`, else the shipped ones.

    A path within a known folder is looked at where it stands. Other folders are laid over the known ones, as
    `--rules` does, and so is each other file, alone. Raises `InputError` for a path that is none.
    """
    known = [*([shipped_rules()] if shipped else []), *folders]
    for folder in folders:
        if not folder.is_dir():
            raise InputError(str(folder), "no such folder of rules", f"name a folder that holds `{ENDING}` files")
    laid = list(folders)
    singles: list[Path] = []
    targets: dict[Path, str] = {}
    for path in paths or folders or known[:1]:
        if not path.exists():
            raise InputError(str(path), "no such file or folder", "name a rule file, or a folder that holds some")
        if path.is_file() and path.suffix != ENDING:
            raise InputError(str(path), f"no rule file: its name does not end in `{ENDING}`", "rename it")
        home = next((folder for folder in reversed(known) if _resolved(path).is_relative_to(folder.resolve())), None)
        if path.is_file():
            if home is None:
                singles.append(path)
            targets[path] = _name(path, home or path.parent)
        else:
            if home is None:
                laid.append(path)
                known.append(path)
            files = (file for file in sorted(path.rglob(f"*{ENDING}")) if file.is_file())
            targets |= {file: _name(file, home or path) for file in files}
    return Scope(folders=tuple(laid), singles=tuple(singles), targets=tuple(targets.items()), shipped=shipped)


def _name(file: Path, home: Path) -> str:
    return _resolved(file).relative_to(home.resolve()).as_posix().removesuffix(ENDING)


def load(scope: Scope) -> Loaded:
    """Load a scope: files and rule book, or all mistakes of all files at once.

    The book's own loading tells mistakes of syntax alone; here a file's syntax says nothing of other files.
    """
    book, refused = _book(scope)
    known = {_resolved(s.path): s for s in book.sets.values() if not _is_double(book, s)} if book else {}
    files: list[WrittenFile] = []
    errors: dict[tuple[Path, int, int, str], tuple[RuleError, bool]] = {}
    for path, name in scope.targets:
        rule_set = known.get(_resolved(path))
        if rule_set is None:
            rule_set, mistakes, is_syntax = read_file(path, name)
            errors |= {_key(mistake): (mistake, is_syntax) for mistake in mistakes}
        if rule_set is not None and (file := written_file(path, rule_set.name, rule_set)) is not None:
            files.append(file)
    for mistake in refused:
        errors.setdefault(_key(mistake), (mistake, False))
    return Loaded(files=tuple(files), errors=tuple(errors.values()), book=book)


def _book(scope: Scope) -> tuple[RuleBook | None, tuple[RuleError, ...]]:
    """The book of a scope, or what loading says against it, with the paths of files as they were given."""
    with _folders(scope) as (folders, originals):
        try:
            book = load_rules(folders, shipped=scope.shipped)
        except RuleBookError as error:
            given = {_resolved(path): str(path) for path, _ in scope.targets}
            own = [(e, originals.get(e.path, given.get(_resolved(e.path), e.path))) for e in error.errors]
            return None, tuple(RuleError(path, *mistake.args[1:]) for mistake, path in own)
    if originals:
        book = RuleBook({name: _homed(rule_set, originals) for name, rule_set in book.sets.items()})
    return book, ()


def _is_double(book: RuleBook, rule_set: RuleSet) -> bool:
    """Whether a set is the shipped one's double, kept for those who replace it."""
    double = book.sets.get(rule_set.name.removeprefix(SHIPPED))
    return rule_set.name.startswith(SHIPPED) and double is not None and double.path == rule_set.path


def _resolved(path: Path | str) -> Path:
    """Where a path stands; a file that is a link has its own name there."""
    path = Path(path)
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _key(mistake: RuleError) -> tuple[Path, int, int, str]:
    return (_resolved(mistake.path), mistake.line, mistake.column, mistake.what)


@contextlib.contextmanager
def _folders(scope: Scope) -> Iterator[tuple[list[Path], dict[str, str]]]:
    """The folders to load, single files each in a folder of its own, and for their copies the originals' paths."""
    originals: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        folders = list(scope.folders)
        for single in scope.singles:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lint")))
            copy = shutil.copy(single, folder / single.name)
            originals[str(copy)] = str(single)
            folders.append(folder)
        yield folders, originals


def _homed(rule_set: RuleSet, originals: dict[str, str]) -> RuleSet:
    path = originals.get(rule_set.path)
    if path is None:
        return rule_set
    rules = tuple(replace(r, place=Place(path, r.place.line, r.place.column)) for r in rule_set.rules)
    places = tuple((key, Place(path, place.line, place.column)) for key, place in rule_set.places)
    return replace(rule_set, path=path, rules=rules, places=places)
