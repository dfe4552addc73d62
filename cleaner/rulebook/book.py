"""The rule book: folders of rule sets, laid one over the other, and what a set effectively says.

A user's folder lies over the shipped one: a set of the same name replaces the shipped one, which stays reachable as
`shipped/NAME`. Nothing is merged in silence.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from cleaner.errors import RuleBookError, RuleError
from cleaner.rulebook.files import read_file
from cleaner.rulebook.late import LateSets
from cleaner.rulebook.rules import Conditions, EffectiveRules, Rule, RuleSet
from cleaner.rulebook.shipped import shipped_rules
from cleaner.rulebook.values import closest

BASE: Final = "base"
LANGUAGES: Final = "lang/"
UNKNOWN: Final = "-unknown"
"""How the name of a language's set ends that runs for it where the source is unknown."""
SHIPPED: Final = "shipped/"
MAX_PROSE: Final = 0.6
"""The share of a document's prose that drops may take together, where no guard says otherwise."""
MIN_WORDS: Final = 20
"""Words that a large claim must leave, or a tenth of the document's, where no guard says otherwise."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rule sets by name. Load one with `load_rules`."""

    sets: Mapping[str, RuleSet]
    _said: dict[int, tuple[Rule, msgspec.Raw]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def effective(self, name: str) -> EffectiveRules:
        """What runs for a set: own rules, then inherited ones, nearest first, depth first, each set once."""
        return _effective(self, name)

    def said(self, rule: Rule) -> msgspec.Raw:
        """What a rule of the book does, as JSON, without where it stands and what is written about it."""
        known = self._said.get(id(rule))
        if known is not None and known[0] is rule:  # a book that was pickled has other rules under these numbers
            return known[1]
        does = (rule.id, rule.verb, rule.label, rule.span, rule.conditions, rule.each, rule.piece)
        said = msgspec.Raw(msgspec.json.encode(_tagged(does)))
        self._said[id(rule)] = (rule, said)
        return said

    def for_language(self, language: str | None) -> str:
        """The name of the set that cleans documents of unknown sources: their language's, else the one for all."""
        names = (f"{LANGUAGES}{language}{UNKNOWN}", f"{LANGUAGES}{language}", BASE)
        return next(name for name in names if name in self.sets or name == BASE)

    def is_late(self, name: str) -> bool:
        """Whether a set is not read before somebody asks for it."""
        return isinstance(self.sets, LateSets) and self.sets.is_late(name)

    def sources(self) -> tuple[RuleSet, ...]:
        """The sets that serve documents of a source, by name; the others are only inherited."""
        # What is read late is a language's, and never a source.
        sets = self.sets.at_hand() if isinstance(self.sets, LateSets) else self.sets.values()
        return tuple(s for s in sets if s.source and not s.name.startswith(SHIPPED))


def load_rules(
    folders: Sequence[Path | str] | Path | str = (), *, shipped: bool = True, late: bool = False
) -> RuleBook:
    """Read the shipped rules and lay folders, or one folder, over them; raises `RuleBookError` with every mistake.

    Mistakes of syntax come first, alone: what follows from them would only confuse. With `late`, the shipped set of a
    language is read and checked when it is first asked for; the folders are read whole.
    """
    folders = (folders,) if isinstance(folders, str | Path) else folders
    if late and shipped and (book := _late_book(folders)) is not None:
        return book
    laid = _lay(folders, shipped=shipped)
    book = RuleBook(laid.sets)
    complete = not laid.others
    if mistakes := laid.syntax or [*laid.others, *_mistakes_between(book, laid.sets.values(), complete=complete)]:
        raise RuleBookError(tuple(mistakes))
    return book


class _Laid(NamedTuple):
    """Sets by name, in the order of their names, and the mistakes within files."""

    sets: dict[str, RuleSet]
    syntax: list[RuleError]
    others: list[RuleError]


def _lay(folders: Iterable[Path | str], *, shipped: bool, leave: Container[str] = ()) -> _Laid:
    """Folders laid over the shipped rules, of which those named in `leave` are not read."""
    sets: dict[str, RuleSet] = {}
    syntax: list[RuleError] = []
    others: list[RuleError] = []
    for place, folder in enumerate([*([shipped_rules()] if shipped else []), *map(Path, folders)]):
        own = shipped and not place
        for rule_set, errors, is_syntax in _read_folder(folder, leave if own else ()):
            (syntax if is_syntax else others).extend(errors)
            if rule_set is not None:
                sets[rule_set.name] = rule_set
                if own:
                    sets[SHIPPED + rule_set.name] = replace(rule_set, name=SHIPPED + rule_set.name)
    return _Laid(dict(sorted(sets.items())), syntax, others)


def _late_book(folders: Iterable[Path | str]) -> RuleBook | None:
    """The shipped rules with folders over them, those of languages to be read late.

    None where something is wrong, so that all is read and every mistake told; and where a folder replaces a set that
    languages build on, as what it breaks must be told at once.
    """
    home = shipped_rules()
    files = {name: path for path, name in _files(home) if name.startswith(LANGUAGES)}
    laid = _lay(folders, shipped=True, leave=files)
    if laid.syntax or laid.others or laid.sets[BASE].path != laid.sets[SHIPPED + BASE].path:
        return None
    if any(name in laid.sets for name in files):
        return None
    files |= {SHIPPED + name: path for name, path in files.items()}
    book = RuleBook(LateSets(laid.sets, files, _mistakes_of_late))
    try:
        wrong = next(_mistakes_between(book, laid.sets.values(), complete=True), None)
    except RuleBookError:
        return None
    return book if wrong is None else None


def _read_folder(folder: Path, leave: Container[str]) -> Iterator[tuple[RuleSet | None, tuple[RuleError, ...], bool]]:
    if not folder.is_dir():
        error = RuleError(str(folder), 0, 0, "", "no such folder of rules", "name a folder that holds `.yaml` files")
        yield None, (error,), True
        return
    for path, name in _files(folder):
        if path.suffix == ".yml":
            yield None, (RuleError(str(path), 0, 0, "", "ends in `.yml`", "rename it to `.yaml`"),), True
        elif name not in leave:
            yield read_file(path, name)


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """The rule files of a folder with their names, and files that a wrong ending keeps from being one."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".yml" or (path.suffix == ".yaml" and path.is_file()):
            yield path, path.relative_to(folder).as_posix().removesuffix(".yaml")


def _mistakes_between(book: RuleBook, sets: Iterable[RuleSet], *, complete: bool) -> Iterator[RuleError]:
    """What only shows when sets meet: parents that do not exist, circles, and `off` that switches nothing off."""
    layouts: dict[tuple[str, str | None], RuleSet] = {}
    for rule_set in sets:
        if rule_set.name.startswith(SHIPPED):
            continue
        yield from _mistakes_with_parents(book, rule_set, complete=complete)
        if rule_set.source:
            key = (rule_set.source, rule_set.layout)
            twin = layouts.setdefault(key, rule_set)
            if twin is not rule_set:
                what = f"the same source and layout as `{twin.name}`"
                yield _at(rule_set, "source", "source", what, "give one of them a `layout` of its own")


def _mistakes_of_late(sets: Mapping[str, RuleSet], rule_set: RuleSet) -> Iterator[RuleError]:
    return _mistakes_with_parents(RuleBook(sets), rule_set, complete=True, at_hand=False)


def _mistakes_with_parents(
    book: RuleBook, rule_set: RuleSet, *, complete: bool, at_hand: bool = True
) -> Iterator[RuleError]:
    missing = [parent for parent in rule_set.extends if parent not in book.sets] if complete else []
    for parent in missing:
        known = [name for name in book.sets if not name.startswith(SHIPPED)]
        yield _at(rule_set, f"extends:{parent}", "extends", f"no rule set `{parent}`", closest(parent, known))
    if chain := _circle(book, rule_set.name, at_hand=at_hand):
        fix = "a set cannot inherit from itself; take one of these out"
        yield _at(rule_set, f"extends:{chain[1]}", "extends", f"a circle: {' -> '.join(chain)}", fix)
    elif complete and not missing:
        yield from _idle_offs(book, rule_set)


def _at(rule_set: RuleSet, key: str, where: str, what: str, fix: str) -> RuleError:
    places = dict(rule_set.places)
    place = places.get(key) or places.get(where)
    line, column = (place.line, place.column) if place else (1, 1)
    return RuleError(rule_set.path, line, column, where, what, fix, _source_line(rule_set.path, line))


def _source_line(path: str, line: int) -> str:
    lines = Path(path).read_text("utf-8-sig").splitlines() if Path(path).is_file() else []
    return lines[line - 1] if line <= len(lines) else ""


def _circle(book: RuleBook, name: str, *, at_hand: bool) -> tuple[str, ...]:
    """The chain from a set back to itself, if there is one.

    With `at_hand` it ends at sets that are read late: when one is read, chains through it are looked for from there.
    """

    def search(current: str, chain: tuple[str, ...]) -> tuple[str, ...]:
        for parent in (
            book.sets[current].extends if current in book.sets and not (at_hand and book.is_late(current)) else ()
        ):
            if parent == name:
                return (*chain, parent)
            if parent not in chain and (found := search(parent, (*chain, parent))):
                return found
        return ()

    return search(name, (name,))


def _idle_offs(book: RuleBook, rule_set: RuleSet) -> Iterator[RuleError]:
    if not rule_set.off:
        return
    inherited = [rule.id for name in lineage(book, rule_set.name)[1:] for rule in book.sets[name].rules]
    for off in rule_set.off:
        if off not in inherited:
            yield _at(rule_set, f"off:{off}", "off", f"no inherited rule `{off}`", closest(off, sorted(set(inherited))))


def lineage(book: RuleBook, name: str, *, at_hand: bool = False) -> tuple[str, ...]:
    """A set and all that it inherits from, nearest first, depth first, each once; every set ends in `base`.

    With `at_hand`, sets that are read late are left out until somebody asks for them.
    """
    found: list[str] = []

    def visit(current: str) -> None:
        if current in found or current == BASE or (at_hand and book.is_late(current)):
            return
        found.append(current)
        for parent in book.sets[current].extends:
            visit(parent)

    if name in book.sets:
        visit(name)
    if BASE in book.sets:
        found.append(BASE)
        for parent in book.sets[BASE].extends:
            visit(parent)
    return tuple(found)


def _effective(book: RuleBook, name: str) -> EffectiveRules:
    sets = [book.sets[each] for each in lineage(book, name)] or [RuleSet(name=BASE, path="")]
    own = sets[0]
    rules = tuple(_chosen(sets))
    max_prose = next((s.guards.max_prose for s in sets if s.guards.max_prose is not None), MAX_PROSE)
    min_words = next((s.guards.min_words for s in sets if s.guards.min_words is not None), MIN_WORDS)
    language = own.language or next((s.language for s in sets if s.language), None)
    rest = own.rest or "body"
    said = [book.said(rule) for _, rule in rules]
    return EffectiveRules(
        name=name,
        source=own.source,
        language=language,
        rest=rest,
        rules=rules,
        max_prose=max_prose,
        min_words=min_words,
        fingerprints=own.fingerprints,
        hash=_hash((said, max_prose, min_words, language, rest)),
    )


def _chosen(sets: Iterable[RuleSet]) -> Iterator[tuple[str, Rule]]:
    """The rules that stay: not switched off by a nearer set, not replaced by a nearer rule of the same id."""
    gone: set[str] = set()
    cuts: list[tuple[str, Rule]] = []
    for rule_set in sets:
        kept = [rule for rule in rule_set.rules if rule.id not in gone]
        for rule in kept:
            if rule.verb == "cut":
                cuts.append((rule_set.name, rule))
            else:
                yield rule_set.name, rule
        gone |= {rule.id for rule in rule_set.rules} | set(rule_set.off)
    yield from cuts


def _hash(value: object) -> str:
    import hashlib  # noqa: PLC0415 (it loads all of OpenSSL)

    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:8]


def _tagged(value: object) -> object:
    """A value as JSON with its types, so that two kinds of parts with the same fields differ."""
    if isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
        if isinstance(value, Conditions) and not value.xpath:
            names = names[:-1]  # so that rules have the hashes that they had before it could be asked
        return [type(value).__name__, *(_tagged(getattr(value, name)) for name in names)]
    if isinstance(value, list | tuple):
        return [_tagged(item) for item in value]
    return value
