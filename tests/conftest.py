"""What all tests have in common: shipped rule files are parsed once, whatever is loaded, and no test measures time by chance."""

from __future__ import annotations

import functools
from pathlib import Path

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
