"""The local runner by itself: documents that kill their worker, workers that cannot begin, and chunks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.errors import DocumentError
from cleaner.rulebook.shipped import shipped_rules
from cleaner.running.local import CHUNK_CHARACTERS, CHUNK_DOCUMENTS, run
from cleaner.running.outcomes import Job
from cleaner.writing.forms import Form

PROGRAM = '''
import json, os, signal, sys
sys.path.insert(0, {root!r})
from cleaner import Article, Cleaner, Document
from cleaner.errors import CleanerError
from cleaner.running.local import run
from cleaner.running.outcomes import Job
from cleaner.running.workers import Limits
from cleaner.writing.forms import Form

HELD = []

class Deadly(Cleaner):
    """A cleaner that dies, breaks, never ends, or takes all memory, at documents that say so."""

    def __reduce__(self):
        return (starting, ())

    def clean(self, document, **known):
        if "deadly" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "once" in document.text and not os.path.exists("once"):
            open("once", "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if "endless" in document.text:
            while True:
                pass
        if "greedy" in document.text:
            while True:
                HELD.append(bytearray(10_000_000))
        if "broken" in document.text:
            raise ValueError("out of flour")
        if "hungry" in document.text:
            raise MemoryError
        if "plain" in document.text:  # nothing that a busy machine could make slow
            return Article(id=document.id, rules="none", body=document.text)
        return super().clean(document, **known)

def starting():
    if "stillborn" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
    return Deadly(score=False)

if __name__ == "__main__":
    texts = json.load(sys.stdin)
    documents = [Document(id=f"d{{n}}", text=text) for n, text in enumerate(texts)]
    limits = Limits(*(json.loads(word) for word in sys.argv[2:] if word != "stillborn"))
    try:
        for outcome in run(documents, Job(Deadly(score=False), Form()), int(sys.argv[1]), limits):
            print(json.dumps([outcome.name, outcome.error, outcome.data.decode()]))
    except CleanerError as error:
        print(json.dumps(str(error)))
'''


@pytest.fixture
def deadly(tmp_path: Path) -> Callable[..., list[Any]]:
    """What comes of texts, one of which may kill the process that cleans it."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(root=str(Path(cleaner.__file__).parent.parent)), "utf-8")

    def ran(texts: list[str], *arguments: str) -> list[Any]:
        command = [sys.executable, str(program), *arguments]
        done = subprocess.run(  # noqa: S603
            command, input=json.dumps(texts), capture_output=True, text=True, cwd=tmp_path, timeout=60, check=True
        )
        assert done.stderr == ""
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ran


DIED = "its worker died, maybe for want of memory; clean it alone to see why"


@pytest.mark.parametrize("place", [0, 99])
def test_a_document_that_kills_its_worker_fails_alone(deadly: Callable[..., list[Any]], place: int) -> None:
    texts = [f"The bread of day {number} was sold before noon." for number in range(100)]
    texts[place] = "A deadly document."
    outcomes = deadly(texts, "2")
    assert [name for name, _, _ in outcomes] == [f"d{number}" for number in range(100)]
    assert [error for _, error, _ in outcomes if error] == [f"d{place}: {DIED}"]
    assert [json.loads(data)["body"] for _, error, data in outcomes if not error] == texts[:place] + texts[place + 1 :]


def test_a_document_whose_worker_was_killed_once_does_not_fail(deadly: Callable[..., list[Any]]) -> None:
    outcomes = deadly(["It happened once.", "Bread."], "2")
    assert [error for _, error, _ in outcomes] == ["", ""]


LATE = "took more than 2 seconds; give it more by --timeout, or split it"


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("places", [{0}, {63}, {7, 8, 99}], ids=str)
def test_a_document_that_never_ends_fails_alone(
    deadly: Callable[..., list[Any]], places: set[int], workers: str
) -> None:
    """The others of its chunk come out, those before and those behind it, each once and in order."""
    texts = [f"An endless document, {n}." if n in places else f"The plain bread of day {n}." for n in range(100)]
    outcomes = deadly(texts, workers, "2")
    assert [name for name, _, _ in outcomes] == [f"d{number}" for number in range(100)]
    assert [error for _, error, _ in outcomes if error] == [f"d{place}: {LATE}" for place in sorted(places)]
    bodies = [json.loads(data)["body"] for _, error, data in outcomes if not error]
    assert bodies == [text for number, text in enumerate(texts) if number not in places]


