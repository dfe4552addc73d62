"""`clean rules test`: what a rule writer reads when an example or a case fails, and what --accept writes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]
Story = Callable[[int], str]

BODY = [
    "The old mill above Torvik opened its doors as a school of bread on Monday, and 1 people came to see the ovens.",
    '"We asked for nothing but good flour," the miller said, while the neighbours hung paper flags from the balcony.',
]
EXPECTED: dict[str, Any] = {
    "title": "The mill of Torvik opens as a school of bread, number 1",
    "body": BODY,
    "comments": [
        {
            "author": "Hanna",
            "published": "2012-01-12T10:11",
            "number": None,
            "text": "I was there, and it smelled well.",
        }
    ],
}
READ_MORE = "Read more at the Village Post of Torvik"
FINE = "1 case; 5 examples: all as expected\n"


@pytest.fixture
def case(folder: Path, story: Story) -> Callable[..., Path]:
    """Write a case, which comes out as expected unless other fields are given; its expected file."""

    def write(name: str = "mill", text: str = "", **fields: Any) -> Path:
        path = folder / "fixtures" / f"{name}.expected.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix("").with_suffix(".txt").write_text(text or story(1), "utf-8")
        path.write_text(json.dumps(EXPECTED | fields, indent=1) + "\n", "utf-8")
        return path

    return write


def change(rules: Path, old: str, new: str) -> None:
    text = rules.read_text("utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def rules(folder: Path) -> Path:
    return folder / "rules" / "village.yaml"


def test_all_is_well(clean: Clean, case: Callable[..., Path]) -> None:
    case()
    ran = clean("rules", "test")
    assert (ran.code, ran.out.decode(), ran.err) == (0, FINE, "")


def test_examples_that_fail(clean: Clean, rules: Path) -> None:
    change(rules, "hits: [Advertisement]", "hits: [Advert, Advertisement]\n    spares: [Advertisements]")
    ran = clean("rules", "test")
    assert ran.code == 1
    assert ran.out.decode() == (
        "rules/village.yaml:8: advertisement, hits: `Advert` does not match, by its `line`\n"
        "rules/village.yaml:8: advertisement, spares: `Advertisements` matches\n"
        "0 cases; 7 examples, 2 fail\n"
    )
    assert ran.err == "no cases: there is no folder `fixtures` here, and none is named\n"


@pytest.mark.parametrize(
    ("condition", "example", "part"),
    [
        ("not: '*ment'", "Advertisement", "not"),
        ("words: 2..", "Advertisement", "words"),
        ("script: Arabic", "Advertisement", "script"),
        ("prev: Above", '"Below\\n>> Advertisement"', "prev"),
        ("next: Below", '"Advertisement\\nAbove"', "next"),
        ("{re: '(?:a|aa)+b'}", "aaa", "line"),
    ],
    ids=["not", "words", "script", "prev", "next", "line"],
)
def test_an_example_names_the_part_that_fails(
    clean: Clean, rules: Path, condition: str, example: str, part: str
) -> None:
    old = "line: 'Advertisement*'\n    hits: [Advertisement]"
    line = f"line: {condition}" if part == "line" else f"line: 'Advertisement*'\n    {condition}"
    change(rules, old, f"{line}\n    hits: [{example}]")
    said = clean("rules", "test").out.decode().splitlines()[0]
    assert said.startswith("rules/village.yaml:8: advertisement, hits: `")
    count = ": it has 1 word, wants 2.." if part == "words" else ""
    assert said.endswith(f"` does not match, by its `{part}`{count}")


def test_an_expression_that_takes_too_long(clean: Clean, rules: Path) -> None:
    change(rules, "hits: [ha ha!]", f"hits: ['{'ha' * 40}']")
    assert clean("rules", "test").out.decode().splitlines()[0].endswith("` takes an expression too long")


def test_a_case_that_fails(clean: Clean, case: Callable[..., Path], rules: Path) -> None:
    case()
    change(rules, "from: 'Comments {:int}'", "from: 'Comments {:int}'\n    next: Nobody")
    change(rules, "hits: [Comments 2]", 'hits: ["Comments 2\\nNobody"]')
    change(rules, "line: 'Advertisement*'", "line: 'Advertisement*'\n    at: 1")
    change(rules, "'Headline: {title}'", "'Headline: {subtitle}'")
    ran = clean("rules", "test")
    assert ran.code == 1
    assert (
        ran.out.decode()
        == f"""\
