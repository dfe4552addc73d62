"""`clean rules show`: the rules that run for a source, as a rule file that does the same, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cleaner.authoring.as_yaml import rule_lines, rule_value
from cleaner.authoring.effective import examine
from cleaner.authoring.effective_forms import rule_file_lines
from cleaner.authoring.inheritance import tree_lines
from cleaner.cli import main
from cleaner.rulebook.book import SHIPPED, load_rules
from cleaner.rulebook.files import read_text
from cleaner.rulebook.rules import Place, Rule

BOOK = load_rules()
NAMES = [name for name in BOOK.sets if not name.startswith(SHIPPED)]

POST = """\
source: post
name: 'The Post: daily'
extends: [common, lang/xx]
hosts: [post.example]
fingerprints:
  - The Post is printed on paper
  - {line: 'Page {:int} of the Post', at: -3..}
valid: ..2009
off: [weather]
guards: {max_prose: 40%}
rules:
  - drop: share
    why: "a bar: four letters"
    line: [Send, 'Print*']
    not: '*.'
    words: ..3
    hits: [Send, "Send\\n>> Print"]
  - move: comments
    from: 'Comments ({:int})'
    next: '#{:int} *'
    until: [Most read, <end>]
    each: '#{number} {author}'
"""
COMMON = """\
extends: [lang/xx]
rules:
  - drop: nav
    id: weather
    line: 'Weather: *'
  - cut: other
    piece: (opens new tab)
  - drop: share
    line: Share
"""
LANGUAGE = """\
language: en
rules:
  - drop: nav
    line: {re: 'Home|News'}
    at: ..2
  - cut: other
    piece: 'Read more: *'
"""
BASE = """\
rules:
  - drop: other
    id: bar
    line: '|'
    hits: ['|', "a\\tb\\x1b\\u2028c"]
"""
SHOWN = """\
# post@HASH, rules/post.yaml
# order: post, common, lang/xx, base
# 5 rules, 3 switched off or replaced
source: post
name: 'The Post: daily'
hosts: [post.example]
language: en  # from lang/xx
valid: ..2009
fingerprints: [The Post is printed on paper, {line: 'Page {:int} of the Post', at: -3..}]
min_fingerprints: 1
guards: {max_prose: 40%, min_words: 20}  # min_words: default
rest: body  # default
rules:
  - drop: share  # 1: rules/post.yaml:12
    why: 'a bar: four letters'
    line: [Send, Print*]
    not: '*.'
    words: ..3
    hits: [Send, "Send\\n>> Print"]
  - move: comments  # 2: rules/post.yaml:18
    from: 'Comments ({:int})'
    until: [Most read, <end>]
    next: '#{:int} *'
    each: '#{number} {author}'
  # off: weather, rules/common.yaml:3; by rules/post.yaml:9
  # replaced: share, rules/common.yaml:8; by rules/post.yaml:12
  - drop: nav  # 3: rules/lang/xx.yaml:3
    line: {re: 'Home|News'}
    at: ..2
  - drop: other  # 4: rules/base.yaml:2
    id: bar
    line: '|'
    hits: ['|', "a\\tb\\u001b\\u2028c"]
  - cut: other  # 5: rules/common.yaml:6
    piece: '(opens new tab)'
  # replaced: other, rules/lang/xx.yaml:6; by rules/common.yaml:6
"""


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in a folder with rules of a made-up source."""
    files = {"post": POST, "common": COMMON, "lang/xx": LANGUAGE, "base": BASE}
    for name, text in files.items():
        path = tmp_path / "rules" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["rules", "show", *arguments, "--rules", "rules"])


def _hash() -> str:
    return load_rules(["rules"]).effective("post").hash


def test_the_rules_of_a_source_in_their_order(show: Callable[..., Result]) -> None:
    ran = show("post")
    assert ran.exit_code == 0
    assert ran.output == SHOWN.replace("HASH", _hash())


def test_what_is_printed_does_the_same_without_inheritance(show: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "post.yaml").write_text(show("post").output, "utf-8")
    assert load_rules(["flat"], shipped=False).effective("post").hash == _hash()


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_set_printed_is_the_same_set(name: str, tmp_path: Path) -> None:
    (tmp_path / "flat.yaml").write_text("\n".join(map(str, rule_file_lines(examine(BOOK, BOOK.sets[name])))), "utf-8")
    flat, own = load_rules([tmp_path], shipped=False), BOOK.sets[name]
    assert flat.effective("flat").hash == BOOK.effective(name).hash
    printed = replace(flat.sets["flat"], rules=(), places=())
    assert (printed.fingerprints, printed.hosts, printed.valid) == (own.fingerprints, own.hosts, own.valid)
    assert (printed.source, printed.layout, printed.title) == (own.source, own.layout, own.title)