def test_a_document_that_kills_its_worker_beside_one_that_never_ends(deadly: Callable[..., list[Any]]) -> None:
    outcomes = deadly(["Plain.", "A deadly document.", "Plain.", "An endless document.", "Plain."], "2", "2")
    assert [error for _, error, _ in outcomes] == ["", f"d1: {DIED}", "", f"d3: {LATE}", ""]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts all of a process's memory")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_document_that_takes_all_memory_fails_alone(deadly: Callable[..., list[Any]], workers: str) -> None:
    outcomes = deadly(["A plain one.", "A greedy document.", "A plain one."], workers, "0", "1000")
    what = "there is too little memory for it; give it more, or split it"
    assert [error for _, error, _ in outcomes] == ["", f"d1: {what}", ""]


def test_workers_that_cannot_begin_end_the_run(deadly: Callable[..., list[Any]]) -> None:
    what = "workers die before they begin, maybe for want of memory; try with fewer --workers, or more --memory"
    assert deadly(["Bread."], "2", "stillborn") == [what]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_error_of_our_own_fails_its_document_alone(deadly: Callable[..., list[Any]], workers: str) -> None:
    first, broken, hungry, last = deadly(["Bread.", "A broken one.", "A hungry one.", "Bread."], workers)
    assert (first[1], last[1]) == ("", "")
    assert broken[1].startswith("d1: an error in cleaner itself, please report it: ValueError: out of flour (")
    assert hungry[1] == "d2: there is too little memory for it; give it more, or split it"


@pytest.mark.parametrize(
    "count", [0, 1, CHUNK_DOCUMENTS, CHUNK_DOCUMENTS + 1], ids=["none", "one", "a chunk", "a chunk and one"]
)
def test_there_are_as_many_outcomes_as_documents(count: int) -> None:
    documents = [
        DocumentError(f"d{number}", "cannot be read")
        if number % 3
        else cleaner.Document(id=f"d{number}", text="Bread.")
        for number in range(count)
    ]
    job = Job(cleaner.Cleaner(), Form())
    alone, together = (list(run(documents, job, workers)) for workers in (1, 2))
    assert [outcome.name for outcome in together] == [f"d{number}" for number in range(count)]
    assert together == alone


def test_large_documents_are_handed_out_alone() -> None:
    line = "The bread of the mill was sold before noon.\n"
    documents = [cleaner.Document(id=str(number), text=line * (CHUNK_CHARACTERS // 40)) for number in range(3)]
    job = Job(cleaner.Cleaner(), Form())
    assert [outcome.name for outcome in run(documents, job, 2)] == ["0", "1", "2"]


def test_what_is_not_asked_for_is_not_read() -> None:
    """No more documents are read than the workers can use, and no worker outlives a run that nobody follows."""
    taken: list[int] = []

    def endless() -> Any:
        while True:
            taken.append(len(taken))
            yield cleaner.Document(id=str(len(taken)), text="Bread.")

    outcomes = run(endless(), Job(cleaner.Cleaner(), Form()), 2)
    assert [next(outcomes).name for _ in range(3)] == ["1", "2", "3"]
    outcomes.close()  # type: ignore[attr-defined]
    assert len(taken) <= 2 * 3 * CHUNK_DOCUMENTS


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the package whose shipped rules for German are broken, and a document in English before one in German."""
    root = Path(cleaner.__file__).parent
    shutil.copytree(root, tmp_path / "cleaner", ignore=shutil.ignore_patterns("__pycache__", "_rules"))
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    (tmp_path / "rules" / "lang" / "de.yaml").write_text("rules:\n  - drop: shares\n    line: Teilen\n", "utf-8")
    (tmp_path / "1.txt").write_text("The bridge at the harbour stays closed for two years, the council said.", "utf-8")
    (tmp_path / "2.txt").write_text(
        "Die Brücke am Hafen bleibt zwei Jahre lang gesperrt, sagte der Rat der Stadt.", "utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("workers", ["1", "2"])
def test_broken_rules_that_a_document_asks_for_end_the_run(broken: Path, workers: str) -> None:
    """A broken rule stops the run, also where it is met late, and nothing stands under the output's name."""
    code = f"import sys; sys.path.insert(0, {str(broken)!r}); from cleaner.cli import main; main()"
    command = [sys.executable, "-c", code, "1.txt", "2.txt", "-o", "out.jsonl", "--workers", workers]
    done = subprocess.run(command, capture_output=True, text=True, cwd=broken, timeout=60, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.replace(f"{broken}/", "") == (
        "a mistake in the rules:\n"
        "rules/lang/de.yaml:2:11: rule 1 (shares), drop: unknown `shares`; did you mean `share`?\n"
        "      - drop: shares\n"
        "              ^\n"
    )
    assert sorted(path.name for path in broken.glob("out*")) == []