fixtures/mill.txt: title, body, comments differ
  title
    - "The mill of Torvik opens as a school of bread, number 1"
        block 1 is title by `title` (rules/village.yaml:23)
    + null
  body
    + Advertisement
        block 2 is body: no rule claimed it
        `advertisement` (rules/village.yaml:8) matches it, but for its `at`
      {BODY[0][:99]}…
      {BODY[1][:99]}…
    + Comments 1
        block 6 is body: no rule claimed it
        `comments` (rules/village.yaml:17) matches it, but for its `next`
    + Reader Hanna 12 January 2012, 10:11
    + I was there, and it smelled well.
        blocks 7 to 8 are body: no rule claimed it
  comments
    - {{"author":"Hanna","published":"2012-01-12T10:11","number":null,"text":"I was there, and it smelled …
        block 7 is body: no rule claimed it
        block 8 is body: no rule claimed it
1 case, 1 fails; 5 examples
"""
    )


def test_paragraphs_that_are_missing_changed_or_nowhere(clean: Clean, case: Callable[..., Path], rules: Path) -> None:
    case(body=[BODY[0].replace("old mill", "mill"), BODY[1], "The mill was built in 1840.", "Advertisement"])
    change(rules, "line: 'Advertisement*'", "line: ['Advertisement*', '\"We asked*']")
    assert (
        clean("rules", "test").out.decode()
        == f"""\
fixtures/mill.txt: body differs
  body
    - {BODY[0].replace("old mill", "mill")[:99]}…
    + {BODY[0][:99]}…
        block 3 is body: no rule claimed it
    - {BODY[1][:99]}…
        block 4 is ad by `advertisement` (rules/village.yaml:8)
    - The mill was built in 1840.
        no block of the document says this
    - Advertisement
        block 2 is ad by `advertisement` (rules/village.yaml:8)
1 case, 1 fails; 5 examples
"""
    )


def test_blocks_that_one_rule_took_are_told_of_once(clean: Clean, case: Callable[..., Path], rules: Path) -> None:
    menu = ["Home", "News", "Home", "Mills"]
    case(text="\n\n".join([*menu, *BODY, READ_MORE]), title=None, comments=[], body=[*menu, *BODY])
    change(rules, "rules:\n", "rules:\n  - drop: nav\n    line: [Home, News, Mills]\n    hits: [Home]\n")
    out = clean("rules", "test").out.decode()
    assert "    - Home\n    - News\n    - Home\n    - Mills\n        blocks 1 to 4 are nav by `nav` (" in out
    assert out.count("`nav`") == 1


def test_only_the_blocks_that_give_a_field_are_named(clean: Clean, case: Callable[..., Path], rules: Path) -> None:
    lines = ["News", "May 4, 2012", "By Hanna Lie", "Section: News", *BODY, READ_MORE]
    case(text="\n\n".join(lines), title=None, comments=[], section="Views", published="2012-05-05", body=BODY)
    extra = """rules:
  - {drop: nav, line: News, hits: [News]}
  - {move: published, line: '{published}', hits: ['May 4, 2012']}
  - {move: byline, line: 'By {authors}', hits: [By Hanna Lie]}
  - {move: section, line: 'Section: {section}', hits: ['Section: News']}
"""
    change(rules, "rules:\n", extra)
    out = clean("rules", "test").out.decode()
    assert set(re.findall(r"block \d+ is (\w+)", out)) == {"published", "section"}


def test_what_a_new_case_loses_is_shown(clean: Clean, folder: Path, rules: Path) -> None:
    links = [f"Link {word}" for word in ("one", "two", "three", "four", "five", "six")]
    (folder / "new.txt").write_text("\n\n".join([*BODY, READ_MORE, "Links", *links, "We sing.", "Link seven"]), "utf-8")
    change(rules, "rules:\n", "rules:\n  - drop: related\n    from: Links\n    to: <end>\n    hits: [Links]\n")
    out = clean("rules", "test", "--accept", "new.txt").out.decode()
    place = next(number for number, line in enumerate(rules.read_text("utf-8").splitlines(), 1) if "related" in line)
    removed = f"""\
  removed: 9 related, 1 promo
    - Read more at the Village Post of Torvik
        block 3 is promo by `read-more` (rules/village.yaml:{place + 8})
    - Links
    - Link one
      … 5 more
    - We sing.
    - Link seven
        blocks 4 to 12 are related by `related` (rules/village.yaml:{place})
  written to new.expected.json
"""
    assert removed in out


def test_documents_without_expected_file(clean: Clean, case: Callable[..., Path], folder: Path, story: Story) -> None:
    case()
    case("known-failures/wrong", title="The school of bread opens")
    for name in ("one", "two", "known-failures/new", "inbox/other"):
        (folder / "fixtures" / name).parent.mkdir(exist_ok=True)
        (folder / "fixtures" / f"{name}.txt").write_text(story(1), "utf-8")
    ran = clean("rules", "test")
    assert ran.code == 0
    assert ran.err == "2 documents without expected file: fixtures/one.txt, fixtures/two.txt; --accept writes them\n"
    assert clean("rules", "test", "--accept").out.decode().endswith("; 2 expected files written\n")
    ran = clean("rules", "test")
    assert (ran.err, ran.out.decode()) == ("", "3 cases; 1 known failure; 5 examples: all as expected\n")


def test_a_folder_without_cases(clean: Clean, folder: Path, story: Story) -> None:
    (folder / "pages").mkdir()
    (folder / "pages" / "one.txt").write_text(story(1), "utf-8")
    ran = clean("rules", "test", "pages")
    assert (ran.code, ran.err) == (0, "1 document without expected file: pages/one.txt; --accept writes it\n")


def test_what_a_guard_refused(clean: Clean, case: Callable[..., Path], rules: Path) -> None:
    case(warnings=[], body=[])
    change(rules, "line: 'Advertisement*'", "line: '*'")
    change(rules, "extends: [base]", "extends: [base]\nguards: {max_prose: 40%}")
    out = clean("rules", "test").out.decode()
    assert "`advertisement` (rules/village.yaml:9) was refused: nothing would be left of the body" in out
    assert '    + "guard-refused"\n        `advertisement` in block 1: nothing would be left of the body\n' in out


def test_another_source_than_expected(clean: Clean, case: Callable[..., Path]) -> None:
    case(
        text="A mill opened.\n\nIt grinds.",
        source="village",
        title=None,
        comments=[],
        body=["A mill opened.", "It grinds."],
    )
    assert clean("rules", "test").out.decode().splitlines()[:6] == [
        "fixtures/mill.txt: source differs",
        "  source",
        '    - "village"',
        "        lang/en-unknown ran: no source was found",
        "    + null",
        "1 case, 1 fails; 5 examples",
    ]


def test_a_document_that_cannot_be_cleaned(clean: Clean, case: Callable[..., Path], story: Story) -> None:
    case(text=f"{'ha' * 400}\n\n{story(1)}")
    ran = clean("rules", "test")
    assert ran.code == 1
    assert ran.out.decode().startswith(
        "fixtures/mill.txt: failed: the expression of `laughter` (rules/village.yaml:24) took too long: (?:ha|ha ?)+[!?]\n"
    )


def test_known_failures_must_fail(clean: Clean, case: Callable[..., Path]) -> None:
    case("known-failures/wrong", title="The school of bread opens")
    assert clean("rules", "test").out.decode() == "0 cases; 1 known failure; 5 examples: all as expected\n"
    case("known-failures/right")
    ran = clean("rules", "test")
    assert ran.code == 1
    assert ran.out.decode() == (
        "fixtures/known-failures/right.txt: comes out right now; move it out of the known failures\n"
        "0 cases; 2 known failures, 1 comes out right; 5 examples\n"
    )


def test_a_case_that_expects_nothing_passes_never(clean: Clean, case: Callable[..., Path]) -> None:
    case().write_text('{"given": {"source": "village"}}', "utf-8")
    ran = clean("rules", "test")
    assert ran.code == 1
    assert ran.out.decode().splitlines()[0] == (
        "fixtures/mill.txt: it expects nothing; write fields into its expected file, or let --accept do it"
    )


@pytest.mark.parametrize("named", ["fixtures/mill", "fixtures/mill.txt", "fixtures/mill.expected.json"])
def test_one_case(clean: Clean, case: Callable[..., Path], named: str) -> None:
    case()
    case("other", title="Something else")
    assert clean("rules", "test", named).out.decode() == FINE
    assert clean("rules", "test", named, "fixtures/mill").out.decode() == FINE
    assert clean("rules", "test", named, "fixtures").out.decode().endswith("2 cases, 1 fails; 5 examples\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"titel": null}', "unknown field `titel`; did you mean `title`?"),
        ('{"given": {"link": "x"}, "title": null}', "given: unknown field `link`; one of url, source, crawled"),
        ('{"given": ["x"]}', '`given` is no mapping of strings; write {"url": "https://..."}'),
        ("[]", "no JSON object: Expected `object`, got `array`; mend it"),
    ],
    ids=["field", "given", "given-list", "list"],
)
def test_a_broken_expected_file(clean: Clean, case: Callable[..., Path], text: str, message: str) -> None:
    case().write_text(text, "utf-8")
    ran = clean("rules", "test")
    assert (ran.code, ran.err) == (2, f"clean: fixtures/mill.expected.json: {message}\n")


def test_what_is_no_case(clean: Clean, case: Callable[..., Path]) -> None:
    case().unlink()
    assert clean("rules", "test", "fixtures/mill.txt").err == (
        "clean: fixtures/mill.txt: a document without mill.expected.json beside it; write it, or let --accept write it\n"
    )
    ran = clean("rules", "test", "rules/village.yaml")
    assert ran.code == 2
    assert ran.err == (
        "clean: rules/village.yaml: neither a folder nor a case; name a folder, or a document that expected.json stands"
        " beside\n"
    )


def test_a_case_without_its_document(clean: Clean, case: Callable[..., Path]) -> None:
    case().with_suffix("").with_suffix(".txt").unlink()
    assert clean("rules", "test").err == (
        "clean: fixtures/mill.expected.json: a case without its document; put mill.txt or mill.html beside it\n"
    )


def test_accepting_writes_the_fields_that_differ(clean: Clean, case: Callable[..., Path]) -> None:
    path = case(body=["Nothing yet."], given={"url": "https://village.example/1"}, title="No")
    path.write_text(path.read_text("utf-8").replace("\n ", "\n  "), "utf-8")
    ran = clean("rules", "test", "--accept")
    assert ran.code == 0
    assert ran.out.decode().splitlines()[0] == "fixtures/mill.txt: title, body differ"
    assert ran.out.decode().splitlines()[-2:] == [
        "  written to fixtures/mill.expected.json",
        "1 case; 5 examples: all as expected; 1 expected file written",
    ]
    text = path.read_text("utf-8")
    assert json.loads(text) == EXPECTED | {"given": {"url": "https://village.example/1"}}
    assert list(json.loads(text)) == [*EXPECTED, "given"]
    assert text.startswith('{\n  "title": "The mill')
    assert clean("rules", "test").out.decode() == FINE
    assert sorted(file.name for file in path.parent.iterdir()) == ["mill.expected.json", "mill.txt"]


def test_accepting_leaves_alone_what_is_fine(clean: Clean, case: Callable[..., Path]) -> None:
    path = case()
    path.write_text(json.dumps(EXPECTED), "utf-8")
    assert clean("rules", "test", "--accept").out.decode() == (
        "1 case; 5 examples: all as expected; 0 expected files written\n"
    )
    assert path.read_text("utf-8") == json.dumps(EXPECTED)


def test_accepting_a_new_document(clean: Clean, folder: Path, story: Story) -> None:
    (folder / "new.txt").write_text(story(1), "utf-8")
    ran = clean("rules", "test", "--accept", "new.txt")
    assert ran.code == 0
    assert (
        ran.out.decode()
        == f"""\
new.txt: a new case
  source
    + "village"
        village ran: found by fingerprints
  language
    + "en"
        village ran: found by fingerprints
  title
    + "The mill of Torvik opens as a school of bread, number 1"
        block 1 is title by `title` (rules/village.yaml:21)
  body
    + {BODY[0][:99]}…
    + {BODY[1][:99]}…
        blocks 3 to 4 are body: no rule claimed it
  comments
    + {{"author":"Hanna","published":"2012-01-12T10:11","number":null,"text":"I was there, and it smelled …
        block 7 is comments by `comments` (rules/village.yaml:16)
        block 8 is comments by `comments` (rules/village.yaml:16)
  removed: 1 ad, 1 promo
    - Advertisement
        block 2 is ad by `advertisement` (rules/village.yaml:8)
    - Read more at the Village Post of Torvik
        block 5 is promo by `read-more` (rules/village.yaml:12)
  written to new.expected.json
1 case; 5 examples: all as expected; 1 expected file written
"""
    )
    written = json.loads((folder / "new.expected.json").read_text("utf-8"))
    assert written.items() >= EXPECTED.items()
    assert written.keys().isdisjoint({"id", "url", "rules", "spans", "meta", "stats"})


def test_accepting_keeps_what_is_given(clean: Clean, case: Callable[..., Path]) -> None:
    path = case()
    path.write_text('{"given": {"source": "village"}}', "utf-8")
    assert clean("rules", "test", "--accept").code == 0
    written = json.loads(path.read_text("utf-8"))
    assert written["given"] == {"source": "village"}
    assert written["body"] == BODY


def test_what_is_never_accepted(clean: Clean, case: Callable[..., Path], story: Story) -> None:
    """A known failure holds what should come out; a document that fails has nothing that could be accepted."""
    known = case("known-failures/wrong", title="The school of bread opens")
    failing = case("slow", text=f"{'ha' * 400}\n\n{story(1)}", title="No")
    before = known.read_bytes(), failing.read_bytes()
    ran = clean("rules", "test", "--accept")
    assert ran.code == 1
    assert ran.out.decode().splitlines()[-1] == "1 case, 1 fails; 1 known failure; 5 examples; 0 expected files written"
    assert (known.read_bytes(), failing.read_bytes()) == before


@pytest.mark.parametrize("options", [("--accept", "--watch"), ("--mutate", "--watch"), ("--accept", "--mutate")])
def test_options_that_do_not_go_together(clean: Clean, options: tuple[str, str]) -> None:
    ran = clean("rules", "test", *options)
    assert ran.code == 2
    assert "--accept, --mutate and --watch do not go together; give one of them" in ran.err


def test_broken_rules(clean: Clean, rules: Path) -> None:
    change(rules, "drop: ad", "drop: advert")
    ran = clean("rules", "test")
    assert (ran.code, ran.out) == (2, b"")
    assert "rules/village.yaml:8:11: rule 1 (advertisement), drop: unknown `advert`; " in ran.err