@pytest.mark.parametrize("name", NAMES)
def test_what_runs_is_what_the_engine_runs(name: str) -> None:
    shown = examine(BOOK, BOOK.sets[name])
    assert tuple((step.origin, step.rule) for step in shown.steps if step.gone is None) == shown.effective.rules


def _read(rule: Rule) -> Rule:
    text = "rules:\n" + "\n".join(rule_lines(rule_value(rule)))
    rule_set, mistakes, _ = read_text(text, "x.yaml", "x")
    assert rule_set is not None, (text, mistakes)
    return replace(rule_set.rules[0], place=rule.place)


@pytest.mark.parametrize("name", NAMES)
def test_each_shipped_rule_comes_back_from_its_yaml(name: str) -> None:
    rules = BOOK.sets[name].rules
    assert [_read(rule) for rule in rules] == list(rules)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip()))


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_comes_back_from_its_yaml(why: str, hits: list[str]) -> None:
    place = Place("x.yaml", 2, 5)
    plain = read_text("rules: [{drop: nav, line: Home}]", "x.yaml", "x")[0]
    assert plain is not None
    rule = replace(plain.rules[0], why=why, hits=tuple(hits), place=place)
    assert _read(rule) == rule


def test_one_line_a_rule(show: Callable[..., Result]) -> None:
    assert show("post", "--brief").output == BRIEF.replace("HASH", _hash())


BRIEF = """\
post@HASH
   1  drop share     share     rules/post.yaml:12
   2  move comments  comments  rules/post.yaml:18
   -  drop nav       weather   rules/common.yaml:3  off by rules/post.yaml:9
   -  drop share     share     rules/common.yaml:8  replaced by rules/post.yaml:12
   3  drop nav       nav       rules/lang/xx.yaml:3
   4  drop other     bar       rules/base.yaml:2
   5  cut other      other     rules/common.yaml:6
   -  cut other      other     rules/lang/xx.yaml:6  replaced by rules/common.yaml:6
"""


def test_the_same_as_data(show: Callable[..., Result]) -> None:
    data = json.loads(show("post", "--format", "json").output)
    assert data["rule_set"] == "post"
    assert data["name"] == "The Post: daily"
    assert data["hash"] == _hash()
    assert data["order"] == ["post", "common", "lang/xx", "base"]
    assert data["guards"] == {"max_prose": 0.4, "min_words": 20}
    assert data["rules"][2] == {
        "id": "nav",
        "from": "lang/xx",
        "place": "rules/lang/xx.yaml:3",
        "rule": {"drop": "nav", "line": {"re": "Home|News"}, "at": "..2"},
    }
    assert [(gone["id"], gone["from"], gone["how"], gone["by"]) for gone in data["gone"]] == [
        ("weather", "common", "off", "rules/post.yaml:9"),
        ("share", "common", "replaced", "rules/post.yaml:12"),
        ("other", "lang/xx", "replaced", "rules/common.yaml:6"),
    ]


# Names


@pytest.mark.parametrize("name", ["post.example", "www.post.example", "https://www.post.example/news/1"])
def test_a_host_stands_for_its_source(show: Callable[..., Result], name: str) -> None:
    assert show(name).output == show("post").output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pots", "clean: pots: no rule set, source or host is called so; did you mean `post`?\n"),
        ("lang/xy", "clean: lang/xy: no rule set, source or host is called so; did you mean `lang/xx`?\n"),
        (
            "post.exampel",
            "clean: post.exampel: no rule set, source or host is called so; did you mean `post.example`?\n",
        ),
    ],
)
def test_an_unknown_name(show: Callable[..., Result], name: str, said: str) -> None:
    ran = show(name)
    assert (ran.exit_code, ran.stderr) == (2, said)


def test_a_name_like_no_other(show: Callable[..., Result]) -> None:
    assert show("qqqq").stderr.startswith(
        "clean: qqqq: no rule set, source or host is called so; the sources are aftonbladet, "
    )


LAYOUTS = """\
# layouts of weekly; a document gets the one with most of its fingerprints
#   weekly       where no other fits
#   weekly.1999  ..2003  2 fingerprints, 2 needed
#   weekly.2004  1 fingerprint, 1 needed
"""


