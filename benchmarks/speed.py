"""Cleaning over its floor: decode, split into lines, join.

2,000 distinct documents are made from a few by putting a random word into every line of more than 150 characters, so
that no memory from one document to the next can help. Bytes go in, articles with spans, fields and dates come out;
the source is found from the text with all shipped rule sets loaded, and again with 500 generated ones beside them.
"""

from __future__ import annotations

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cleaner.cleaning import Cleaner
from cleaner.engine import labelling

DOCUMENTS = 2000
ROUNDS = 7
LONG_LINE = 150
MAX_RATIO = 30.0
MAX_GROWTH = 1.2
GENERATED_SETS = 500

_ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "ra", "se", "ti", "vo", "zu")


def originals() -> list[str]:
    """The documents that the others are made from: real ones where they are at hand, else the shipped fixtures."""
    seeds = sorted((_ROOT.parent / "shared" / "seeds").glob("*.txt"))
    paths = seeds or sorted((_ROOT / "fixtures" / "inbox").glob("*.txt"))
    return [path.read_text("utf-8") for path in paths]


def distinct_documents(count: int = DOCUMENTS, seed: int = 7) -> list[bytes]:
    """Documents that all differ, as bytes."""
    chance = random.Random(seed)
    texts = originals()
    return [_varied(texts[number % len(texts)], chance).encode() for number in range(count)]


def _varied(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if len(line) > LONG_LINE:
            words = line.split(" ")
            words.insert(chance.randrange(1, len(words)), _word(chance))
            lines[number] = " ".join(words)
    return "\n".join(lines)


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randrange(2, 5)))


def generated_sets(folder: Path, count: int = GENERATED_SETS, seed: int = 11) -> None:
    """Write rule files of invented sources, each with fingerprints, lines, runs and comments of its own."""
    chance = random.Random(seed)
    for number in range(count):
        word = [_word(chance).capitalize() for _ in range(12)]
        (folder / f"generated-{number}.yaml").write_text(_SET.format(number=number, word=word), "utf-8")


_SET = """\
source: generated-{number}
hosts: [generated-{number}.example]
extends: [news, lang/en]
language: en
fingerprints:
  - 'More {word[0]} {word[1]} stories*'
  - '*{word[2]} {word[3]} is not responsible*'
  - 'Copyright © {{:int}} {word[4]} {word[5]}'
rules:
  - drop: nav
    line: ['{word[6]} {word[7]}*', '{word[8]}']
  - drop: related
    from: 'More from {word[9]}'
    until: ['Comments {{:int}}', <end>]
  - move: title
    at: 1
    words: ..25
    not: ['*.', '*."']
  - move: byline
    line: 'By {{authors}}, {word[10]} {word[11]}'
    at: ..4
  - move: comments
    from: 'Comments {{:int}}'
    next: '{word[10]} *'
    to: <end>
    each: '{word[10]} {{author}} {{published}}'
"""


def floor(documents: Sequence[bytes]) -> None:
    """What any cleaner must do: decode, split, join."""
    for data in documents:
        "\n".join(data.decode("utf-8").splitlines())


def cleaning(cleaner: Cleaner) -> Callable[[Sequence[bytes]], None]:
    """A function that cleans documents and looks at their spans."""

    def run(documents: Sequence[bytes]) -> None:
        for data in documents:
            if not cleaner.clean(data).spans:
                raise ValueError("a document without spans")

    return run


def _seconds(work: Callable[[Sequence[bytes]], None], documents: Sequence[bytes]) -> float:
    gc.collect()
    start = time.process_time()  # of this process alone: machines are busy
    work(documents)
    return time.process_time() - start


def main() -> int:
    """Print the ratios; 1 where one is over its bar."""
    documents = distinct_documents()
    with tempfile.TemporaryDirectory() as folder:
        generated_sets(Path(folder))
        few, many = cleaning(Cleaner()), cleaning(Cleaner(folder))
        rounds = [
            (_seconds(floor, documents), _seconds(few, documents), _seconds(many, documents)) for _ in range(ROUNDS)
        ]
    ratio = statistics.median(mine / low for low, mine, _ in rounds)
    growth = statistics.median(loaded / mine for _, mine, loaded in rounds)
    low = statistics.median(row[0] for row in rounds) / len(documents) * 1e6
    build = "pure Python" if labelling.__file__.endswith(".py") else "compiled"
    print(
        f"floor                          {low:6.1f} µs a document of {sum(map(len, documents)) / len(documents):.0f} bytes"
    )
    print(f"cleaning over the floor        {ratio:6.1f} times  (bar {MAX_RATIO:.0f}), {build}")
    print(f"with {GENERATED_SETS} more sets, over without {growth:4.2f} times  (bar {MAX_GROWTH})")
    return int(ratio > MAX_RATIO or growth > MAX_GROWTH)
