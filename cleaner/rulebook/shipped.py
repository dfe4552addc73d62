"""Where the shipped rule sets are: in a wheel, an editable install and a checkout."""

from __future__ import annotations

from pathlib import Path

from cleaner.errors import InputError


def shipped_rules() -> Path:
    """The folder of the shipped rule sets. A wheel carries them inside the package, a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_rules", package.parent / "rules"):
        if (folder / "base.yaml").is_file():
            return folder
    raise InputError(str(package), "the shipped rules are missing", "install cleaner again")