def _weekly() -> None:
    head = "source: weekly\nhosts: [weekly.example]\n"
    folder = Path("rules")
    folder.joinpath("weekly.yaml").write_text(head, "utf-8")
    old = "layout: '1999'\nvalid: ..2003\nmin_fingerprints: 2\nfingerprints: [An old page, A very old page]\n"
    folder.joinpath("weekly.1999.yaml").write_text(head + old, "utf-8")
    folder.joinpath("weekly.2004.yaml").write_text(head + "layout: '2004'\nfingerprints: [A newer page]\n", "utf-8")


@pytest.mark.parametrize("name", ["weekly", "weekly.example", "weekly.1999"])
def test_a_source_with_layouts_lists_them_first(show: Callable[..., Result], name: str) -> None:
    _weekly()
    own = name if name != "weekly.example" else "weekly"
    assert show(name).output.startswith(f"{LAYOUTS}# {own}@")


def test_a_source_of_layouts_alone_has_no_rules_of_its_own(show: Callable[..., Result]) -> None:
    _weekly()
    Path("rules/weekly.yaml").unlink()
    assert show("weekly").output == LAYOUTS.replace("#   weekly       where no other fits\n", "")
    assert json.loads(show("weekly", "--format", "json").output)["rule_set"] is None
    ran = show("weekly", "--graph")
    assert (ran.exit_code, ran.stderr) == (
        2,
        "clean: weekly: has several layouts; name one of weekly.1999, weekly.2004\n",
    )


# The graph


def test_the_tree_of_inheritance_has_the_order_of_the_run(show: Callable[..., Result]) -> None:
    assert show("post", "--graph").output == (
        "  1  post         2 rules, 1 off  rules/post.yaml\n"
        "  2    common     3 rules  rules/common.yaml\n"
        "  3      lang/xx  2 rules  rules/lang/xx.yaml\n"
        "       lang/xx    runs once, as number 3\n"
        "  4    base       1 rule  rules/base.yaml\n"
    )


def test_base_runs_last_wherever_it_is_named(show: Callable[..., Result]) -> None:
    Path("rules/common.yaml").write_text("extends: [base, lang/xx]\n", "utf-8")
    Path("rules/post.yaml").write_text("source: post\nextends: [common]\n", "utf-8")
    assert show("post", "--graph").output == (
        "  1  post         0 rules  rules/post.yaml\n"
        "  2    common     0 rules  rules/common.yaml\n"
        "         base     runs once, as number 4\n"
        "  3      lang/xx  2 rules  rules/lang/xx.yaml\n"
        "  4    base       1 rule  rules/base.yaml\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_a_tree_are_the_order(name: str) -> None:
    shown = examine(BOOK, BOOK.sets[name])
    numbered = [line.split() for line in tree_lines(shown) if line[:3].strip()]
    order = [rule_set.name for rule_set in shown.order]
    assert sorted((int(words[0]), words[1]) for words in numbered) == list(enumerate(order, 1))


def test_the_graph_for_graphviz_and_mermaid(show: Callable[..., Result]) -> None:
    assert show("post", "--graph", "--format", "dot").output == dedent(
        """\
        digraph rules {
          node [shape=box]
          "post" [label="1. post"]
          "common" [label="2. common"]
          "lang/xx" [label="3. lang/xx"]
          "base" [label="4. base"]
          "post" -> "common"
          "post" -> "lang/xx"
          "common" -> "lang/xx"
          "post" -> "base"
        }
        """
    )
    assert show("post", "--graph", "--format", "mermaid").output == dedent(
        """\
        graph TD
          s1["1. post"]
          s2["2. common"]
          s3["3. lang/xx"]
          s4["4. base"]
          s1 --> s2
          s1 --> s3
          s2 --> s3
          s1 --> s4
        """
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "dot"), "dot draws a graph; add --graph"),
        (("--brief", "--graph"), "--brief is a form of the text; give it alone"),
    ],
)
def test_options_that_do_not_go_together(show: Callable[..., Result], options: tuple[str, ...], said: str) -> None:
    ran = show("post", *options)
    assert ran.exit_code == 2
    assert ran.stderr.endswith(f"Error: {said}\n")


def test_colours_are_for_terminals(show: Callable[..., Result]) -> None:
    assert "\x1b" not in show("post").output
    coloured = CliRunner().invoke(main, ["rules", "show", "post", "--rules", "rules"], color=True).output
    assert "\x1b[1m  - drop: share\x1b[0m\x1b[2m  # 1: rules/post.yaml:12\x1b[0m\n" in coloured
