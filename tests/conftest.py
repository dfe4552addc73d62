"""What all tests have in common: shipped rule files are parsed once, whatever is loaded, and no test measures time by chance."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cleaner.authoring.lint import loading
from cleaner.errors import RuleError
from cleaner.rulebook import book, files, late
from cleaner.rulebook.rules import RuleSet
from cleaner.rulebook.shipped import shipped_rules


def pytest_configure(config: pytest.Config) -> None:
    """Rule sets are frozen values, so that books may share those of files that no test writes to.

    Hypothesis would fail an example that takes a fifth of a second, as any may on a busy machine.
    """
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")
    home = shipped_rules()
    read_once = functools.cache(files.read_file)

    def read_file(path: Path, name: str) -> tuple[RuleSet | None, tuple[RuleError, ...], bool]:
        return (read_once if path.is_relative_to(home) else files.read_file)(path, name)

    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for module in (book, late, loading):
        patch.setattr(module, "read_file", read_file)


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a package one that is not installed, for whoever imports it from now on."""

    class Blocker:
        def __init__(self, name: str) -> None:
            self._name = name

        def find_spec(self, name: str, *_: Any) -> None:
            if name.partition(".")[0] == self._name:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def block(name: str) -> None:
        for loaded in [module for module in sys.modules if module.partition(".")[0] == name]:
            monkeypatch.delitem(sys.modules, loaded)
        monkeypatch.setattr(sys, "meta_path", [Blocker(name), *sys.meta_path])

    return block
