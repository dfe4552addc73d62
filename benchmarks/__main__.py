"""`python -m benchmarks`: cleaning over its floor; `python -m benchmarks authoring`: the tools of rule writers.

Both need no data but what is at hand.
"""

from __future__ import annotations

import sys

from benchmarks import authoring, speed

_RUNS = {"speed": speed.main, "authoring": authoring.main}

if __name__ == "__main__":
    names = sys.argv[1:] or ["speed"]
    if unknown := [name for name in names if name not in _RUNS]:
        sys.exit(f"no benchmark `{unknown[0]}`; one of {', '.join(_RUNS)}")
    sys.exit(max(_RUNS[name]() for name in names))
