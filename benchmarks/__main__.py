"""`python -m benchmarks`: all measurements that need no data but what is at hand."""

from __future__ import annotations

import sys

from benchmarks import speed

if __name__ == "__main__":
    sys.exit(speed.main())
