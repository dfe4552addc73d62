"""The tests of a rule book: the examples that its rules carry, and cases."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cleaner.authoring.cases import Case, Mismatch, run_case
from cleaner.authoring.examples import ExampleFailure, check_examples
from cleaner.cleaning import Cleaned, Cleaner
from cleaner.errors import DocumentError
from cleaner.rulebook.book import SHIPPED, RuleBook, lineage
from cleaner.rulebook.rules import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a case; `error` says why its document could not be cleaned at all."""

    case: Case
    cleaned: Cleaned | None = None
    mismatches: tuple[Mismatch, ...] = ()
    error: str = ""

    @property
    def problem(self) -> str:
        """What is wrong, in a few words; "" where all is well. A known failure is well as long as it fails."""
        if self.case.is_known_failure:
            is_right = not self.error and not self.mismatches
            return "comes out right now; move it out of the known failures" if is_right else ""
        if self.error:
            return f"failed: {self.error}"
        if not self.case.expected:
            return "it expects nothing; write fields into its expected file, or let --accept do it"
        names = [mismatch.field for mismatch in self.mismatches]
        return f"{', '.join(names)} {'differ' if len(names) > 1 else 'differs'}" if names else ""

    @property
    def rule_set(self) -> str | None:
        """The name of the rule set that ran."""
        return self.cleaned.program.effective.name if self.cleaned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of the tests of a rule book: of its rule sets' examples, and of cases by the paths of their documents."""

    book: RuleBook
    names: tuple[str, ...]
    """The rule sets whose examples were checked."""
    examples: tuple[ExampleFailure, ...] = ()
    verdicts: Mapping[Path, Verdict] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Verdict, ...]:
        """The cases that fail, in order."""
        return tuple(verdict for verdict in self.verdicts.values() if verdict.problem)

    @property
    def fails(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.examples or self.problems)


def own_sets(book: RuleBook, folders: Sequence[str | Path]) -> tuple[str, ...]:
    """The rule sets that stand in some folders, by name; where none is given, the shipped ones."""
    roots = [Path(folder).resolve() for folder in folders]
    names = [name for name in book.sets if not name.startswith(SHIPPED)]
    if not roots:
        return tuple(names)
    return tuple(name for name in names if any(Path(book.sets[name].path).resolve().is_relative_to(r) for r in roots))


def rules_alone(book: RuleBook) -> Cleaner:
    """A cleaner that has nothing but rules: what none of them claims is body, also where the source is unknown."""
    return Cleaner(book, score=False)


def judge(cases: Iterable[Case], cleaner: Cleaner) -> Iterator[Verdict]:
    """The verdict on each case, one by one."""
    for case in cases:
        try:
            cleaned, mismatches = run_case(case, cleaner)
        except DocumentError as error:
            yield Verdict(case=case, error=error.what)
        else:
            yield Verdict(case=case, cleaned=cleaned, mismatches=mismatches)


def report_on(book: RuleBook, names: Iterable[str], verdicts: Iterable[Verdict] = ()) -> Report:
    """The report on verdicts and on the examples of some rule sets."""
    names = tuple(names)
    by_path = {verdict.case.path: verdict for verdict in verdicts}
    return Report(book=book, names=names, examples=check_examples(book, names), verdicts=by_path)


def summary(report: Report) -> str:
    """The last line: how many cases and examples there are, and how many fail."""
    rules = [rule for name in report.names for rule in report.book.sets[name].rules]
    examples = sum(len(rule.hits) + len(rule.spares) for rule in rules)
    known = sum(verdict.case.is_known_failure for verdict in report.verdicts.values())
    counts = [
        _counted(len(report.verdicts) - known, "case", sum(not v.case.is_known_failure for v in report.problems)),
        _counted(known, "known failure", sum(v.case.is_known_failure for v in report.problems), "comes out right"),
        _counted(examples, "example", len(report.examples)),
    ]
    said = "; ".join(count for count in counts if count)
    return said if report.fails else f"{said}: all as expected"


def _counted(count: int, what: str, failing: int, verb: str = "") -> str:
    if not count and what == "known failure":
        return ""
    said = f"{count} {what}{'s' * (count != 1)}"
    if not failing:
        return said
    return f"{said}, {failing} {verb or ('fails' if failing == 1 else 'fail')}"


def retest(before: Report, after: Report, cases: Iterable[Case], changed: Container[Path]) -> Report:
    """A report with the verdicts on all cases: those of `before` where rules and files are the same, else new ones.

    `after` has the rule book and the examples as they are now, `changed` the files that are not what they were.
    """
    names = changed_sets(before.book, after.book)
    cleaner = rules_alone(after.book)
    verdicts: dict[Path, Verdict] = {}
    for case in cases:
        known = before.verdicts.get(case.path)
        if known is None or case.path in changed or case != known.case or _is_stale(known, after.book, names):
            known = next(judge([case], cleaner))
        verdicts[case.path] = known
    return replace(after, verdicts=verdicts)


def _is_stale(verdict: Verdict, book: RuleBook, names: frozenset[str] | None) -> bool:
    """Whether the rules of a case may have changed; `names` are the sets that have, None where it is not known."""
    return names is None or verdict.rule_set is None or not names.isdisjoint(lineage(book, verdict.rule_set))


def changed_sets(old: RuleBook, new: RuleBook) -> frozenset[str] | None:
    """The rule sets that differ between two books; None where the choice of a document's rule set may differ, too."""
    if old.sets.keys() != new.sets.keys():
        return None
    changed = {name for name in new.sets if old.sets[name] != new.sets[name]}
    if any(_choosing(old.sets[name]) != _choosing(new.sets[name]) for name in changed):
        return None
    return frozenset(changed)


def _choosing(rule_set: RuleSet) -> tuple[object, ...]:
    """What decides which documents a rule set gets."""
    said = (rule_set.source, rule_set.layout, rule_set.hosts, rule_set.valid, rule_set.language)
    return (*said, rule_set.fingerprints, rule_set.min_fingerprints)
