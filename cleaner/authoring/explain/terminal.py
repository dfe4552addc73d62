"""An explanation as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from cleaner.authoring.explain.values import BlockSaid, Candidate, Explanation, NearMiss, Refused, Trial, Why
from cleaner.authoring.showing import shortened, visible

Paint = Callable[[str, str], str]
"""A text painted as what it is: `body`, `moved`, `removed`, `rule`, `good`, `bad`, `near`, `dim`."""

_PAINT: Final = {"claimed": "good", "cut": "good", "refused": "bad"}


def plain(text: str, kind: str) -> str:
    """A text as it is."""
    del kind
    return text


def lines(explanation: Explanation, paint: Paint = plain) -> Iterator[str]:
    """The lines: the source and why, each block with its label and rule, and what nearly happened.

    Where questions were asked, these are answered in place of the listing of blocks.
    """
    yield visible(f"document  {explanation.document}")
    yield from _of_source(explanation, paint)
    for answer in explanation.why:
        yield ""
        yield from _of_why(explanation, answer, paint)
    if not explanation.why:
        yield ""
        yield from _of_blocks(explanation, paint)
        yield from _of_the_rest(explanation, paint)


def _of_source(explanation: Explanation, paint: Paint) -> Iterator[str]:
    origin, rules = explanation.origin, explanation.rules
    yield f"source    {paint(origin.source or 'unknown', 'good' if origin.source else 'near')}: {origin.says}"
    yield f"rules     {rules.name}@{rules.hash}, language {rules.language or 'unknown'}"
    for row in origin.candidates:
        yield f"evidence  {_evidence(row)}"


def _evidence(row: Candidate) -> str:
    count = f"{len(row.found)} fingerprint{'' if len(row.found) == 1 else 's'} found"
    found = ", ".join(f"`{visible(mark.pattern)}`" for mark in row.found) or "none"
    return f"{row.rule_set}: {count}, {row.needed} needed: {found}{f'; {row.says}' if row.says else ''}"


def _of_blocks(explanation: Explanation, paint: Paint) -> Iterator[str]:
    claims = [_claim(block) for block in explanation.blocks]
    wide = max(map(len, claims), default=0)
    for block, claim in zip(explanation.blocks, claims, strict=True):
        label = paint(f"{block.label:<10}", block.fate)
        yield f"{block.number:>4}  {label} {paint(f'{claim:<{wide}}', 'rule')}  {shortened(block.text)}"
    for cut in explanation.cuts:
        rule = paint(f"{cut.rule} ({cut.place})", "rule")
        yield f"      cut from block {cut.block} as {cut.label} by {rule}: {shortened(cut.text)}"


def _claim(block: BlockSaid) -> str:
    return f"{block.rule} ({block.place or block.reason})" if block.rule else ""


def _of_the_rest(explanation: Explanation, paint: Paint) -> Iterator[str]:
    told = [warning for warning in explanation.warnings if warning["code"] != "guard-refused"]
    if explanation.refusals or explanation.near_misses or told:
        yield ""
    for refusal in explanation.refusals:
        yield _refusal(refusal, paint)
    for miss, others in gathered(explanation.near_misses):
        yield _miss(miss, others, paint)
    for warning in told:
        yield f"{paint('warning', 'bad')}: {visible(warning['code'] + ': ' + warning['message'])}"


def _refusal(refusal: Refused, paint: Paint) -> str:
    rule = paint(f"{refusal.rule} ({refusal.place})", "rule")
    return f"{paint('refused', 'bad')}: {rule} on {blocks_said(refusal.blocks)}: {refusal.reason}"


def blocks_said(blocks: tuple[int, ...]) -> str:
    """Some blocks in words: `block 3`, `blocks 3 to 7`, `blocks 3 to 7 and 9`."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(blocks)), key=lambda pair: pair[1] - pair[0])
    ]
    said = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    shown = ", ".join(said[:-1]) + (" and " if said[1:] else "") + said[-1] if said else "no block"
    return f"block{'s' if len(blocks) > 1 else ''} {shown}" if said else shown


def gathered(misses: tuple[NearMiss, ...]) -> list[tuple[NearMiss, int]]:
    """Near misses, those that differ but in the block as one: the first of them, and how many others there are."""
    found: dict[object, list[NearMiss]] = {}
    for miss in misses:
        key = (miss.kind, miss.rule, miss.place, miss.patterns, miss.wanted, miss.found)
        found.setdefault(key, []).append(miss)
    return [(alike[0], len(alike) - 1) for alike in found.values()]


def and_more(others: int) -> str:
    """How many others there are, as the end of a sentence."""
    return f"; the same in {others} more block{'s' if others > 1 else ''}" if others else ""


def _miss(miss: NearMiss, others: int, paint: Paint) -> str:
    rule = paint(f"{miss.rule} ({miss.place})", "rule")
    return f"{paint('near miss', 'near')}: {rule}: {visible(miss.says)}{and_more(others)}"


# Questions


def _of_why(explanation: Explanation, answer: Why, paint: Paint) -> Iterator[str]:
    block = explanation.blocks[answer.block - 1]
    yield f"block {block.number}  {paint(block.label, block.fate)}  {shortened(block.text)}"
    yield _outcome(block)
    yield ""
    yield from _of_trials(answer.trials, paint)
    near = [trial for trial in answer.trials if trial.is_near and trial.outcome != "owned"]
    misses = [m for m in explanation.near_misses if answer.block in (m.block, m.at) and m.kind != "place"]
    if near or misses:
        yield ""
        yield "nearest:"
    for trial in near:
        yield f"  {paint(f'{trial.rule} ({trial.place})', 'rule')}: {paint(visible(trial.says), 'near')}"
    for miss in misses:
        yield f"  {paint(f'{miss.rule} ({miss.place})', 'rule')}: {paint(visible(miss.says), 'near')}"


def _outcome(block: BlockSaid) -> str:
    if block.rule is None:
        return "it stayed in the body: none of these rules claimed it"
    verb = {"body": "it stayed in the body", "moved": f"it was moved to {block.label}"}.get(
        block.fate, "it was removed"
    )
    return f"{verb}, by {block.rule} ({block.place or block.reason}); the rules in the order in which they ran:"


def _of_trials(trials: tuple[Trial, ...], paint: Paint) -> Iterator[str]:
    """A line a rule; of those that came too late only how many there were, but for those that match, too."""
    late = [trial for trial in trials if trial.outcome == "owned" and not trial.is_near]
    shown = [trial for trial in trials if trial not in late]
    wide = max((len(_trial(trial)) for trial in shown), default=0)
    again = False
    for number, trial in enumerate(trials, 1):
        if trial in late:
            continue
        if trial.again and not again:
            again = True
            yield "      again, with the neighbours that are left in the body:"
        rule = paint(f"{_trial(trial):<{wide}}", "rule")
        yield f"{number:>4}  {rule}  {paint(visible(trial.says), _PAINT.get(trial.outcome, 'near' if trial.is_near else 'dim'))}"
    if late:
        yield f"      {len(late)} more rule{'s' if len(late) > 1 else ''} came when the block was taken"


def _trial(trial: Trial) -> str:
    return f"{trial.verb} {trial.label}: {trial.rule} ({trial.place})"
