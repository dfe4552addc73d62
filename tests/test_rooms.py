"""The rooms of the package: a module imports only from rooms above its own, and importing the package is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOMS = [
    *("errors", "model", "text", "reading", "rulebook", "engine", "scoring", "article", "cleaning"),
    *("writing", "running", "authoring", "cli"),
]
ROOT = Path(__file__).resolve().parents[1]
MODULES = [path for path in sorted((ROOT / "cleaner").rglob("*.py")) if path != ROOT / "cleaner" / "__init__.py"]


def room_of(module: str) -> str:
    return module.split(".")[1]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "cleaner":
            yield from (f"cleaner.{name.name}" for name in node.names if name.name in ROOMS)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_from_rooms_above_its_own(path: Path) -> None:
    own = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    above = ROOMS[: ROOMS.index(own) + 1]
    rooms = [room_of(module) for module in imported(path) if module.startswith("cleaner.")]
    assert not [room for room in rooms if room not in above]


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = {"lxml", "trafilatura", "numpy", "py3langid", "pyarrow", "fastwarc", "zstandard"}
    heavy |= {"charset_normalizer", "rich", "click", "tarfile", "zipfile"}
    program = "import sys, cleaner; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603
    assert not heavy & set(run.stdout.split())
