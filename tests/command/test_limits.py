"""Limits of time and memory, as options: with them the output is the same, and a document over them fails by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

Clean = Callable[..., Any]


@pytest.mark.parametrize(
    "options", [["--timeout", "50"], ["--workers", "2", "--timeout", "0"], ["--memory", "1000"]], ids=" ".join
)
def test_limits_that_nothing_meets_change_nothing(
    clean: Clean, stories: Callable[[int], bytes], options: list[str]
) -> None:
    data = stories(5) + b"{broken\n"
    calm, ran = clean("-", stdin=data), clean("-", *options, stdin=data)
    assert (ran.code, ran.out, ran.err) == (calm.code, calm.out, calm.err)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts all of a process's memory")
def test_workers_that_cannot_begin_for_want_of_memory(clean: Clean, stories: Callable[[int], bytes]) -> None:
    ran = clean("-", "--memory", "1", stdin=stories(1))
    what = "clean: workers die before they begin, maybe for want of memory; try with fewer --workers, or more --memory"
    assert (ran.code, ran.out, ran.err) == (1, b"", f"{what}\n")


@pytest.mark.parametrize("options", [["--timeout", "-1"], ["--timeout", "soon"], ["--memory", "0"]], ids=" ".join)
def test_limits_that_cannot_be(clean: Clean, options: list[str]) -> None:
    ran = clean("-", *options)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.splitlines()[-1].startswith(f"Error: Invalid value for '{options[0]}': ")
