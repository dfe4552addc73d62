"""The head of an article of an unknown source: the lines around its title that say who wrote it, when, and what it is about.

Looked for between the title and the first paragraphs. A line of names needs something else that speaks for it: a word
such as "By", a role, a date or a time beside it, or a few words about the author. A wrong author is worse than none.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import msgspec

from cleaner.engine.labelling import Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.scoring.bylines import LONGEST, HeadLine, has_digit, read_line, says_author, says_role, says_time
from cleaner.scoring.captions import has_credit
from cleaner.scoring.claims import captured, give, is_free, leaves_body
from cleaner.scoring.headlines import Setting, setting_of
from cleaner.scoring.prose import is_prose

BYLINE: Final = "byline-finder"
DATE: Final = "date-finder"
SUBTITLE: Final = "subtitle-finder"
ABOVE: Final = 3
"""Blocks above the title that are looked at: kickers, dates."""
UNTITLED: Final = 8
"""Blocks above the first paragraph that are looked at where no title is near."""
FARTHEST: Final = 30
"""Blocks between a title and the first paragraph, at most: more are a menu."""
INTO: Final = 5
"""Blocks behind the first paragraph that are looked at, up to the next paragraph: the first may be a standfirst."""
NEAR: Final = 2
"""Blocks in which a date, a time or a role is beside a name."""
ABOUT: Final = 3
"""Blocks below a name in which a few words about the person stand."""
_PARTING: Final = frozenset([",", "&", "and", "und", "et", "y", "e", "en", "och", "og", "i", "и", "και", "ve"])
_LONGEST_LABEL: Final = 40
_COMPARED: Final = 20_000
"""Characters of a document in which the words of what may be a name are looked for in small letters."""
_SUBTITLE: Final = (5, 50)
"""Words of a standfirst."""
_LONGEST_SUBTITLE: Final = 400


class Head(msgspec.Struct, gc=False):
    """The lines of a head: what is read of each, by block; the title's block, or None."""

    document: FoldedDocument
    labelling: Labelling
    setting: Setting
    title: int | None
    blocks: range
    lines: dict[int, HeadLine]


def claim_head(
    document: FoldedDocument, labelling: Labelling, language: str | None, setting: Setting | None = None
) -> dict[int, str]:
    """Move a document's byline, date and standfirst; gives the reason for each block.

    `setting` is where the article is, where somebody knows it.
    """
    setting = setting or setting_of(document, labelling)
    if setting is None:
        return {}
    head = _head_of(document, labelling, language, setting)
    said = _claim_people(head)
    said |= _claim_dates(head, said)
    return said | _claim_subtitle(head)


def _head_of(document: FoldedDocument, labelling: Labelling, language: str | None, setting: Setting) -> Head:
    """The head of a document, its short lines read. Of what a rule took, only a date may tell something."""
    title = _title_above(labelling, setting.first)
    start = max(0, title - ABOVE) if title is not None else max(0, setting.first - UNTITLED)
    blocks = range(start, _end(document, labelling, setting))
    lines = {}
    for block in blocks:
        text = document.texts[block]
        if len(text) > LONGEST or block == title or not (is_free(labelling, block) or has_digit(text)):
            continue
        if (read := read_line(text, language)) is not None:
            lines[block] = read
    return Head(document, labelling, setting, title, blocks, lines)


def _title_above(labelling: Labelling, first: int) -> int | None:
    """The title above the first paragraph, or right below it; of equal ones the first."""
    for block in range(max(0, first - FARTHEST), min(first + 3, len(labelling.owners))):
        owner = labelling.owners[block]
        if owner is not None and owner.label == "title":
            return block
    return None


def _end(document: FoldedDocument, labelling: Labelling, setting: Setting) -> int:
    """Where the head ends: at the second paragraph, or a few blocks behind the first."""
    last = min(len(document), setting.first + INTO + 1)
    for block in range(setting.first + 1, last):
        if is_prose(document.folded[block]) and is_free(labelling, block):
            return block
    return last


# Who


