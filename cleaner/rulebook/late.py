"""Rule sets by name, of which some are read late: when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cleaner.errors import RuleBookError, RuleError
from cleaner.rulebook.files import read_file
from cleaner.rulebook.rules import RuleSet

Check = Callable[[Mapping[str, RuleSet], RuleSet], Iterable[RuleError]]
"""What is wrong with a set among others; a function of a module, so that it pickles."""


class LateSets(Mapping[str, RuleSet]):
    """Rule sets at hand, and those of `files`, by name: each is read and checked when it is first asked for.

    Asking for one raises `RuleBookError` where its file has mistakes. A file with several names is read once.
    """

    __slots__ = ("_check", "_files", "_names", "_sets")

    def __init__(self, sets: Mapping[str, RuleSet], files: Mapping[str, Path], check: Check) -> None:
        self._sets = dict(sets)
        self._files = dict(files)
        self._names = sorted({*sets, *files})
        self._check = check

    def __getitem__(self, name: str) -> RuleSet:
        if name not in self._sets:
            self._read(self._files[name])
        return self._sets[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sets or name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def at_hand(self) -> tuple[RuleSet, ...]:
        """The sets that are read by now, in the order of their names."""
        return tuple(self._sets[name] for name in self._names if name in self._sets)

    def is_late(self, name: str) -> bool:
        """Whether a set is one that is read late, and nobody asked for it yet."""
        return name not in self._sets and name in self._files

    def _read(self, path: Path) -> None:
        names = [name for name in self._names if self._files.get(name) == path]
        rule_set, errors, _ = read_file(path, names[0])
        _refuse(errors)
        if rule_set is None:
            return
        # Its parents may be late too, and a circle of them would ask for this one again.
        self._sets.update({name: replace(rule_set, name=name) for name in names})
        try:
            _refuse(self._check(self, rule_set))
        except RuleBookError:
            for name in names:
                del self._sets[name]
            raise


def _refuse(mistakes: Iterable[RuleError]) -> None:
    if errors := tuple(mistakes):
        raise RuleBookError(errors)
