"""The begin of a rule set: its file and its first case, written where nothing stands yet."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import regex

from cleaner.authoring.accepting import accept
from cleaner.authoring.cases import Case
from cleaner.authoring.observing import without_twins
from cleaner.authoring.schema import SCHEMA_FILE, schema_text
from cleaner.authoring.showing import visible
from cleaner.authoring.skeleton import Skeleton, identity_text, skeleton_text
from cleaner.authoring.testing import judge
from cleaner.cleaning import Cleaner
from cleaner.errors import DocumentError, InputError, OutputError
from cleaner.model import Document
from cleaner.reading.blocks import Mode
from cleaner.reading.decoding import repair
from cleaner.rulebook.book import RuleBook, load_rules
from cleaner.rulebook.files import read_text
from cleaner.writing.names import file_name

_NAME: Final = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*(?<!\.yaml)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be begun: a source, one of its layouts or none, and the folders of rules and of cases.

    The file goes into the last of `folders`, which are laid over the shipped rules.
    """

    source: str
    layout: str | None
    folders: Sequence[str]
    cases: str
    blocks: Mode = "auto"

    @property
    def name(self) -> str:
        """The rule set's name."""
        return f"{self.source}.{self.layout}" if self.layout else self.source

    @property
    def rule_file(self) -> Path:
        """The file of the rule set."""
        return Path(self.folders[-1], f"{self.name}.yaml")

    @property
    def schema_file(self) -> Path:
        """The schema that editors check it by."""
        return Path(self.folders[-1], SCHEMA_FILE)


def present_rules(plan: Plan) -> RuleBook:
    """The rules that there are. Raises `InputError` where the new set's name or file is taken."""
    for name in filter(None, (plan.source, plan.layout)):
        if not _NAME.fullmatch(name):
            raise InputError(visible(name), "is no name", "letters and digits, and `-`, `_` and `.` between them")
    _refuse_file(plan.rule_file)
    book = load_rules([folder for folder in plan.folders if Path(folder).is_dir()])
    twin = next((s for s in book.sources() if s.source == plan.source and s.layout == plan.layout), None)
    if (taken := book.sets.get(plan.name) or twin) is not None:
        fix = f"take another name, give a --layout, or write a file of your own that extends shipped/{taken.name}"
        raise InputError(plan.name, f"`{taken.name}` is a rule set already", fix)
    return book


def _refuse_file(path: Path) -> None:
    if path.exists():
        raise InputError(str(path), "is there already, and is never overwritten", "take another name, or move it away")


def begin(plan: Plan, skeleton: Skeleton, document: Document) -> Case:
    """Write the rule file, the schema where there is none, and the first case: what the rules make of a document.

    Raises `InputError` where a file of the case is there already, `OutputError` where one cannot be written, and
    `DocumentError` where the document cannot be cleaned.
    """
    case = _case(plan, document)
    given = case.given
    if finds_itself(plan, skeleton, document):  # so that it fails where these are broken
        given = {key: value for key, value in given.items() if key != "source"}
    for path in (case.path, case.expected_path):
        _refuse_file(path)
    _write(plan.rule_file, skeleton_text(skeleton))
    if not plan.schema_file.exists():
        _write(plan.schema_file, schema_text())
    _write(case.path, repair(document.text if document.text is not None else document.html or ""))
    verdict = next(judge([case], Cleaner(plan.folders, blocks=plan.blocks, score=False)))
    if verdict.error:
        raise DocumentError(str(case.path), verdict.error)
    accept(replace(verdict, case=replace(case, given=given)))
    return replace(case, given=given)


def finds_itself(plan: Plan, skeleton: Skeleton, document: Document) -> bool:
    """Whether the host of a document's URL, or the proposed fingerprints, lead to the new rule set."""
    rule_set, _, _ = read_text(identity_text(skeleton), str(plan.rule_file), plan.name)
    if rule_set is None:
        return False
    book = RuleBook({**skeleton.book.sets, plan.name: rule_set})
    nameless = msgspec.structs.replace(document, source=None)
    found = Cleaner(book, blocks=plan.blocks, score=False).examine(nameless).choice.rule_set
    return found is not None and found.name == plan.name


def _case(plan: Plan, document: Document) -> Case:
    stem = file_name(document.id or "document").rpartition("/")[2]
    folder = Path(plan.cases, plan.source, *filter(None, [plan.layout]))
    given = {"url": document.url, "source": plan.name, "crawled": document.crawled}
    return Case(
        name=stem,
        path=folder / f"{stem}{'.html' if document.text is None else '.txt'}",
        given={key: value for key, value in given.items() if value},
        expected={},
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(text.encode())
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from None


def told(plan: Plan, skeleton: Skeleton, case: Case) -> Iterator[str]:
    """What was written, what is to be known of the documents, and the next steps."""
    files = {
        plan.rule_file: "the rule set, with proposals",
        plan.schema_file: "what editors check it by",
        case.path: "its first case: the document",
        case.expected_path: "what must come out of it",
    }
    wide = max(len(str(path)) for path in files)
    yield from (f"{path!s:<{wide}}  {what}" for path, what in files.items())
    yield from _notes(plan, skeleton, case)
    rules = " ".join(f"--rules {shlex.quote(folder)}" for folder in plan.folders)
    named = shlex.quote(str(case.path))
    test = f"clean rules test {rules} {shlex.quote(plan.cases)}"
    steps = {
        "see what becomes of each line now": f"clean explain {named} {rules} --source {plan.name}",
        f"take up what is right of the proposals in {plan.rule_file}": "",
        "look for mistakes in the rules": f"clean rules lint {rules} --cases {shlex.quote(plan.cases)}",
        "see what comes out otherwise than before": test,
        f"when it is right, let {case.expected_path.name} say so": f"{test} --accept",
    }
    yield ""
    yield "next:"
    for number, (step, command) in enumerate(steps.items(), 1):
        yield f"  {number}. {step}"
        if command:
            yield f"       {command}"


def _notes(plan: Plan, skeleton: Skeleton, case: Case) -> Iterator[str]:
    documents = skeleton.documents
    if not {"source", "url"} & case.given.keys():
        yield "note: the case names no source, so that it fails until `fingerprints` are taken up that tell it"
    known = Counter(document.source for document in documents if document.source)
    for source, count in sorted(known.items()):
        yield f"note: {count} of {len(documents)} documents are of `{source}` by the rules that there are"
    left_out = len(documents) - len(without_twins(documents))
    if left_out:
        yield f"note: {left_out} of {len(documents)} documents hold the article of another one, and do not count"
    if len(documents) - left_out < 2:
        yield "note: one document does not show what repeats; give more of them"
    if plan.schema_file.read_text("utf-8") != schema_text():
        yield f"note: {plan.schema_file} is of another version; `clean rules schema > {plan.schema_file}` renews it"