def _claim_people(head: Head) -> dict[int, str]:
    """Move the byline, unless a rule has one in the head."""
    around = range(max(0, head.blocks.start - UNTITLED), head.blocks.stop)
    if any(_gives(head, block, "byline", ("authors", "author")) for block in around):
        return {}
    found = _evident(head)
    if found is None:
        return {}
    block, why = found
    named = [block, *_following(head, block)]
    names = dict.fromkeys(name for number in named for name in head.lines[number].names)
    blocks = [*named, *_labels(head, named)]
    line = head.lines[block]
    value = ", ".join(names) or line.agency
    if not leaves_body(head.labelling, blocks):
        return {}
    captures = [captured(authors=value, published=line.published, modified=line.modified), *[()] * (len(blocks) - 1)]
    give(head.labelling, byline_rule(), blocks, captures, first=True)
    return dict.fromkeys(blocks, why)


def _gives(head: Head, block: int, label: str, names: tuple[str, ...]) -> bool:
    """Whether a rule took a block for a field."""
    owner = head.labelling.owners[block]
    if owner is None or is_free(head.labelling, block):
        return False
    return owner.label == label or any(capture.name in names for capture in owner.captures[owner.blocks.index(block)])


def _evident(head: Head) -> tuple[int, str] | None:
    """The line of names for which most speaks, and what; the first of equals."""
    candidates = [b for b, line in head.lines.items() if (line.names or line.agency) and is_free(head.labelling, b)]
    for speaks in (_says_so, _is_beside):
        for block in candidates:
            if why := speaks(head, block):
                return block, why
    return None


def _says_so(head: Head, block: int) -> str:
    """What says that the names of a line are the author's, "" where nothing does."""
    line, folded = head.lines[block], head.document.folded
    if line.is_led:
        return "a word for writers stands before the names"
    above = next((b for b in range(block - 1, max(-1, block - 3), -1) if folded[b].strip(" ·•|-/")), None)
    if above is not None and says_author(folded[above]):
        return "a word for writers stands above the names"
    if above is not None and _is_other_label(folded[above]):
        return ""
    if line.has_role or (block + 1 < len(folded) and says_role(head.document.texts[block + 1])):
        return "a role stands beside the names"
    if line.names and _is_about(head, block):
        return "a few words about the author follow"
    return ""


def _is_other_label(folded: str) -> bool:
    """Whether a line announces something else: "Fact checked by", "Photos:"."""
    return len(folded) < _LONGEST_LABEL and folded.endswith((":", " by"))


def _is_about(head: Head, block: int) -> bool:
    """Whether a text about the person follows a name."""
    name = head.lines[block].names[0].lower()
    below = head.document.folded[block + 1 : block + 1 + ABOUT]
    return any(text.startswith(name) and len(text) > 2 * len(name) and _has_role(text) for text in below)


def _has_role(text: str) -> bool:
    return says_role(" ".join(text.split()[2:14][:6])) or says_role(" ".join(text.split()[5:11]))


def _is_beside(head: Head, block: int) -> str:
    """Whether names stand beside a date or a time, and nothing speaks against their being the author's."""
    line = head.lines[block]
    if not line.names or line.rest > 3 or _is_known_otherwise(head, block):
        return ""
    if line.has_date:
        return "a date stands beside the names"
    for other in range(max(0, block - NEAR), min(len(head.document), block + NEAR + 1)):
        if other != block and _is_time(head, other):
            return "a date stands beside the names"
    return ""


def _is_time(head: Head, block: int) -> bool:
    line = head.lines.get(block)
    if line is not None and line.has_date:
        return True
    return _gives(head, block, "published", ("published", "modified")) or says_time(head.document.folded[block])


def _is_known_otherwise(head: Head, block: int) -> bool:
    """Whether a name is that of a section, or of somebody whom the article is about."""
    folded, line = head.document.folded, head.lines[block]
    if folded[block] in folded[: head.blocks.start]:
        return True
    above = folded[block - 1] if block else ""
    if _is_other_label(above) and not says_author(above):
        return True
    said, text = head.setting.text, _beginning(head.document)
    for name in line.names:
        words = name.split()
        if words[-1].lower() in said or any(f" {word.lower()} " in text for word in words):
            return True
    return False


def _beginning(document: FoldedDocument) -> str:
    """The beginning of a document's text."""
    size, texts = 0, []
    for text in document.texts:
        if size > _COMPARED:
            break
        texts.append(text)
        size += len(text)
    return "\n".join(texts)[:_COMPARED]


