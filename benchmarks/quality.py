"""How well articles come out of labelled pages, beside what others make of the same pages, and how fast.

Our cleaner takes each dump as a text of an unknown source, and each page with its address. Scores are F1 of mean precision and mean recall of shingles
of four words. The shipped scorer learned from most of these pages: the figures tell what changed, not how new pages
fare; for that, `python -m training` scores with sites held out. Speeds are those of one process, and only their ratios
count.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.figures import (
    Figures,
    changes,
    figures_of,
    load,
    other_pages,
    save,
    worse_than_nothing,
)
from benchmarks.metric import Score, score
from benchmarks.pages import HTML, Page, count_pages, read_pages, set_name
from benchmarks.peers import C4, OURS, TRAFILATURA, Way, ways
from benchmarks.tables import all_tables
from cleaner import Cleaner, Document
from cleaner.cli.progress import shown
from training.pages import DUMPS, words_of

MIN_OVER_TRAFILATURA: Final = 15.0
MIN_OVER_C4: Final = 0.5
MIN_OVER_TRAFILATURA_ON_PAGES: Final = 1.0
MIN_UNTOUCHED: Final = 0.995
FEW_PAGES: Final = 3
"""Languages with fewer pages are not judged."""

_ROOT: Final = Path(__file__).resolve().parent.parent
STANDING: Final = Path(__file__).with_suffix(".json")
"""The figures that a run is compared with."""
CAPTION: Final = "The shipped scorer learned from most of these pages: NOT held out. `python -m training` scores with sites held out."


@dataclass(frozen=True, slots=True)
class Run:
    """What a run has measured: scores by set, input and way; seconds and pages by input and way."""

    scores: dict[tuple[str, str, str], list[Score]] = field(default_factory=lambda: defaultdict(list))
    seconds: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    pages: Counter[tuple[str, str]] = field(default_factory=Counter)

    def speed(self, name: str, way: str) -> float | None:
        """Pages a second; None where nothing was measured."""
        spent = self.seconds[name, way]
        return self.pages[name, way] / spent if spent else None


def measure(paths: Sequence[Path], chosen: Sequence[Way], sample: int | None = None) -> Run:
    """Take every page of the files through every way."""
    run = Run()
    for path in paths:
        total = min(sample or count_pages(path), count_pages(path))
        warm = False
        for page in shown(read_pages(path, sample), f"pages of {set_name(path)}", total):
            if not warm:
                _warm(page, chosen)
                warm = True
            for way in chosen:
                for name in way.inputs:
                    _try(run, set_name(path), page, way, name)
    return run


def _warm(page: Page, chosen: Sequence[Way]) -> None:
    """Let imports and first times be over before anything is timed: each set has ways of its own through the code."""
    for way in chosen:
        way.work(page, way.inputs[0])


def _try(run: Run, pages: str, page: Page, way: Way, name: str) -> None:
    if name == HTML and not page.inputs[HTML]:
        return
    start = time.process_time()  # of this process alone: machines are busy
    guess = way.work(page, name)
    run.seconds[name, way.name] += time.process_time() - start
    run.pages[name, way.name] += 1
    if way.facts:
        guess = replace(guess, facts=way.facts(page, name))
    run.scores[pages, name, way.name].append(score(page.gold, guess, page.language))


def untouched(cleaner: Cleaner) -> float:
    """The share of words kept of articles that have nothing to remove, as texts of an unknown source."""
    kept = total = 0
    for path in sorted((_ROOT / "fixtures" / "untouched").glob("*.txt")):
        text = path.read_text("utf-8")
        words = Counter(words_of(text))
        kept += (words & Counter(words_of(cleaner.clean(Document(text=text)).body))).total()
        total += words.total()
    return kept / total


def speeds(run: Run) -> Iterator[tuple[str, bool]]:
    """Lines of speeds, and whether each is above its bar."""
    bars = [(dump, HTML, TRAFILATURA, MIN_OVER_TRAFILATURA) for dump in DUMPS]
    bars += [(dump, dump, C4, MIN_OVER_C4) for dump in DUMPS]
    for dump, name, way, bar in (*bars, (HTML, HTML, TRAFILATURA, MIN_OVER_TRAFILATURA_ON_PAGES)):
        ours, theirs = run.speed(dump, OURS), run.speed(name, way)
        if ours and theirs:
            line = (
                f"{OURS} on {dump}: {ours:.0f} pages a second, {ours / theirs:.2f} times {way} on {name} (bar {bar:g})"
            )
            yield line, ours / theirs >= bar


def verdicts(run: Run, figures: Figures) -> Iterator[tuple[str, bool]]:
    """Lines of what has a bar, and whether each is above it."""
    yield from speeds(run)
    kept = figures["untouched/words"]
    yield f"words kept of untouched articles: {kept:.2%} (bar {MIN_UNTOUCHED:.1%})", kept >= MIN_UNTOUCHED
    worse = worse_than_nothing(figures, FEW_PAGES)
    yield f"languages of {FEW_PAGES} pages or more under doing nothing: {', '.join(worse) or 'none'}", not worse


def comparison(figures: Figures, before: Figures) -> Iterator[str]:
    """Lines of what rose and fell."""
    for pages in other_pages(figures, before):
        yield f"{pages}: other pages than before, not compared"
    for name, was, now in changes(figures, before):
        yield f"{'rose' if now > was else 'fell'}  {now - was:+.4f}  {was:.4f} to {now:.4f}  {name}"


def main(arguments: Sequence[str] = ()) -> int:
    """Print the tables, the bars, and what rose and fell; 1 where something is under its bar."""
    options = _options(arguments)
    compared = options.save if options.save and options.save.exists() else STANDING
    try:
        before = load(compared)
    except msgspec.DecodeError as error:
        raise SystemExit(f"{compared}: no figures of a former run: {error}") from None
    cleaner = Cleaner(score=True)
    run = measure(options.pages, ways(cleaner, peers=options.peers), options.sample)
    figures = figures_of(run.scores) | {"untouched/words": untouched(cleaner)}
    lines = list(verdicts(run, figures))
    print(f"{CAPTION}\n\n{all_tables(figures)}\n")
    print(*(line if good else f"{line}  UNDER THE BAR" for line, good in lines), sep="\n")
    print(f"\nCompared with {compared.name}:" if before else "\nNothing to compare with: keep figures by --save FILE")
    print(*(list(comparison(figures, before)) or ["nothing rose or fell"] if before else []), sep="\n")
    if options.save:
        save(options.save, figures, before)
    return int(not all(good for _, good in lines))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks quality", description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, help="JSON Lines of labelled pages, .gz or not")
    parser.add_argument("--sample", type=int, metavar="N", help="only N pages of each file, the same ones each time")
    parser.add_argument(
        "--peers", choices=("all", "text", "none"), default="all", help="`text`: without trafilatura, which is slow"
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="FILE",
        help=f"keep the figures, and compare with those kept there, not {STANDING.name}",
    )
    options = parser.parse_args(arguments)
    options.pages = options.pages or sorted((_ROOT.parent / "shared" / "data").glob("*.jsonl.gz"))
    if not options.pages:
        parser.error(
            "no pages beside the checkout; name files of labelled pages (training/README.md says of what form)"
        )
    if missing := [path for path in options.pages if not path.is_file()]:
        parser.error(f"no file {missing[0]}")
    return options
