"""Which cases and examples miss what a mutant lost.

Only what can change is run again. A rule changes an article in three ways: it claims other blocks, reads other captures,
or leaves blocks to rules behind it. So a case is passed over where the rule, changed or not, would match the same
blocks; else it is labelled again, by those rules alone that the document's literals wake, as the others do nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from cleaner.article.assembly import assemble
from cleaner.authoring.cases import Case, document_of, mismatches_of
from cleaner.authoring.examples import failing_examples, language_of, read_example
from cleaner.authoring.idle import idle_reason
from cleaner.authoring.mutants import END, Kind, Mutant
from cleaner.authoring.testing import Report
from cleaner.cleaning import Cleaned
from cleaner.engine.conditions import holds
from cleaner.engine.labelling import label
from cleaner.engine.literals import FoldedDocument, Hits, LiteralIndex
from cleaner.engine.program import AnyOf, CompiledRule, Compiler, Program, compile_rules
from cleaner.engine.sources import SourceFinder
from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.rulebook.book import RuleBook, lineage
from cleaner.rulebook.rules import EffectiveRules, Rule, Run

SEEN_BY_EXAMPLES: Final = ("line", "from", "piece", "prev", "next", "not", "words", "script")
"""Parts of a rule that `hits` and `spares` are checked against."""
_NARROWER: Final = ("line", "from", "piece", "prev", "next", "each")
"""Lists that let a rule do less, and never more, when they lose an alternative: nothing changes where it did nothing."""


Said = tuple[Any, ...]
"""What each pattern of a list says of a block: its captures, or the pieces it finds; None where it does not match."""


class Outcome(NamedTuple):
    """What came of a mutant: `by` names what misses it, and `idle` says why nothing can; both "" where nothing does."""

    mutant: Mutant
    by: str = ""
    idle: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A case that comes out as expected, with all that is needed to label it again.

    `woken` and `acted` hold the `id` of the rules that may do something in it, and of those that did.
    """

    case: Case
    document: Document
    cleaned: Cleaned
    hits: Hits
    program: Program
    woken: frozenset[int]
    acted: frozenset[int]
    tables: dict[tuple[int, str], list[Said]] = field(default_factory=dict)
    """What each pattern of a rule's list says of the blocks that the list matches, once asked for."""

    def fails(self, labelled: Program, hits: Hits) -> bool:
        """Whether the case comes out otherwise by another program."""
        cleaned = self.cleaned
        language = cleaned.article.language
        try:
            found = label(cleaned.document, hits, labelled, language, self.case.name, cleaned.choice.marked)
        except DocumentError:
            return True
        article = assemble(self.document, cleaned.document, found, labelled.effective, cleaned.choice, language)
        return bool(mismatches_of(self.case, article))


class Trials:
    """Tries the mutants of a rule book on the cases and examples of a report in which all is well."""

    def __init__(self, report: Report) -> None:
        self._book = report.book
        self._compiler = Compiler()
        self._scenes: dict[int, list[Scene]] = {}
        """The cases of each rule, by its `id`: first those in which it did something."""
        self._examples: dict[tuple[int, str], list[Said]] = {}
        for scene in _scenes(report, SourceFinder(report.book, self._compiler).index, self._compiler):
            for _, rule in scene.program.effective.rules:
                self._scenes.setdefault(id(rule), []).append(scene)
        for number, scenes in self._scenes.items():
            scenes.sort(key=lambda scene: number not in scene.acted)

    def outcomes(self, mutants: Iterable[Mutant]) -> Iterator[Outcome]:
        """What comes of each mutant; a rule must be missed by a case, a part of one may be missed by an example."""
        for mutant in mutants:
            if mutant.kind is not Kind.RULE:
                if reason := idle_reason(mutant):
                    yield Outcome(mutant, idle=reason)
                    continue
                if example := self._example_that_misses(mutant):
                    yield Outcome(mutant, by=example)
                    continue
            trial = _Trial(mutant, self._book, self._compiler)
            scenes = self._scenes.get(id(mutant.rule), ())
            yield Outcome(mutant, by=next((str(s.case.path) for s in scenes if trial.is_missed_in(s)), ""))

    def _example_that_misses(self, mutant: Mutant) -> str:
        """The `hits` or `spares` that would fail."""
        if mutant.changed is None or mutant.part not in SEEN_BY_EXAMPLES:
            return ""
        language = language_of(self._book, mutant.rule_set)
        if mutant.kind is Kind.ALTERNATIVE and not any(
            _differs(said, mutant.number) for said in self._said_in_examples(mutant, language)
        ):
            return ""
        compiled = next(compile_rules([(mutant.rule_set, mutant.changed)], language))
        failure = next(failing_examples(compiled, language), None)
        return failure.kind if failure else ""

    def _said_in_examples(self, mutant: Mutant, language: str | None) -> list[Said]:
        """What the patterns of a mutant's list say of the blocks in the examples of its rule."""
        key = (id(mutant.rule), mutant.part)
        table = self._examples.get(key)
        if table is None:
            patterns = _list_of(next(compile_rules([(mutant.rule_set, mutant.rule)], language)), mutant.part)
            documents = (read_example(example).document for example in (*mutant.rule.hits, *mutant.rule.spares))
            table = [said for document in documents for said in _said_of(patterns, document, mutant.part)]
            self._examples[key] = table
        return table