def _following(head: Head, block: int) -> Iterator[int]:
    """The lines of names below a byline, from which but a comma or a word such as "and" parts them."""
    is_parted = False
    for below in range(block + 1, head.blocks.stop):
        line = head.lines.get(below)
        if line is not None and is_parted and line.names and not line.rest and is_free(head.labelling, below):
            yield below
            is_parted = False
        elif head.document.folded[below] in _PARTING:
            is_parted = True
        else:
            return


def _labels(head: Head, named: list[int]) -> Iterator[int]:
    """The lines right above and below names that say what these people did: "By", "Senior Reporter"."""
    above, below = named[0] - 1, named[-1] + 1
    if above >= 0 and is_free(head.labelling, above) and says_author(head.document.folded[above]):
        yield above
    if below < len(head.document) and is_free(head.labelling, below) and says_role(head.document.texts[below]):
        yield below


# When


def _claim_dates(head: Head, taken: dict[int, str]) -> dict[int, str]:
    """Move the lines that are but dates, unless a rule has one in the head."""
    if any(_gives(head, block, "published", ("published",)) for block in head.blocks):
        return {}
    dated = [b for b, line in head.lines.items() if line.has_date and not line.names and is_free(head.labelling, b)]
    first = next((block for block in dated if head.lines[block].published), None)
    if any(head.lines[block].published for block in taken if block in head.lines):
        first = None
    changed = next((block for block in dated if head.lines[block].modified), None)
    blocks = sorted({block for block in (first, changed) if block is not None})
    if not blocks or not leaves_body(head.labelling, blocks):
        return {}
    captures = [
        captured(
            published=head.lines[block].published if block == first else None,
            modified=head.lines[block].modified if block == changed else None,
        )
        for block in blocks
    ]
    give(head.labelling, date_rule(), blocks, captures, first=True)
    return dict.fromkeys(blocks, "a date alone, between title and text")


# What it is about


def _claim_subtitle(head: Head) -> dict[int, str]:
    """Move what stands between the title and a byline or a date, and reads as a sentence about the article."""
    if head.title is None or any(claim.label == "subtitle" for claim in head.labelling.claims):
        return {}
    block = next((b for b in range(head.title + 1, head.blocks.stop) if is_free(head.labelling, b)), None)
    if block is None or not _may_be_subtitle(head, block) or not _is_above_byline(head, block):
        return {}
    if not leaves_body(head.labelling, [block]):
        return {}
    give(head.labelling, subtitle_rule(), [block], [()])
    return {block: "it stands between the title and the byline or date"}


def _may_be_subtitle(head: Head, block: int) -> bool:
    """Whether a block has a standfirst's length, and is neither a list's item, a time, a credit nor the title again."""
    text, (least, most) = head.document.texts[block], _SUBTITLE
    folded = head.document.folded[block]
    if (
        says_time(folded[-30:])
        or has_credit(text)
        or (head.title is not None and head.document.folded[head.title] in folded)
    ):
        return False
    if len(text) > _LONGEST_SUBTITLE or block in head.lines or head.document.blocks.texts[block] != text:
        return False
    return least <= head.document.word_count(block) <= most


def _is_above_byline(head: Head, block: int) -> bool:
    """Whether a byline or a date follows before the article's first paragraph."""
    for below in range(block + 1, head.blocks.stop):
        owner = head.labelling.owners[below]
        if owner is not None and owner.label in ("byline", "published", "modified"):
            return True
        if is_free(head.labelling, below) and is_prose(head.document.folded[below]):
            return False
    return False


@functools.cache
def byline_rule() -> CompiledRule:
    """The rule under whose name bylines are moved."""
    return rule_without_file(
        BYLINE, "move", "byline", "a line of names near the title, and something that speaks for it"
    )


@functools.cache
def date_rule() -> CompiledRule:
    """The rule under whose name dates are moved."""
    return rule_without_file(DATE, "move", "published", "a line that is but a date, near the title")


@functools.cache
def subtitle_rule() -> CompiledRule:
    """The rule under whose name standfirsts are moved."""
    return rule_without_file(SUBTITLE, "move", "subtitle", "it stands between the title and the byline or the date")
