"""docs/lint.md: every finding has its section, whose bad example gives just that finding and whose good one none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from cleaner.authoring.lint.findings import ERROR, KINDS
from cleaner.authoring.lint.linting import lint
from cleaner.cli import main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "lint.md").read_text("utf-8")
FENCE = re.compile(r"^```(?P<kind>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"^# (?P<name>[\w-]+)\.yaml\n", re.MULTILINE)


class Section(NamedTuple):
    """A section of the page: its heading, and its fenced blocks by kind."""

    heading: str
    blocks: list[tuple[str, str]]

    def of(self, kind: str) -> list[str]:
        return [text for found, text in self.blocks if found == kind]


SECTIONS = [
    Section(heading, [(match["kind"], match["text"]) for match in FENCE.finditer(text)])
    for heading, text in re.findall(r"^##+ ([^\n]+)\n(.*?)(?=^##+ |\Z)", PAGE, re.MULTILINE | re.DOTALL)
]
FINDINGS = [section for section in SECTIONS if section.heading in KINDS]


def found_in(text: str, section: Section, folder: Path) -> list[str]:
    """The names of what lint finds in an example, which may hold several files, with the cases of its section."""
    parts = NAME.split(text)
    files = dict(zip(parts[1::2], parts[2::2], strict=True)) or {"example": text}
    for name, part in files.items():
        whole = f"source: {name}\nlanguage: en\nrules:\n{part}" if part.startswith("- ") else part
        (folder / "rules").mkdir(exist_ok=True)
        (folder / "rules" / f"{name}.yaml").write_text(whole, "utf-8")
    cases = [(kind.removeprefix("text case "), case) for kind, case in section.blocks if kind.startswith("text case ")]
    for name, case in cases:
        (folder / f"{name}.txt").write_text(case, "utf-8")
        (folder / f"{name}.expected.json").write_text(f'{{"given": {{"source": "{name}"}}}}', "utf-8")
    findings = lint([folder / "rules"], [folder] if cases else [], shipped=False)
    return [finding.name for finding in findings if not finding.accepted]


def test_every_finding_has_its_section_in_order() -> None:
    assert [section.heading for section in FINDINGS] == list(KINDS)


def test_the_table_tells_errors_from_warnings() -> None:
    rows = re.findall(r"^\| (?:\[([\w-]+)\]\(#\1\))? ?\| \[([\w-]+)\]\(#\2\) \|$", PAGE, re.MULTILINE)
    errors = [name for name, _ in rows if name]
    assert errors == [name for name in KINDS if KINDS[name] == ERROR]
    assert errors + [name for _, name in rows] == list(KINDS)


@pytest.mark.parametrize("section", FINDINGS, ids=lambda section: section.heading)
def test_a_bad_example_gives_just_that_finding(section: Section, tmp_path: Path) -> None:
    (example,) = section.of("yaml bad")
    assert found_in(example, section, tmp_path) == [section.heading] * (2 if section.heading == "shared-host" else 1)


@pytest.mark.parametrize("section", FINDINGS, ids=lambda section: section.heading)
def test_a_good_example_gives_none(section: Section, tmp_path: Path) -> None:
    (example,) = section.of("yaml good")
    assert found_in(example, section, tmp_path) == []


def test_the_comments_that_accept_do_so(tmp_path: Path) -> None:
    (section,) = [section for section in SECTIONS if section.heading == "Accepting a warning"]
    (example,) = section.of("yaml good")
    assert found_in(example, section, tmp_path) == []
    assert set(found_in(re.sub("# lint:.*", "", example), section, tmp_path)) == {
        "no-hits",
        "short-literal",
        "weak-end",
    }


def test_a_first_run_prints_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (section,) = [section for section in SECTIONS if section.heading == "A first run"]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "post.yaml").write_text(section.of("yaml post.yaml")[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(main, ["rules", "lint", "rules"])
    assert ran.stdout == section.of("text findings")[0]
    assert ran.stderr == section.of("text summary")[0]
