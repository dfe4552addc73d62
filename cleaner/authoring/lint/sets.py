"""What shows in rule sets as wholes: languages nobody has, hosts of two sources, and rules that stand in many sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cleaner.authoring.lint.findings import Finding, seen
from cleaner.authoring.lint.written import WrittenFile, WrittenRule
from cleaner.rulebook.book import SHIPPED, RuleBook, lineage
from cleaner.rulebook.nodes import Node, Scalar
from cleaner.rulebook.rules import Rule, RuleSet
from cleaner.rulebook.values import closest, listed

MANY: Final = 3
"""Sets from which on a rule that stands in each of them belongs into a parent."""
_CODES: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv "
    "dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig "
    "ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh "
    "mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru "
    "rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty "
    "ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_LANGUAGES: Final = tuple(_CODES.split())
"""The codes of ISO 639-1."""


def check_languages(file: WrittenFile) -> Iterator[Finding]:
    """Languages that are no code, so that no document has them."""
    yield from _language(file, file.value("language"), "language", region=True)
    for rule in file.rules:
        yield from _language(file, rule.keys.get("language"), f"{rule.where}, language", region=False)


def _language(file: WrittenFile, node: Node | None, where: str, *, region: bool) -> Iterator[Finding]:
    if not isinstance(node, Scalar):
        return
    code = node.value.replace("_", "-").partition("-")[0] if region else node.value
    if code not in _LANGUAGES:
        fix = (
            closest(node.value.lower()[:2], _LANGUAGES)
            if node.value[:2].lower() in _LANGUAGES
            else "write a code of two letters, such as `en`"
        )
        yield file.found("unknown-language", node, where, (f"`{node.value}` is no code of ISO 639-1", fix))


def check_hosts(files: Sequence[WrittenFile], book: RuleBook) -> Iterator[Finding]:
    """Hosts that two sources have: only one of them gets the documents."""
    owners: dict[str, list[RuleSet]] = {}
    for rule_set in book.sources():
        for host in rule_set.hosts:
            owners.setdefault(host, []).append(rule_set)
    for file in files:
        for node in listed(file.value("hosts")):
            sets = owners.get(node.value.lower(), ()) if isinstance(node, Scalar) else ()
            other = next((s for s in sets if s.source != file.rule_set.source), None)
            if other is not None and not file.name.startswith(SHIPPED):
                what = f"`{other.source}` has this host, too ({seen(other.path)})"
                yield file.found("shared-host", node, "hosts", (what, "leave it to one of them"))


def check_parents(files: Sequence[WrittenFile], book: RuleBook) -> Iterator[Finding]:
    """Rules that do the same in many sets, of which none inherits from another."""
    same: dict[object, list[tuple[str, Rule]]] = {}
    for name, rule_set in book.sets.items():
        if not name.startswith(SHIPPED):
            for own in rule_set.rules:
                same.setdefault(said(own), []).append((name, own))
    many = {done: found for done, found in same.items() if len(found) >= MANY}
    told: set[object] = set()
    for file in files:
        for rule in file.rules:
            done = said(rule.rule)
            if done in many and done not in told and (others := _apart(file.name, many[done], book)):
                told.add(done)
                yield _found(file, rule, others)


def said(rule: Rule) -> tuple[object, ...]:
    """What a rule does, whatever it is called."""
    return (rule.verb, rule.label, rule.span, rule.conditions, rule.each, rule.piece)


def _apart(name: str, found: list[tuple[str, Rule]], book: RuleBook) -> list[Rule]:
    """The rules of other sets, if there are enough that do not inherit from each other."""
    names = dict(found)
    parents = {parent for other in names for parent in lineage(book, other)[1:]}
    apart = [(other, rule) for other, rule in names.items() if other not in parents]
    rules = [rule for other, rule in apart if other != name]
    return rules if len(apart) >= MANY and len(rules) < len(apart) else []


def _found(file: WrittenFile, rule: WrittenRule, others: list[Rule]) -> Finding:
    places = ", ".join(f"{seen(other.place.path)}:{other.place.line}" for other in others[:3])
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    what = f"the same rule stands in {len(others) + 1} sets: {places}{more}"
    return file.found("same-rule", rule, rule.where, (what, "move it to a set that they extend"))
