"""What a user reads who makes a mistake in a rule file: every text is kept in a file beside its mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleaner import RuleBookError, load_rules

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "rules"
FILES = sorted((FIXTURES / "invalid").glob("*.yaml"))
FOLDERS = sorted(folder for folder in (FIXTURES / "between").iterdir() if folder.is_dir())


def mistakes_in(folder: Path) -> str:
    """The error's text, with paths seen from the folder."""
    with pytest.raises(RuleBookError) as caught:
        load_rules([folder], shipped=False)
    return str(caught.value).replace(f"{folder}/", "") + "\n"


def test_there_are_files() -> None:
    assert len(FILES) >= 40
    assert FOLDERS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_file(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path)
    assert mistakes_in(tmp_path) == file.with_suffix(".errors.txt").read_text("utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_sets_that_do_not_fit_together(folder: Path) -> None:
    """What only shows when sets meet."""
    assert mistakes_in(folder) == (folder / "errors.txt").read_text("utf-8")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError) as caught:
        load_rules([tmp_path / "rules"], shipped=False)
    assert str(caught.value).replace(f"{tmp_path}/", "") == (
        "a mistake in the rules:\nrules: no such folder of rules; name a folder that holds `.yaml` files"
    )


def test_mistakes_of_syntax_come_first_and_alone(tmp_path: Path) -> None:
    """Syntax errors come first; then all other mistakes at once."""
    for name in ("unknown-label", "tab", "alias"):
        shutil.copy(FIXTURES / "invalid" / f"{name}.yaml", tmp_path)
    assert [line.partition(":")[0] for line in mistakes_in(tmp_path).splitlines() if ".yaml" in line] == [
        "alias.yaml",
        "tab.yaml",
    ]


def test_all_files_mistakes_come_at_once(tmp_path: Path) -> None:
    """All mistakes of a rule file are reported at once."""
    for name in ("unknown-label", "bad-host", "no-verb"):
        shutil.copy(FIXTURES / "invalid" / f"{name}.yaml", tmp_path)
    assert mistakes_in(tmp_path).startswith("3 mistakes in the rules:\nbad-host.yaml:")
