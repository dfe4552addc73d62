"""What the tests of the command have in common: a folder with rules of a made-up source, its stories, and two ways to run."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.cli import main

VILLAGE = """\
source: village
name: Village Post
extends: [base]
hosts: [village.example]
language: en
fingerprints: ['Read more at the Village Post*']
rules:
  - drop: ad
    id: advertisement
    line: 'Advertisement*'
    hits: [Advertisement]
  - drop: promo
    id: read-more
    line: 'Read more at the Village Post*'
    hits: [Read more at the Village Post of Torvik]
  - move: comments
    from: 'Comments {:int}'
    to: <end>
    each: 'Reader {author} {published}'
    hits: [Comments 2]
  - move: title
    line: 'Headline: {title}'
    hits: ['Headline: The mill opens']
  - drop: other
    id: laughter
    line: {re: '(?:ha|ha ?)+[!?]'}
    hits: [ha ha!]
"""

STORY = """\
Headline: The mill of Torvik opens as a school of bread, number {number}

Advertisement

The old mill above Torvik opened its doors as a school of bread on Monday, and {number} people came to see the ovens.

"We asked for nothing but good flour," the miller said, while the neighbours hung paper flags from the balcony.

Read more at the Village Post of Torvik

Comments 1

Reader Hanna 12 January 2012, 10:11

I was there, and it smelled well.
"""

BODY = (
    "The old mill above Torvik opened its doors as a school of bread on Monday, and {number} people came to see the ovens."
    '\n\n"We asked for nothing but good flour," the miller said, while the neighbours hung paper flags from the balcony.'
)


@dataclass(frozen=True)
class Ran:
    """What came of a run of the command."""

    code: int
    out: bytes
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, in which `rules/` has the rules of the source `village`."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "village.yaml").write_text(VILLAGE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def clean(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Run the command in this process, with bytes as standard input."""

    def run(*arguments: str, stdin: bytes = b"", rules: bool = True) -> Ran:
        assert folder == Path.cwd()
        capsysbinary.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main.main([*arguments, *(["--rules", "rules"] if rules else [])], prog_name="clean")
        out, err = capsysbinary.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ran(code, out, err.decode())

    return run


@pytest.fixture
def program(folder: Path) -> Callable[..., list[str]]:
    """The command line that runs the command in a process of its own, as the installed script does."""
    script = folder / "bin" / "clean"
    script.parent.mkdir()
    root = Path(cleaner.__file__).parent.parent
    code = f"import sys\nsys.path.insert(0, {str(root)!r})\nfrom cleaner.cli import main\n"
    script.write_text(code + 'if __name__ == "__main__":\n    sys.exit(main(prog_name="clean"))\n', "utf-8")
    return lambda *arguments: [sys.executable, str(script), *arguments, "--rules", "rules"]


@pytest.fixture
def start(program: Callable[..., list[str]]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command in a process of its own, with pipes for what is not said; none outlives its test."""
    with contextlib.ExitStack() as stack:

        def run(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
            pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
            process: subprocess.Popen[bytes] = subprocess.Popen(program(*arguments), **(pipes | options))  # noqa: S603
            stack.callback(end, process)
            return process

        yield run


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        with contextlib.suppress(OSError):
            if pipe:
                pipe.close()
    process.wait()


def story_of(number: int) -> str:
    return STORY.format(number=number)


def record_of(number: int, **fields: Any) -> bytes:
    return json.dumps({"id": f"story-{number}", "text": story_of(number), **fields}).encode() + b"\n"


@pytest.fixture
def story() -> Callable[[int], str]:
    """The text of a story by its number."""
    return story_of


@pytest.fixture
def body() -> Callable[[int], str]:
    """The body expected of a story."""
    return lambda number: BODY.format(number=number)


@pytest.fixture
def record() -> Callable[..., bytes]:
    """A line of JSON with a story, or with other fields."""
    return record_of


@pytest.fixture
def stories() -> Callable[[int], bytes]:
    """Lines of JSON with so many stories."""
    return lambda count: b"".join(map(record_of, range(count)))


@pytest.fixture
def inbox(folder: Path) -> Path:
    """A folder with three stories: a text, a page and a compressed text."""
    (folder / "inbox" / "old").mkdir(parents=True)
    (folder / "inbox" / "one.txt").write_text(story_of(1), "utf-8")
    blocks = "".join(f"<p>{line}</p>" for line in story_of(2).split("\n\n"))
    page = f"<html><body><article>{blocks}</article></body></html>"
    (folder / "inbox" / "two.html").write_text(page, "utf-8")
    (folder / "inbox" / "old" / "three.txt.gz").write_bytes(gzip.compress(story_of(3).encode()))
    return folder / "inbox"


@pytest.fixture
def names() -> Callable[[Path], list[str]]:
    """All files below a folder, hidden ones too."""

    def found(folder: Path) -> list[str]:
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    return found


@pytest.fixture
def not_root() -> None:
    """Skips where the right to read is not asked."""
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
