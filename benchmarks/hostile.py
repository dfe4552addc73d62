"""`python -m benchmarks.hostile [PAGES]`: hostile pages at full size, each in a process of its own, and 500 mutated ones.

Each must end in an article with a warning or in a `DocumentError`, within its time; 1 where one does not.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.pages import HTML, read_pages
from cleaner import Cleaner, Document, DocumentError

SECONDS: Final = 120.0
"""Time that one page may take on a busy machine."""
MUTATED: Final = 500
PAGES: Final[dict[str, Callable[[], str]]] = {
    "50 MB of paragraphs": lambda: "<p>hello world this is text</p>\n" * 1_600_000,
    "50 MB of one paragraph": lambda: "<p>" + "a b " * 12_500_000,
    "nested 100,000 deep": lambda: "<div>" * 100_000 + "x",
    "nested and closed": lambda: "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "lists nested 50,000 deep": lambda: "<ul><li>" * 50_000 + "x",
    "a million attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">x</p>",
    "a million tags with attributes": lambda: "<p a=1 b=2>" * 1_000_000,
    "10,000 unclosed tags": lambda: "".join(f"<{t}>" for t in ("div", "span", "b", "i", "p") * 2_000) + "x",
    "formatting reopened": lambda: "<p>" + "".join(f"<b a={n}>" for n in range(5_000)) + "</p>" + "<p>x</p>" * 5_000,
}
_BITS: Final = (
    "<",
    ">",
    '"',
    "'",
    "</",
    "<!--",
    "=",
    "<table>",
    "<script>",
    "",
    "&#0;",
    "\x00",
    "\ud800",
    "</div>",
    "<p",
)


def outcome(html: str) -> str:
    """What came of a page, in a word or two."""
    start = time.monotonic()
    try:
        article = Cleaner().clean(Document(html=html))
        said = ", ".join(warning.code for warning in article.warnings) or "clean"
    except DocumentError as error:
        said = f"DocumentError: {error.what}"
    return f"{time.monotonic() - start:6.1f} s  {said}"


def _alone(name: str) -> None:
    print(f"{name:32} {outcome(PAGES[name]())}", flush=True)


def run_alone(name: str) -> bool:
    """Whether a page ends well in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=_alone, args=(name,))
    process.start()
    process.join(SECONDS)
    if process.exitcode != 0:
        print(f"{name:32} {'CRASHED' if process.exitcode is not None else 'HANGS'}")
        process.kill()
    return process.exitcode == 0


def mutated(path: Path, count: int = MUTATED) -> int:
    """Clean so many mutated pages of a file; how many raised something else than `DocumentError`."""
    pages = [page.inputs[HTML] for page in read_pages(path, 25) if page.inputs[HTML]]
    cleaner, failed, slowest = Cleaner(), 0, 0.0
    for seed in range(count):
        chance = random.Random(seed)
        html = pages[seed % len(pages)]
        for _ in range(40):
            at = chance.randrange(len(html))
            html = html[:at] + chance.choice(_BITS) + html[at + chance.randrange(30) :]
        start = time.monotonic()
        try:
            cleaner.clean(Document(html=html))
        except DocumentError:
            pass
        except Exception as error:  # noqa: BLE001 (counting them is the purpose)
            print(f"seed {seed}: {error!r}")
            failed += 1
        slowest = max(slowest, time.monotonic() - start)
    print(f"{count} mutated pages: {failed} failed, the slowest took {slowest:.1f} s")
    return failed


def main(arguments: list[str]) -> int:
    """Run all; the mutated pages are those of the file that is named."""
    good = [run_alone(name) for name in PAGES]
    failed = mutated(Path(arguments[0])) if arguments else 0
    return int(not all(good) or bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
