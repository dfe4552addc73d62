"""`python -m benchmarks`: cleaning over its floor; `authoring`: the tools of rule writers; `quality`: how well it cleans.

The first two need no data but what is at hand. `quality` takes labelled pages, and options of its own.
"""

from __future__ import annotations

import sys

from benchmarks import authoring, quality, speed

_RUNS = {"speed": speed.main, "authoring": authoring.main}

if __name__ == "__main__":
    names = sys.argv[1:] or ["speed"]
    if names[0] == "quality":
        sys.exit(quality.main(names[1:]))
    if unknown := [name for name in names if name not in _RUNS]:
        sys.exit(f"no benchmark `{unknown[0]}`; one of {', '.join((*_RUNS, 'quality'))}")
    sys.exit(max(_RUNS[name]() for name in names))
