"""The tools of rule writers on many sources: lint and test of 500 generated rule sets with ten rules and two cases each.

The time is that of this process on one core, without anything kept from a former run.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed import SYLLABLES
from cleaner.authoring.cases import cases_of
from cleaner.authoring.lint.findings import ERROR, KINDS
from cleaner.authoring.lint.linting import lint
from cleaner.authoring.testing import judge, own_sets, report_on, rules_alone
from cleaner.rulebook.book import load_rules

SETS = 500
MAX_SECONDS = 20.0

_RULES = """\
source: made-{number}
hosts: [made-{number}.example]
extends: [news, lang/en]
language: en
fingerprints:
  - 'More {w[0]} {w[1]} stories*'
  - 'Copyright © {{:int}} {w[2]} {w[3]}'
rules:
  - drop: nav
    id: menu
    why: the sections above the headline
    line: ['{w[4]} {w[5]}*', '{w[6]} {w[7]}']
    at: ..6
    hits: ['{w[4]} {w[5]} today', '{w[6]} {w[7]}']
    spares: [The {w[4]} was closed.]
  - move: title
    at: 1
    words: 3..25
    not: ['*.', '*."']
    hits: ['Ferry of {w[8]} runs aground']
    spares: ['The ferry of {w[8]} ran aground.']
  - move: byline
    line: 'By {{authors}}, {w[9]} {w[10]}'
    at: ..4
    hits: ['By Jane Hale, {w[9]} {w[10]}']
    spares: ['By the sea, {w[9]} {w[10]}']
  - move: published
    line: ['{w[11]} {{published}}', 'Posted {{published:%d/%m/%Y}}']
    at: ..4
    hits: ['{w[11]} 4 May 2012', Posted 03/04/2023]
    spares: [Posted on Monday]
  - move: caption
    line: '{{text}} ({w[12]}: {{credit}})'
    words: ..40
    hits: ['The old pier ({w[12]}: Omar Reed)']
    spares: ['The old pier was closed.']
  - drop: ad
    id: between
    line: '{w[13]} {w[14]} sponsors*'
    prev: '*.'
    hits: ["The pier is open.\\n>> {w[13]} {w[14]} sponsors"]
    spares: ["The pier\\n>> {w[13]} {w[14]} sponsors"]
  - drop: related
    from: 'More from {w[15]}'
    until: ['Comments {{:int}}', 'More {w[0]} {w[1]} stories*', <end>]
    hits: ['More from {w[15]}']
    spares: ['More from {w[15]} was read out.']
  - move: comments
    from: 'Comments {{:int}}'
    next: '{w[16]} *'
    until: ['More {w[0]} {w[1]} stories*', <end>]
    each: '{w[16]} {{author}} {{published}}'
    hits: ["Comments 2\\n{w[16]} gull 4 May 2012"]
    spares: ["Comments 2\\nThe wall had two of them."]
  - drop: related
    id: stories
    from: 'More {w[0]} {w[1]} stories*'
    until: ['Copyright © {{:int}} {w[2]} {w[3]}', <end>]
    hits: ['More {w[0]} {w[1]} stories today']
    spares: ['He read more {w[0]} {w[1]} stories.']
  - drop: legal
    id: foot
    from: 'Copyright © {{:int}} {w[2]} {w[3]}'
    to: <end>
    hits: ['Copyright © 2012 {w[2]} {w[3]}']
    spares: ['Copyright is old.']
"""

_BODY = (
    "A ferry with {n} people on board ran aground near the harbour of {w[8]} in thick fog on Monday morning.",
    "Nobody was hurt, and all passengers were taken off in lifeboats before the tide turned, the harbour board said.",
    '"We have asked for a new buoy for nine years, and nobody has answered," said its head, {w[17]} {w[18]}.',
)
_PAGE = """\
{w[6]} {w[7]}
{w[4]} {w[5]} today
Ferry of {w[8]} runs aground
By Jane Hale, {w[9]} {w[10]}
{w[11]} 4 May 2012
Share this page
The ferry at noon ({w[12]}: Omar Reed)
{body[0]}
{w[13]} {w[14]} sponsors
{body[1]}
{body[2]}
More from {w[15]}
Harbour reopens
Comments 1
{w[16]} gull 5 May 2012
At last!
More {w[0]} {w[1]} stories
Island votes on a bridge
Copyright © 2012 {w[2]} {w[3]}
About us
"""
_DUMP = """\
Ferry of {w[8]} runs aground
{body[0]}
{body[1]}
{body[2]}
More {w[0]} {w[1]} stories
"""


def generated(rules: Path, cases: Path, count: int = SETS, seed: int = 23) -> None:
    """Write rule files of invented sources into one folder, and two cases of each into another."""
    chance = random.Random(seed)
    for number in range(count):
        words = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(19)]
        (rules / f"made-{number}.yaml").write_text(_RULES.format(number=number, w=words), "utf-8")
        body = [text.format(n=chance.randrange(50, 500), w=words) for text in _BODY]
        folder = cases / f"made-{number}"
        folder.mkdir()
        expected: dict[str, Any] = {
            "source": f"made-{number}",
            "title": f"Ferry of {words[8]} runs aground",
            "body": body,
        }
        _write_case(folder / "dump", _DUMP.format(w=words, body=body), expected)
        comment = {"author": "gull", "published": "2012-05-05", "number": None, "text": "At last!"}
        expected |= {"authors": ["Jane Hale"], "published": "2012-05-04", "comments": [comment], "warnings": []}
        _write_case(folder / "page", _PAGE.format(w=words, body=body), expected)


def _write_case(path: Path, text: str, expected: dict[str, Any]) -> None:
    path.with_suffix(".txt").write_text(text, "utf-8")
    path.with_suffix(".expected.json").write_text(json.dumps(expected), "utf-8")


def run_tests(rules: Path, cases: Path) -> None:
    """What `clean rules test` does."""
    book = load_rules([rules])
    report = report_on(book, own_sets(book, [rules]), judge(cases_of([cases]), rules_alone(book)))
    if report.fails:
        raise ValueError(f"generated rules fail: {report.examples[:1] or report.problems[0].problem}")


def run_lint(rules: Path, cases: Path) -> None:
    """What `clean rules lint` does."""
    errors = [finding for finding in lint([rules], [cases]) if KINDS[finding.name] == ERROR]
    if errors:
        raise ValueError(f"generated rules have errors: {errors[0]}")


def _seconds(work: Callable[[Path, Path], None], rules: Path, cases: Path) -> float:
    start = time.process_time()  # of this process alone: machines are busy
    work(rules, cases)
    return time.process_time() - start


def main() -> int:
    """Print the seconds; 1 where they are over the bar."""
    with tempfile.TemporaryDirectory() as folder:
        rules, cases = Path(folder, "rules"), Path(folder, "cases")
        rules.mkdir()
        cases.mkdir()
        generated(rules, cases)
        testing, linting = _seconds(run_tests, rules, cases), _seconds(run_lint, rules, cases)
    print(f"test of {SETS} sets             {testing:5.1f} s")
    print(f"lint of {SETS} sets             {linting:5.1f} s")
    print(f"both                         {testing + linting:5.1f} s  (bar {MAX_SECONDS:.0f})")
    return int(testing + linting > MAX_SECONDS)
