"""What lint finds: each doubtful file in `fixtures/rules/lint/` has its exact findings beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.authoring.lint.findings import KINDS, OF_CASES, OF_LOADING, Finding
from cleaner.authoring.lint.fixes import mend
from cleaner.authoring.lint.forms import formed
from cleaner.authoring.lint.linting import lint
from cleaner.errors import InputError, RuleBookError, RuleError
from cleaner.rulebook.book import load_rules

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "rules"
ITEMS = [item for item in sorted((FIXTURES / "lint").iterdir()) if item.suffix in ("", ".yaml")]
BROKEN = sorted((FIXTURES / "invalid").glob("*.yaml"))
BETWEEN = sorted(folder for folder in (FIXTURES / "between").iterdir() if folder.is_dir())

Write = Callable[..., Path]


def copied(item: Path, folder: Path) -> Path:
    """A folder with a fixture's files."""
    for file in item.glob("*.yaml") if item.is_dir() else [item]:
        shutil.copy(file, folder)
    return folder


def beside(item: Path, ending: str) -> Path:
    return item / ending[1:] if item.is_dir() else item.with_suffix(ending)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rule files and cases, by name, and give their folder."""

    def written(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return written


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(finding.name, Path(finding.path).name, finding.line) for finding in findings]


def test_there_are_fixtures() -> None:
    assert len(ITEMS) >= 30
    assert len(BROKEN) >= 80
    assert BETWEEN


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_a_doubtful_file_has_its_findings(item: Path, tmp_path: Path) -> None:
    findings = lint([copied(item, tmp_path)], shipped=False)
    assert formed(findings, "text").replace(f"{tmp_path}/", "") == beside(item, ".findings.txt").read_text("utf-8")


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_what_is_mechanical_is_mended_and_all_else_stays(item: Path, tmp_path: Path) -> None:
    folder = copied(item, tmp_path)
    before = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    findings, mended = mend(lambda: lint([folder], shipped=False))
    fixed = {f"{path.stem}.yaml": path for path in item.parent.glob(f"{item.stem}.fixed")} if item.is_file() else {}
    fixed |= {f"{path.stem}.yaml": path for path in item.glob("*.fixed")}
    expected = before | {name: path.read_text("utf-8") for name, path in fixed.items()}
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == expected
    assert {Path(change.path).name: change.after for change in mended} == {name: expected[name] for name in fixed}
    assert mend(lambda: lint([folder], shipped=False)) == (findings, ())


def test_every_kind_of_finding_is_shown_by_a_fixture_or_a_test_below() -> None:
    shown = "".join(path.read_text("utf-8") for path in (FIXTURES / "lint").rglob("*findings.txt"))
    assert {name for name in KINDS if f"[{name}]" not in shown} == OF_CASES | {"re-blow-up", "mistake"}


@pytest.mark.parametrize("file", [*BROKEN, *BETWEEN], ids=lambda file: file.stem)
def test_all_that_loading_refuses_is_an_error_at_the_same_place(file: Path, tmp_path: Path) -> None:
    folder = file if file.is_dir() else copied(file, tmp_path)
    with pytest.raises(RuleBookError) as caught:
        load_rules([folder], shipped=False)
    errors = [f for f in lint([folder], shipped=False) if f.name in OF_LOADING]
    same = [RuleError(f.path, f.line, f.column, f.where, f.what, f.fix, f.source) for f in errors]
    assert sorted(map(str, same)) == sorted(map(str, caught.value.errors))
    assert {f.severity for f in errors} == {"error"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("unknown-label", "unknown-word"), ("unknown-script", "unknown-word"), ("unknown-capture", "unknown-word"),
     ("tab", "syntax"), ("not-utf-8", "syntax"), ("bad-host", "mistake"), ("two-gaps", "mistake")],
)  # fmt: skip
def test_mistakes_have_names(name: str, kind: str, tmp_path: Path) -> None:
    copied(FIXTURES / "invalid" / f"{name}.yaml", tmp_path)
    assert {finding.name for finding in lint([tmp_path], shipped=False)} == {kind}


def test_an_expression_that_blows_up(write: Write) -> None:
    folder = write(
        post_yaml="rules:\n  - drop: share\n    line: {re: '(?:a|aa)+[!?]'}\n    hits: ['aa!']\n    spares: [aa]\n"
    )
    (finding,) = lint([folder], shipped=False)
    assert (finding.name, finding.line, finding.column, finding.where) == ("re-blow-up", 3, 16, "rule 1 (share), line")
    assert finding.what.startswith("it takes far too long on a text such as ")
    assert "many times" in finding.what


# What cases tell

CASE = json.dumps({"given": {"url": "https://post.example/1"}, "title": None})
POST = "source: post\nhosts: [post.example]\nfingerprints: [Read more at the Ellery Post]\nextends: [{parent}]\n"
MAIL = "source: mail\nhosts: [mail.example]\nfingerprints: [Read more at the *]\n"


def test_a_set_without_cases(write: Write) -> None:
    """A set that others inherit from is shown by their cases."""
    folder = write(
        rules__post_yaml=POST.format(parent="parent"), rules__parent_yaml="language: en\n",
        rules__mail_yaml=MAIL, rules__alone_yaml="# Of nobody.\nlanguage: en\n",
        cases__one_txt="The ferry is late.\n", cases__one_expected_json=CASE,
    )  # fmt: skip
    findings = lint([folder / "rules"], [folder / "cases"], shipped=False)
    assert told(findings) == [("no-cases", "alone.yaml", 2), ("no-cases", "mail.yaml", 1)]
    assert findings[1].source == "source: mail"


def test_a_case_that_expects_a_source_shows_its_set(write: Write) -> None:
    """What does not find it yet is told by the case itself."""
    case = json.dumps({"source": "mail", "body": []})
    folder = write(rules__mail_yaml=MAIL, cases__one_txt="The ferry is late.\n", cases__one_expected_json=case)
    assert lint([folder / "rules"], [folder / "cases"], shipped=False) == ()


def test_without_cases_nothing_is_said_of_them(write: Write) -> None:
    folder = write(rules__mail_yaml=f"# lint: ok no-cases, it is small\n{MAIL}")
    assert lint([folder / "rules"], shipped=False) == ()


def test_a_case_of_an_unknown_source_shows_the_set_of_its_language(write: Write) -> None:
    folder = write(
        rules__lang__en_yaml="language: en\n", rules__base_yaml="language: en\n",
        cases__one_txt="The mayor said on Monday that the ferry would not leave the harbour.\n",
        cases__one_expected_json="{}",
    )  # fmt: skip
    assert lint([folder / "rules"], [folder / "cases"], shipped=False) == ()


def test_fingerprints_of_two_sources_in_one_case(write: Write) -> None:
    folder = write(
        rules__post_yaml=POST.format(parent="mail"), rules__mail_yaml=MAIL,
        cases__one_txt="The ferry is late.\nRead more at the Ellery Post\n", cases__one_expected_json=CASE,
    )  # fmt: skip
    (finding,) = lint([folder / "rules"], [folder / "cases"], shipped=False)
    assert str(finding).replace(f"{folder}/", "") == (
        "rules/mail.yaml:3:16: warning: fingerprints: `Read more at the *` stands in cases/one.txt, too, which is of"
        " `post`; take what only this source has [shared-fingerprint]\n"
        "    fingerprints: [Read more at the *]\n"
        "                   ^"
    )


@pytest.mark.parametrize(("more", "found"), [("", 1), ("\nThe Post of 2012", 0)])
def test_fingerprints_of_two_layouts_that_speak_as_loud(write: Write, more: str, found: int) -> None:
    """The layout with most fingerprints wins, so that fewer do no harm."""
    layout = "source: post\nhosts: [post.example]\nlayout: '{year}'\nfingerprints: {marks}\n"
    folder = write(
        rules__new_yaml=layout.format(year=2012, marks="[Read more here, The Post of 2012]"),
        rules__old_yaml=layout.format(year=2005, marks="[Read more *]"),
        cases__one_txt=f"The ferry is late.\nRead more here{more}\n", cases__one_expected_json=CASE,
    )  # fmt: skip
    findings = lint([folder / "rules"], [folder / "cases"], shipped=False)
    assert [f.name for f in findings if f.name == "shared-fingerprint"] == ["shared-fingerprint"] * found


def test_a_layout_that_the_time_of_the_crawl_tells_is_no_rival(write: Write) -> None:
    layout = "source: post\nhosts: [post.example]\nlayout: '{year}'\nvalid: {year}\nfingerprints: [Read more *]\n"
    folder = write(
        rules__new_yaml=layout.format(year=2012), rules__old_yaml=layout.format(year=2005),
        cases__one_txt="The ferry is late.\nRead more here\n", cases__one_expected_json=CASE,
        cases__two_txt="The ferry is late.\nRead more here\n",
        cases__two_expected_json=CASE.replace('"given": {', '"given": {"crawled": "2005-05-05", '),
    )  # fmt: skip
    assert lint([folder / "rules"], [folder / "cases"], shipped=False) == ()


# What is looked at

RSS = "rules:\n  - drop: share\n    line: RSS\n    hits: [RSS]\n"


def test_a_single_file_lies_over_the_shipped_rules_alone(write: Write) -> None:
    folder = write(
        mine__post_yaml="source: post\nextends: [lang/en]\noff: [en-share-bar]\n" + RSS,
        mine__other_yaml="rules: [\n",
    )
    (finding,) = lint(paths=[folder / "mine" / "post.yaml"])
    assert (finding.name, finding.path) == ("short-literal", str(folder / "mine" / "post.yaml"))


def test_a_single_file_does_not_see_the_files_beside_it(write: Write) -> None:
    folder = write(mine__post_yaml="source: post\nextends: [family]\n", mine__family_yaml="language: en\n")
    file = folder / "mine" / "post.yaml"
    (finding,) = lint(paths=[file])
    assert (finding.name, finding.path, finding.what) == ("unknown-word", str(file), "no rule set `family`")
    assert lint([folder / "mine"], paths=[file]) == ()


def test_a_file_of_a_folder_of_rules_is_looked_at_alone(write: Write) -> None:
    folder = write(a_yaml=RSS, sub__b_yaml=RSS)
    assert told(lint([folder], paths=[folder / "sub" / "b.yaml"])) == [("short-literal", "b.yaml", 3)]
    assert told(lint([folder], paths=[folder / "sub"])) == [("short-literal", "b.yaml", 3)]
    assert told(lint([folder])) == [("short-literal", "a.yaml", 3), ("short-literal", "b.yaml", 3)]


def test_mistakes_elsewhere_are_told_as_nothing_loads_with_them(write: Write) -> None:
    folder = write(a_yaml=RSS, b_yaml="rules:\n  - drop: shares\n    line: Share it\n")
    assert told(lint([folder], paths=[folder / "a.yaml"])) == [
        ("short-literal", "a.yaml", 3),
        ("unknown-word", "b.yaml", 2),
    ]


def test_a_set_that_replaces_a_shipped_one_is_looked_at_in_its_place(write: Write) -> None:
    folder = write(naharnet_yaml="source: naharnet\nextends: [shipped/naharnet]\n" + RSS)
    assert told(lint([folder])) == [("short-literal", "naharnet.yaml", 5)]
    shipped = ROOT / "rules" / "naharnet.yaml"
    assert {finding.accepted != "" for finding in lint([folder], paths=[shipped])} <= {True}


@pytest.mark.parametrize(
    ("path", "text"),
    [("nowhere", "no such file or folder; name a rule file, or a folder that holds some"),
     ("notes.txt", "no rule file: its name does not end in `.yaml`; rename it")],
)  # fmt: skip
def test_a_path_that_is_none(write: Write, path: str, text: str) -> None:
    place = write(notes_txt="") / path
    with pytest.raises(InputError) as caught:
        lint(paths=[place])
    assert str(caught.value) == f"{place}: {text}"


def test_the_shipped_rules_have_no_finding_that_is_not_accepted() -> None:
    findings = lint(cases=[ROOT / "fixtures"])
    assert [str(finding) for finding in findings if not finding.accepted] == []
    assert {finding.severity for finding in findings} <= {"warning"}
