"""The documents say what is so: their rules, examples, options and lists are tried here.

In the documents, a fenced block of `yaml` is a rule file or a list of rules; a `text document` below it is cleaned by
these rules, and `text labels` and `json article` say what comes out. `yaml mistake` has its `text messages`.
"""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from click.testing import CliRunner

import cleaner
from cleaner.authoring.examples import is_hit
from cleaner.cleaning import Cleaned
from cleaner.cli import main
from cleaner.engine.program import Program
from cleaner.rulebook import clauses, files

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = ("text document", "text labels", "json article", "text messages")
NAME = re.compile(r"\A# (?P<name>[\w./-]+)\.yaml$", re.MULTILINE)


class Example(NamedTuple):
    """A fenced block of rules or Python with the blocks that follow and belong to it, as kind and text."""

    place: str
    kind: str
    text: str
    parts: list[tuple[str, str]]


EXAMPLES: list[Example] = []
for document in DOCUMENTS:
    page = document.read_text("utf-8")
    for match in FENCE.finditer(page):
        if match["kind"] in PARTS:
            EXAMPLES[-1].parts.append((match["kind"], match["text"]))
        else:
            place = f"{document.name}:{page.count(chr(10), 0, match.start()) + 1}"
            EXAMPLES.append(Example(place, match["kind"], match["text"], []))


def _of(kind: str) -> list[object]:
    chosen: list[object] = [pytest.param(example, id=example.place) for example in EXAMPLES if example.kind == kind]
    assert chosen, f"no document has a block of {kind}"
    return chosen


def _written(folder: Path, text: str) -> str:
    """Write rules as a file of an own folder, and give its name; a list of rules becomes one of a source `example`."""
    name = named["name"] if (named := NAME.match(text)) else "example"
    whole = f"source: {name}\nlanguage: en\nrules:\n{text}" if text.startswith("- ") else text
    (folder / f"{name}.yaml").write_text(whole, "utf-8")
    return name


def _rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _labels(cleaned: Cleaned) -> list[str]:
    owners = [f"{c.label} {c.rule.rule.id}" if c else "body -" for c in cleaned.labelling.owners]
    return [f"{owner} {' '.join(text.split())}" for owner, text in zip(owners, cleaned.document.texts, strict=True)]


@pytest.mark.parametrize("example", _of("yaml"))
def test_rules_do_what_the_document_says(example: Example, tmp_path: Path) -> None:
    name = _written(tmp_path, example.text)
    work = cleaner.Cleaner(tmp_path)
    program = Program(work.book.effective(name))
    for rule in (rule for rule in program.rules if rule.origin == name):
        language = rule.rule.conditions.language or program.effective.language
        assert [hit for hit in rule.rule.hits if not is_hit(rule, hit, language)] == []
        assert [spare for spare in rule.rule.spares if is_hit(rule, spare, language)] == []
    cleaned: Cleaned | None = None
    for kind, text in example.parts:
        if kind == "text document":
            cleaned = work.examine(text, source=name)
            continue
        assert cleaned is not None, "a result without its document"
        if kind == "text labels":
            assert _labels(cleaned) == _rows(text)
        else:
            expected = json.loads(text)
            got = json.loads(msgspec.json.encode(cleaned.article))
            assert {key: got[key] for key in expected} == expected


@pytest.mark.parametrize("example", _of("yaml mistake"))
def test_mistakes_have_the_messages_shown(example: Example, tmp_path: Path) -> None:
    _written(tmp_path, example.text)
    with pytest.raises(cleaner.RuleBookError) as caught:
        cleaner.load_rules([tmp_path])
    messages = [": ".join(filter(None, [e.where, e.what])) + f"; {e.fix}" for e in caught.value.errors]
    assert messages == example.parts[0][1].splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_python_runs_as_shown(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "\n".join(e.text for e in EXAMPLES if e.kind == "python" and e.place.startswith(f"{path.name}:"))
    test = doctest.DocTestParser().get_doctest(code, {}, path.name, str(path), 0)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test, out=report.append)
    assert not report, "".join(report)


def test_readme_shows_what_explain_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story, shown = (next(e.text for e in EXAMPLES if e.kind == kind) for kind in ("text story.txt", "text explain"))
    (tmp_path / "story.txt").write_text(story, "utf-8")
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(main, ["explain", "story.txt"]).output
    assert _masked(printed) == _masked(shown)


def _masked(text: str) -> list[str]:
    """Lines without what each edit of a rule file moves: line numbers and hashes."""
    return _rows(re.sub(r"(?<=\.yaml:)\d+|(?<=@)[0-9a-f]{8}", "N", text))


@pytest.mark.parametrize("command", ["run", "explain"])
def test_every_option_is_described(command: str) -> None:
    options = set(re.findall(r"--[a-z-]+", CliRunner().invoke(main, [command, "--help"]).output))
    assert options, "the help lists no options"
    assert sorted(options - set(re.findall(r"--[a-z-]+", (ROOT / "docs/command.md").read_text("utf-8")))) == []


def test_every_warning_is_described() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "cleaner").rglob("*.py"))
    codes = set(re.findall(r"ArticleWarning\(\s*\"([a-z-]+)\"", sources))
    assert codes, "no code of a warning was found"
    assert sorted(code for code in codes if f"`{code}`" not in (ROOT / "docs/article.md").read_text("utf-8")) == []


def test_every_key_and_field_is_described() -> None:
    rules, article = ((ROOT / "docs" / name).read_text("utf-8") for name in ("rules.md", "article.md"))
    keys = {*clauses.KEYS, *files.KEYS, "re", "max_prose", "min_words", "<top>", "<end>"}
    assert sorted(key for key in keys if not re.search(rf"[`{{]{re.escape(key)}[`:]", rules)) == []
    assert sorted(n for n in cleaner.Article.__struct_fields__ if f"`{n}`" not in article) == []
