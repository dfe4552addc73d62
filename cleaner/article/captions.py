"""Captions: a picture's text, and who made the picture."""

from __future__ import annotations

import functools
from typing import Final

import regex

from cleaner.model import Caption

_LONGEST: Final = 1500
_LABELS: Final = frozenset(("photograph", "photo", "picture", "image", "foto", "credit"))


@functools.cache
def _credits() -> tuple[regex.Pattern[str], ...]:
    """Captions with a credit; compiled when first asked for."""
    return (
        regex.compile(
            r"""
            (?P<text>.*\S)\s*
            [(\[]\s*
            (?:photo|picture|image|foto|fotografía|crédit|credit|source|quelle|bild|©)  # what it is
            (?:\s*(?:by|credit|:|/|：)\s*)+                                              # (Photo:Reuters), (Photo by X)
            (?P<credit>[^()\[\]]{2,80}?)
            \s*[)\]]\.?
            """,
            regex.VERBOSE | regex.IGNORECASE,
        ),
        regex.compile(
            r"""
            (?P<text>.*\S)\s+
            (?:photograph|photo|picture|image|foto|credit)\s*:\s*       # Photograph: NAME
            (?P<credit>[^.:]{2,80}?)\.?
            """,
            regex.VERBOSE | regex.IGNORECASE,
        ),
        regex.compile(
            r"""
            (?P<text>.*[\S])\s+[(\[]?
            (?P<credit>
              (?:AFP|AP|EPA|REUTERS|Reuters|Getty\ Images)(?:\ Photo)?\s?/\s?[^/()]{2,60}   # AFP Photo/NAME, REUTERS/NAME
              (?:\s?/\s?[^/()]{2,40})?                                                    # .../File Photo
            )[)\]]?\.?
            """,
            regex.VERBOSE,
        ),
        regex.compile(
            r"""
            (?P<text>.*\S)\s*
            [(\[](?P<credit>(?:AFP|AP|EPA|REUTERS|Reuters|Getty\ Images|Anadolu|Xinhua|dpa)(?:\ Photo)?)[)\]]\.?   # (AP Photo)
            """,
            regex.VERBOSE,
        ),
        regex.compile(
            r"""
            (?P<text>.*\S)\s*
            [(\[](?P<credit>
              [^()\[\]/]{2,60}(?:\s?/\s?|\ via\ )                                                       # (NAME/AFP)
              (?:AFP|AP|EFE|EPA|REUTERS|Reuters|Getty\ Images|Anadolu|Xinhua|dpa|Shutterstock)
            )[)\]]\.?
            """,
            regex.VERBOSE,
        ),
    )


def read_caption(text: str) -> Caption:
    """A caption with its credit, where the text ends in a form of one."""
    if len(text) <= _LONGEST and _may_have_credit(text):
        for form in _credits():
            if match := form.fullmatch(text):
                return Caption(match["text"].strip(), match["credit"].strip())
    return Caption(text)


def _may_have_credit(text: str) -> bool:
    """Whether a form of a credit is worth trying: text in brackets at the end, a stroke, or a label with a colon."""
    if text.endswith((")", "]", ").", "].")) or "/" in text:
        return True
    label, _, _ = text.rpartition(":")
    return label.rsplit(None, 1)[-1:] != [] and label.rsplit(None, 1)[-1].lower() in _LABELS
