"""Names of files made of ids: each its own, and none outside of the folder."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.writing.names import FileNames, file_name

IDS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["..", ".", "/", "\\", "a", "A", "~2", ".txt", ".gz", " ", "é", "e\u0301", "\0"])).map(
        "".join
    ),
)


@given(st.lists(IDS, max_size=12))
@example(["a", "a", "a~2", "A", "a.txt/b", "a.txt"])
@example([f"{'x' * 200}{number}" for number in range(3)])
def test_each_id_gets_a_path_of_its_own_within_the_folder(ids: list[str]) -> None:
    names = FileNames(".txt")
    found = [names.name(name) for name in ids]
    for name in found:
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert all(part not in ("", ".", "..") and not part.startswith(".") for part in name.split("/"))
        assert max(len(part.encode()) for part in path.parts) < 200
        assert len(name.encode()) < 1100
        assert name.endswith(".txt")
        assert "\0" not in name
        assert "\\" not in name
    keys = {unicodedata.normalize("NFKC", name).casefold() for name in found}
    assert len(keys) == len(ids)
    folders = {str(parent) for name in keys for parent in PurePosixPath(name).parents}
    assert not folders & keys


@given(st.lists(IDS, max_size=6))
def test_names_depend_on_the_ids_alone(ids: list[str]) -> None:
    first, second = FileNames(".md"), FileNames(".md")
    assert [first.name(name) for name in ids] == [second.name(name) for name in ids]


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("inbox/one.txt", "inbox/one"),
        ("inbox/One.TXT.gz", "inbox/One"),
        ("inbox/page.xhtml", "inbox/page"),
        ("data.jsonl:12", "data.jsonl_12"),
        ("-", "document"),
        ("-:3", "-_3"),
        ("", "document"),
        ("a//b/./c/../d", "a/b/c/d"),
        (" a / b. ", "a/b"),
        ("x" * 500, "x" * 120),
        ("й" * 500, "й" * 60),
    ],
)
def test_names_follow_the_ids(document: str, name: str) -> None:
    assert file_name(document) == name


def test_names_can_be_written(tmp_path: Path) -> None:
    names = FileNames(".txt")
    for document in ("a", "a.txt/b", "a/b.txt", "A", "x" * 9000, "y/" * 4000, "😀/😀", "con:", "\ud800"):
        path = tmp_path / names.name(document)
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists()
        path.write_text(document, "utf-8", "replace")
