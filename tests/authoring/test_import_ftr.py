"""`clean rules import ftr`: what becomes of site configs, line by line; the configs and what is expected are files."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Document, load_rules
from cleaner.authoring.ftr.carrying import _ALTERNATIVES, carry
from cleaner.authoring.ftr.configs import Config, directives
from cleaner.authoring.ftr.importing import rule_file
from cleaner.cli import main
from cleaner.rulebook.files import read_text

HERE = Path(__file__).parent / "ftr"
CONFIGS = HERE / "configs"
EXPECTED = sorted((HERE / "expected").glob("*.yaml"))
PROSE = " ".join(["The mayor said on Monday that the bridge would be closed for two weeks while it is mended."] * 2)


def imported(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", "import", "ftr", *map(str, arguments)])


def test_a_folder_becomes_the_files_and_the_report_that_are_expected(tmp_path: Path) -> None:
    result = imported(CONFIGS, "-o", tmp_path)
    assert result.stdout.replace(f"{tmp_path}/", "") == (HERE / "expected/report.txt").read_text("utf-8")
    assert result.exit_code == 1  # one cannot be read
    assert EXPECTED
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        path.name: path.read_text("utf-8") for path in EXPECTED
    }


def test_the_files_load_and_have_no_errors(tmp_path: Path) -> None:
    imported(CONFIGS, "-o", tmp_path)
    load_rules(tmp_path)
    result = CliRunner().invoke(main, ["rules", "lint", str(tmp_path)])
    assert result.exit_code == 0, result.output


def test_a_config_alone(tmp_path: Path) -> None:
    result = imported(CONFIGS / ".gull.example.txt", "-o", tmp_path / "new" / "folder")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["gull.example.yaml"]


def test_a_host_of_a_shipped_source_is_left_to_that(tmp_path: Path) -> None:
    config = tmp_path / "naharnet.com.txt"
    config.write_text("body: //article\n", "utf-8")
    result = imported(config, "-o", tmp_path / "out")
    note = "  its host is left to the shipped source `naharnet`: these rules run where a document names them"
    assert result.stdout.splitlines()[1] == note
    lines = (tmp_path / "out/naharnet.com.yaml").read_text("utf-8").splitlines()
    assert lines[1:3] == ["source: naharnet.com", "# hosts: [naharnet.com]  # left to the shipped source `naharnet`"]
    result = CliRunner().invoke(main, ["rules", "lint", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    cleaner = Cleaner(tmp_path / "out")
    page = f"<article><p>{PROSE}</p></article>"
    assert cleaner.clean(Document(html=page, source="naharnet.com")).source == "naharnet.com"
    assert cleaner.clean(Document(html=page, url="https://www.naharnet.com/1")).source == "naharnet"


def test_nothing_is_overwritten_unless_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "gull.example.yaml").write_text("mine", "utf-8")
    refused = imported(CONFIGS, "-o", tmp_path)
    assert (refused.exit_code, refused.stdout) == (2, "")
    target = tmp_path / "gull.example.yaml"
    assert refused.stderr == f"clean: {target}: it is there already; take another folder, or replace with --overwrite\n"
    assert target.read_text("utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["gull.example.yaml"]
    assert imported(CONFIGS, "-o", tmp_path, "--overwrite").exit_code == 1
    assert target.read_text("utf-8") == (HERE / "expected/gull.example.yaml").read_text("utf-8")
    again = imported(CONFIGS, "-o", tmp_path)
    there = tmp_path / "elleryherald.example.yaml"
    fix = "take another folder, or replace with --overwrite"
    assert again.stderr == f"clean: {there}: it, and 3 more are there already; {fix}\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "no such file or folder; name a site config, or a folder of them"),
        (".", "no site config is in this folder; they are called `example.com.txt`"),
    ],
)
def test_wrong_use(name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = imported(name, "-o", "out")
    assert (result.exit_code, result.stderr) == (2, f"clean: {name}: {message}\n")


def test_the_output_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    result = imported(CONFIGS, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: {tmp_path / 'out'} is no folder\n")


def test_a_config_without_a_host_is_a_failure_where_it_is_all(tmp_path: Path) -> None:
    result = imported(CONFIGS / "global.txt", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout.startswith("global.txt: passed over: its name is no host's; name it for its site")
    assert not (tmp_path / "out").exists()


def test_a_file_that_cannot_be_written_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / ".gull.example.yaml.part").mkdir()
    result = imported(CONFIGS, "-o", tmp_path)
    assert (
        f".gull.example.txt: failed: {tmp_path}/gull.example.yaml: cannot be written: Is a directory" in result.stdout
    )
    assert (tmp_path / "torvik.example.yaml").exists()
    assert result.exit_code == 1


def test_a_config_of_too_many_bytes_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "long.example.txt").write_text("strip: //p\n" * 100_000, "utf-8")
    result = imported(tmp_path, "-o", tmp_path / "out")
    assert result.stdout.startswith(
        "long.example.txt: failed: more than 1,000,000 bytes; a site config has a few lines\n"
    )


def test_the_handbook_shows_what_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (HERE.parents[2] / "docs/tools.md").read_text("utf-8")
    part = page[page.index("clean rules import ftr") :]
    config, rules, report = re.findall(r"^```(?:text|yaml)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)[:3]
    monkeypatch.chdir(tmp_path)
    Path("example.com.txt").write_text(config, "utf-8")
    assert imported("example.com.txt", "-o", "my-rules").stdout == report
    assert Path("my-rules/example.com.yaml").read_text("utf-8") == rules


# What the rules do

TOP = (
    '<nav><a href="/">Home</a></nav><h1 class="headline">Bridge closes</h1><p><span class="stamp">4 May 2024</span></p>'
)
END = f"<aside><p>{PROSE}</p></aside><footer><p>All rights reserved.</p></footer>"


def labels(body: str) -> tuple[list[str | None], list[str]]:
    """The rules that took the blocks of a page, and the warnings."""
    cleaner = Cleaner(HERE / "expected")
    page = f"<html><body>{TOP}{body}{END}</body></html>"
    article = cleaner.clean(Document(html=page, url="https://www.elleryherald.example/2024/bridge"))
    assert (article.title, article.published, article.source) == ("Bridge closes", "2024-05-04", "elleryherald.example")
    return [span.rule for span in article.spans], [warning.code for warning in article.warnings]


HEAD = ["title-2", "date-6"]


def test_the_body_is_kept_and_all_else_is_dropped() -> None:
    body = f'<div itemprop="articleBody"><p>{PROSE}</p><p class="share-bar">Share</p><p>Short</p></div>'
    inside = ["body-8", "strip-id-or-class-14", "body-8"]
    assert labels(body) == (["outside-8", *HEAD, *inside, "strip-11", "outside-8"], [])


def test_captions_are_no_part_of_the_body() -> None:
    body = f'<div id="summary"><p>{PROSE}</p><figure><figcaption>The bridge</figcaption></figure></div>'
    assert labels(body)[0][3:5] == ["body-8", "captions"]


def test_the_next_body_is_tried_where_the_first_is_not_there() -> None:
    rules, warnings = labels(f"<article><p>{PROSE}</p><p>Short</p></article>")
    assert rules == ["outside-9", *HEAD, "body-9", "body-9", "strip-11", "outside-9"]
    assert warnings == ["guard-refused"]


def test_the_scorer_judges_where_no_body_is_there() -> None:
    rules, warnings = labels("".join(f"<section><p>{PROSE}</p></section>" for _ in range(4)))
    assert rules == ["page-scorer", *HEAD, None, None, None, None, "strip-11", "page-scorer"]
    assert warnings == ["guard-refused"] * 3


def test_texts_of_the_site_are_left_to_the_scorer() -> None:
    cleaner = Cleaner(HERE / "expected")
    article = cleaner.clean(Document(text=f"Home\n{PROSE}\n{PROSE}", source="elleryherald.example"))
    assert article.body.count(PROSE) == 2


# Promises


@given(
    st.lists(
        st.text("/@[]()'\"*.|=:-axd# \tst_rip", max_size=30)
        | st.sampled_from(
            [
                "body: //p[1]",
                "strip: //a | //p[b]",
                "title: //h1/text()",
                "strip_id_or_class: 'x\"",
                "prune: no",
                "body:\\",
                "date: //x\u2028y",
            ]
        )
    ).map("\n".join)
)
def test_any_config_gives_rules_that_load_and_each_line_has_its_fate(text: str) -> None:
    config = Config("a.example.txt", tuple(directives(text)))
    carried = carry(config)
    assert [fate.directive for fate in carried.fates] == list(config.directives)
    assert all(fate.why for fate in carried.fates if fate.kind in ("part", "needless", "lost"))
    written = rule_file(config, "a.example", carried)
    assert written == rule_file(config, "a.example", carry(config))
    if carried.rules:
        rule_set, mistakes, _ = read_text(written, "a.example.yaml", "a.example")
        assert (mistakes, rule_set is not None and len(rule_set.rules)) == ((), len(carried.rules))


@pytest.mark.parametrize("text", ["[" * 5000, "'" * 4999, '["' * 2500, "a[b['|']]|" * 500])
def test_alternatives_are_found_in_little_time(text: str) -> None:
    started = time.perf_counter()
    _ALTERNATIVES.fullmatch(text)
    assert time.perf_counter() - started < 1


def test_hundreds_of_configs_take_a_few_seconds(tmp_path: Path) -> None:
    for number in range(300):
        shutil.copy(CONFIGS / "elleryherald.example.txt", tmp_path / f"site{number}.example.txt")
    started = time.process_time()
    assert imported(tmp_path, "-o", tmp_path / "out").exit_code == 0
    assert time.process_time() - started < 5
    assert len(list((tmp_path / "out").iterdir())) == 300