def _scenes(report: Report, index: LiteralIndex, compiler: Compiler) -> Iterator[Scene]:
    programs: dict[tuple[str, bool], Program] = {}
    for verdict in report.verdicts.values():
        cleaned = verdict.cleaned
        if cleaned is None or verdict.case.is_known_failure:
            continue
        effective = cleaned.program.effective
        key = effective.name, cleaned.program.is_for_pages
        program = programs.get(key)
        if program is None:
            program = programs[key] = Program(effective, index, compiler, page=cleaned.program.is_for_pages)
        hits = program.index.scan(cleaned.document)
        woken = program.rules_for(program.lookup.find(hits))
        labelling = cleaned.labelling
        acted = [claim.rule for claim in labelling.claims] + [refusal.rule for refusal in labelling.refusals]
        acted += [piece.rule for piece in labelling.pieces]
        yield Scene(
            verdict.case, document_of(verdict.case), cleaned, hits, program,
            frozenset(id(compiled.rule) for compiled in woken), frozenset(id(compiled.rule) for compiled in acted),
        )  # fmt: skip


class _Trial:
    """One mutant in one case after another; `compiler` has compiled the rules of the book."""

    def __init__(self, mutant: Mutant, book: RuleBook, compiler: Compiler) -> None:
        self._mutant = mutant
        self._book = book
        self._compiler = compiler.beside()  # of the mutant nothing must be left
        self._compiled: dict[str | None, CompiledRule] = {}
        self._rules: dict[str, tuple[tuple[str, Rule], ...]] = {}
        self._returns = mutant.changed is None and _has_twin(book, mutant)

    def is_missed_in(self, scene: Scene) -> bool:
        """Whether a case fails with the mutant."""
        return self._may_change(scene) and scene.fails(*self._program(scene))

    def _may_change(self, scene: Scene) -> bool:
        """Whether the mutant can do anything else in a case than the rule did."""
        mutant, rule = self._mutant, self._mutant.rule
        acted = id(rule) in scene.acted
        if mutant.kind is Kind.RULE:
            return acted or self._returns
        if mutant.kind is Kind.CONDITION or mutant.part == "not":
            return acted if mutant.part == "each" else self._takes_more(scene)
        if not acted and (mutant.part in _NARROWER or mutant.taken == END):
            return False
        return mutant.taken == END or _decides(scene, _compiled_in(scene, rule), mutant)

    def _takes_more(self, scene: Scene) -> bool:
        """Whether a rule without one of its conditions may take a block that it did not."""
        rule, document = _compiled_in(scene, self._mutant.rule), scene.cleaned.document
        if isinstance(rule.rule.span, Run) and not rule.rule.span.start:
            return True
        blocks = [
            block
            for block in range(len(document))
            if rule.start is None or rule.start.match(document.folded[block], document.texts[block]) is not None
        ]
        if rule.is_shared and rule.asks_beside:  # it runs again, with other neighbours
            return bool(blocks)
        if self._mutant.part == "at":
            claims = (c.blocks for c in scene.cleaned.labelling.claims if c.rule.rule is rule.rule)
            blocks = sorted(set(blocks).difference(*claims))
        changed = self._compile(scene.program.effective.language)
        language = scene.cleaned.article.language
        return any(
            holds(changed, document, block, language)
            and (self._mutant.part == "at" or not holds(rule, document, block, language))
            for block in blocks
        )

    def _program(self, scene: Scene) -> tuple[Program, Hits]:
        """What runs in a case with the mutant: the rules that the document wakes; and what their index finds."""
        effective = scene.program.effective
        known = {id(rule) for _, rule in effective.rules}
        rules = tuple(
            (origin, rule)
            for origin, rule in self._mutated(effective)
            if id(rule) in scene.woken or id(rule) not in known
        )
        changed = replace(effective, rules=rules)
        program = Program(changed, scene.program.index, self._compiler, page=scene.program.is_for_pages)
        if program.index is scene.program.index:
            return program, scene.hits
        return program, program.index.scan(scene.cleaned.document)

    def _mutated(self, effective: EffectiveRules) -> tuple[tuple[str, Rule], ...]:
        """The rules of a set with the mutant in place of its rule."""
        rules = self._rules.get(effective.name)
        if rules is None:
            rule, changed = self._mutant.rule, self._mutant.changed
            if self._returns:
                rules = _book_without(self._book, self._mutant).effective(effective.name).rules
            elif changed is None:
                rules = tuple(pair for pair in effective.rules if pair[1] is not rule)
            else:
                rules = tuple((origin, changed if other is rule else other) for origin, other in effective.rules)
            self._rules[effective.name] = rules
        return rules

    def _compile(self, language: str | None) -> CompiledRule:
        """The mutant's rule, compiled for a language."""
        compiled = self._compiled.get(language)
        if compiled is None:
            rules = [(self._mutant.rule_set, self._mutant.changed or self._mutant.rule)]
            compiled = self._compiled[language] = next(compile_rules(rules, language))
        return compiled


