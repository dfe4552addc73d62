"""What a comparison with a baseline found, as text."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.authoring.coverage.counts import Counts
from cleaner.authoring.coverage.stale import Finding, Staleness


def stale_lines(found: Staleness, before: Counts, now: Counts) -> Iterator[str]:
    """Findings with both rates and what to do, then what could not be compared, then the sum."""
    for finding in found.findings:
        yield from _of_finding(finding)
        yield ""
    if found.notes:
        yield from (f"note: {note}" for note in found.notes)
        yield ""
    told = "nothing is stale" if not found.findings else f"{len(found.findings)} stale"
    yield f"{now.documents} documents against {before.documents}: {told}, of {found.compared} rates that can tell"
    if not found.compared:
        yield "there are too few documents to tell anything; compare with more"


def _of_finding(finding: Finding) -> Iterator[str]:
    where = f"{finding.where}: " if finding.where else ""
    yield f"{where}{finding.said} {finding.now}; in the baseline {finding.before}"
    if finding.place:
        yield f"    {finding.place}"
    if finding.examples:
        yield f"    see `clean explain` on {', '.join(finding.examples)}"
    yield f"    {finding.fix}"
