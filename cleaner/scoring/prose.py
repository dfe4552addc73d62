"""What a paragraph of prose is, by its characters alone."""

from __future__ import annotations

import re
from typing import Final

from cleaner.scoring.characters import SPACELESS

PROSE: Final = 80
"""Characters of the shortest paragraph of prose; in scripts without spaces, a third of it."""
SPACELESS_RUN: Final = re.compile(f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in SPACELESS)}]+")
"""Letters of scripts without spaces."""
_STOPS: Final = ".。۔।"
_SENTENCE: Final = re.compile(
    r"""
    [.!?؟۔।॥…] ["')\]»”」』]* (?: \s | $ )   # the end of a sentence, and of what it quotes
    | [。！？]                               # where no space follows
    """,
    re.VERBOSE,
)


def is_prose(folded: str) -> bool:
    """Whether a block is long enough for a paragraph and holds the end of a sentence."""
    size = len(folded)
    if size < PROSE and (size * 3 < PROSE or folded.isascii() or not SPACELESS_RUN.search(folded)):
        return False
    return ". " in folded or folded[-1] in _STOPS or _SENTENCE.search(folded) is not None
