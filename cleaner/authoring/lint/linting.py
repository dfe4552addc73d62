"""All that lint finds in rule files: the one function that the command and tests call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from cleaner.authoring.cases import cases_of
from cleaner.authoring.examples import language_of
from cleaner.authoring.lint.accepting import accept
from cleaner.authoring.lint.blowup import Attack
from cleaner.authoring.lint.characters import check_characters
from cleaner.authoring.lint.evidence import check_cases, shown_by
from cleaner.authoring.lint.examples import check_examples
from cleaner.authoring.lint.expressions import check_expressions
from cleaner.authoring.lint.findings import KINDS, OF_ALL_RULES, OF_CASES, Finding
from cleaner.authoring.lint.loading import Loaded, Scope, load, scope_of
from cleaner.authoring.lint.reach import check_reach
from cleaner.authoring.lint.refused import refused
from cleaner.authoring.lint.repeated import check_repeated
from cleaner.authoring.lint.sets import check_hosts, check_languages, check_parents
from cleaner.authoring.lint.shadows import Shadows
from cleaner.authoring.lint.written import WrittenFile

Item = TypeVar("Item")


class Watch(Protocol):
    """Gives items on as they come, and may show how many of so many are done."""

    def __call__(self, items: Iterable[Item], what: str, total: int) -> Iterable[Item]: ...


def _unwatched(items: Iterable[Item], what: str, total: int) -> Iterable[Item]:
    del what, total
    return items


def lint(
    folders: Sequence[Path | str] = (),
    cases: Sequence[Path | str] = (),
    paths: Sequence[Path | str] = (),
    *,
    shipped: bool = True,
    watch: Watch = _unwatched,
) -> tuple[Finding, ...]:
    """All findings in rule files, accepted ones too, in the order of files and lines.

    `folders` are laid over the shipped rules, unless these are not wanted; `paths` are the files and folders that are
    looked at: without them `folders`, and without these the shipped rules. `cases` are folders of cases. Rules that
    cannot be loaded are findings; a path or a case that cannot be read raises `InputError`.
    """
    scope = scope_of([Path(folder) for folder in folders], [Path(path) for path in paths], shipped=shipped)
    return lint_scope(scope, [Path(folder) for folder in cases], watch)


def lint_scope(scope: Scope, cases: Sequence[Path], watch: Watch = _unwatched) -> tuple[Finding, ...]:
    """As `lint`, for what `scope_of` told."""
    loaded = load(scope)
    book, looked_for = loaded.book, frozenset(KINDS)
    found = [*refused(loaded), *_of_files(loaded, watch)]
    if book is None:
        looked_for -= OF_ALL_RULES
    else:
        found += check_hosts(loaded.files, book)
        found += check_parents(loaded.files, book)
    if book is None or not cases:
        looked_for -= OF_CASES
    else:
        every = cases_of(cases)
        shown = tuple(shown_by(watch(every, "cases", len(every)), book))
        found += check_cases(loaded.files, shown, book)
    return tuple(_accepted(loaded.files, found, looked_for))


def _of_files(loaded: Loaded, watch: Watch) -> Iterator[Finding]:
    """What each file tells by itself and beside those that it inherits from."""
    attacks: dict[str, Attack | None] = {}
    shadows = Shadows(loaded.book) if loaded.book is not None else None
    for file in watch(loaded.files, "rule files", len(loaded.files)):
        yield from check_languages(file)
        language = language_of(loaded.book, file.name) if loaded.book else file.rule_set.language
        yield from check_examples(file, language)
        yield from check_reach(file)
        yield from check_expressions(file, attacks)
        yield from check_repeated(file)
        yield from check_characters(file)
        if shadows is not None:
            yield from shadows.of(file)


def _accepted(files: Sequence[WrittenFile], found: Sequence[Finding], looked_for: frozenset[str]) -> Iterator[Finding]:
    """All findings in order, with what files accept."""
    by_path: dict[str, list[Finding]] = {file.path: [] for file in files}
    for finding in found:
        by_path.setdefault(finding.path, []).append(finding)
    written = {file.path: file for file in files}
    for path in sorted(by_path):
        findings = by_path[path]
        if path in written:
            findings = list(accept(written[path], findings, looked_for))
        yield from sorted(findings, key=lambda f: (f.line, f.column, f.name, f.what))