def _has_twin(book: RuleBook, mutant: Mutant) -> bool:
    """Whether a rule stands in the place of another set's, which comes back where it is taken away."""
    others = [name for name in book.sets if name != mutant.rule_set and mutant.rule_set in lineage(book, name)]
    names = {parent for name in (mutant.rule_set, *others) for parent in lineage(book, name)} - {mutant.rule_set}
    return any(rule.id == mutant.rule.id for name in names for rule in book.sets[name].rules)


def _book_without(book: RuleBook, mutant: Mutant) -> RuleBook:
    old = book.sets[mutant.rule_set]
    left = tuple(rule for rule in old.rules if rule is not mutant.rule)
    return RuleBook({**book.sets, old.name: replace(old, rules=left)})


def _compiled_in(scene: Scene, rule: Rule) -> CompiledRule:
    return next(compiled for compiled in scene.program.rules if compiled.rule is rule)


def _list_of(rule: CompiledRule, part: str) -> AnyOf:
    lists = {"line": rule.start, "from": rule.start, "to": rule.ends, "until": rule.ends, "each": rule.each,
             "piece": rule.piece, "prev": rule.prev, "next": rule.next, "not": rule.unless}  # fmt: skip
    found = lists[part]
    if found is None:
        raise ValueError(part)
    return found


def _decides(scene: Scene, rule: CompiledRule, mutant: Mutant) -> bool:
    """Whether some block of a case matches otherwise without the alternative that a mutant lost."""
    key = (id(mutant.rule), mutant.part)
    table = scene.tables.get(key)
    if table is None:
        table = scene.tables[key] = _said_of(_list_of(rule, mutant.part), scene.cleaned.document, mutant.part)
    return any(_differs(said, mutant.number) for said in table)


def _said_of(patterns: AnyOf, document: FoldedDocument, part: str) -> list[Said]:
    """What the patterns of a list say of each block that one of them matches."""
    table: list[Said] = []
    for folded, text in zip(document.folded, document.texts, strict=True):
        if part == "piece":
            said: Said = tuple(tuple(matcher.pieces(folded, text)) or None for matcher in patterns.matchers)
        elif patterns.match(folded, text) is None:
            continue
        else:
            said = tuple(matcher.match(folded, text) for matcher in patterns.matchers)
        if any(found is not None for found in said):
            table.append(said)
    return table


def _differs(said: Said, number: int) -> bool:
    """Whether a block matches otherwise without one alternative: the first that matches gives the captures."""
    before = [found for found in said if found is not None]
    after = [found for n, found in enumerate(said) if n != number and found is not None]
    return before[:1] != after[:1]
