"""What `--fix` writes: bytes as they were but for what is mended, and nothing that would not load."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.authoring.lint.findings import Edit, Finding
from cleaner.authoring.lint.fixes import apply, changes, mend
from cleaner.authoring.lint.linting import lint
from cleaner.errors import OutputError

TWICE = "rules:\n  - drop: share\n    line: [Share this, Share this]\n    hits: [Share this]\n"
ONCE = TWICE.replace(", Share this", "")


def mended(folder: Path) -> list[str]:
    _, changed = mend(lambda: lint([folder], shipped=False))
    return list(changes(changed))


def test_what_was_changed_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/post.yaml").write_text(TWICE, "utf-8")
    assert mended(Path("rules")) == [
        "--- rules/post.yaml",
        "+++ rules/post.yaml",
        "@@ -3 +3 @@",
        "-    line: [Share this, Share this]",
        "+    line: [Share this]",
    ]
    assert Path("rules/post.yaml").read_text("utf-8") == ONCE
    assert mended(Path("rules")) == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_line_ends_marks_and_rights_stay(tmp_path: Path, mark: bytes, end: str) -> None:
    file = tmp_path / "post.yaml"
    file.write_bytes(mark + TWICE.replace("\n", end).encode())
    file.chmod(0o640)
    mended(tmp_path)
    assert file.read_bytes() == mark + ONCE.replace("\n", end).encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["post.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "post.yaml").write_text(TWICE, "utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "post.yaml").symlink_to(tmp_path / "real" / "post.yaml")
    mended(tmp_path / "rules")
    assert (tmp_path / "rules" / "post.yaml").is_symlink()
    assert (tmp_path / "real" / "post.yaml").read_text("utf-8") == ONCE


def test_what_is_accepted_is_not_mended(tmp_path: Path) -> None:
    text = TWICE.replace("- drop: share", "- drop: share   # lint: ok repeated, it looks better")
    (tmp_path / "post.yaml").write_text(text, "utf-8")
    assert mended(tmp_path) == []
    assert (tmp_path / "post.yaml").read_text("utf-8") == text


def test_nothing_is_written_that_would_not_load(tmp_path: Path) -> None:
    file = tmp_path / "post.yaml"
    file.write_text(TWICE, "utf-8")
    wrong = Finding(
        name="repeated", path=str(file), line=3, column=5, where="", what="", fix="", edits=(Edit(3, 5, 3, 9, "["),)
    )
    assert mend(lambda: (wrong,)) == ((wrong,), ())
    assert file.read_text("utf-8") == TWICE


def test_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "post.yaml"
    file.write_text(TWICE, "utf-8")

    def full(*_paths: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OutputError) as caught:
        mended(tmp_path)
    assert str(caught.value) == (
        f"{file}: cannot be written: No space left on device; see that there is room, and a right to write"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["post.yaml"]
    assert file.read_text("utf-8") == TWICE


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([Edit(1, 1, 1, 3, "x")], "xc\ndef\n"),
        ([Edit(2, 1, 3, 1)], "abc\n"),
        ([Edit(2, 4, 3, 1)], "abc\ndef"),
        ([Edit(1, 3, 2, 2, "-")], "ab-ef\n"),
        ([Edit(2, 2, 2, 2, "-"), Edit(1, 1, 1, 2)], "bc\nd-ef\n"),
        ([Edit(1, 1, 1, 3, "x"), Edit(1, 2, 1, 4, "y")], "xc\ndef\n"),
        ([Edit(9, 1, 9, 2, "z")], "abc\ndef\nz"),
    ],
)
def test_edits(edits: list[Edit], expected: str) -> None:
    """Of two that overlap, the first is made; the other one waits until it is looked for again."""
    assert apply("abc\ndef\n", edits) == expected
