"""Comments of an unknown source: names, dates and texts in turn, behind the article's prose.

A post begins with who wrote it and when, on one line or on two in either order. Lists of other articles look much the
same. So below a head for comments most texts must read as sentences; without one there must also be several posts, of
different people, most with a time of day.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import Final

import msgspec

from cleaner.engine.labelling import Item, Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.matching import Captures
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.rulebook.rules import FURNITURE
from cleaner.scoring.bylines import words
from cleaner.scoring.claims import captured, give, is_free
from cleaner.scoring.prose import is_prose
from cleaner.text.dates import dates_in

RULE_ID: Final = "comment-finder"
LONGEST_HEAD: Final = 60
"""Characters of a line with a name, a date or both."""
LONGEST_NAME: Final = 30
MOST_NAME_WORDS: Final = 4
MANY: Final = 4
"""People of a long thread, however often each writes."""
HEADLESS: Final = 3
"""Posts from which on a thread without a head is one."""
ABOVE: Final = 3
"""Blocks above the first post in which the head for comments stands."""
LONGEST_POST: Final = 12
"""Blocks of the longest post: more are no comment."""
PROSE_BEFORE: Final = 2
"""Blocks of the article's prose before a thread without a head; below a head one is enough."""
_TAKEN: Final = ("byline", "published", "modified")
"""What rules for bylines and dates may have taken of a thread."""
_ENDS: Final = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", ")", '"')
_BETWEEN = re.compile(
    r"""
    ^ [\s,;:|·•–—-]+ | [\s,;:|·•–—-]+ $                    # marks around a name
    | \s+ (?: on | at | am | um | le | el | il | op | den | kl\.? | said | says | wrote | schrieb | sagt | dit | escribió | dice | zegt | säger | skriver )? [\s:,]* $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNT = re.compile(r"(?<![\d.,:])\d{1,3}\s?(?=[^\W\d_])")
_POSTED = re.compile(r"(?:posted |comment )?by:? ", re.IGNORECASE)
_ONE = re.compile(r"\D*\b1\b\D*$")
"""Finds a head that says one comment follows."""
_NUMBER = re.compile(r"\#?(?P<number>\d{1,5})[.):]?\s+(?P<name>\D.*)")


class Post(msgspec.Struct, gc=False):
    """One post: the blocks of its head, who wrote it and when, and the blocks of its text."""

    head: list[int]
    name: str
    published: str | None
    text: list[int]


class Thread(msgspec.Struct, frozen=True, gc=False):
    """Posts one after another, the head above them, and the blocks of all lines with a date or an age."""

    posts: list[Post]
    head: int | None
    stamps: frozenset[int]


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """A line with a date or an age: the date in ISO 8601 where it has one, and what else stands in the line."""

    block: int
    published: str | None
    rest: str


def claim_comments(document: FoldedDocument, labelling: Labelling, language: str | None) -> dict[int, str]:
    """Move a thread of comments; gives the reason for each block."""
    stamps = _stamps(document, labelling, language)
    if not stamps:
        return {}
    posts = _posts(document, labelling, stamps)
    if not posts:
        return {}
    thread = Thread(posts, _head(document, posts[0].head[0]), frozenset(stamp.block for stamp in stamps))
    return _claim(document, labelling, thread) if _is_thread(document, labelling, thread) else {}


def _stamps(document: FoldedDocument, labelling: Labelling, language: str | None) -> list[Stamp]:
    """The short lines behind the first prose that hold a date or an age."""
    short = [b for b in document.blocks_with_digits() if len(document.folded[b]) <= LONGEST_HEAD]
    if not short:
        return []
    first = next((b for b, text in enumerate(document.folded) if is_prose(text)), len(document))
    may = [
        block
        for block in short
        if block > first and _may_be_stamp(labelling, block) and _has_stamp_digits(document.folded[block])
    ]
    if len(may) < HEADLESS and not any(_has_head_above(document, block) for block in may):
        return []  # too few for a thread without a head
    return [stamp for block in may if (stamp := _stamp(document, block, language)) is not None]


def _has_stamp_digits(folded: str) -> bool:
    """Whether a line holds the digits of a year, or a number with a word behind it."""
    return _YEAR.search(folded) is not None or _COUNT.search(folded) is not None


def _has_head_above(document: FoldedDocument, block: int) -> bool:
    """Whether a head for comments stands above a post that begins at a stamp, or right above it."""
    return _head(document, block) is not None or _head(document, block - 1) is not None


def _stamp(document: FoldedDocument, block: int, language: str | None) -> Stamp | None:
    folded, text = document.folded[block], document.texts[block]
    if document.word_count(block) > 12 or folded.endswith((".", "?", "!")):
        return None
    same = len(folded) == len(text)
    if _YEAR.search(folded) and (found := next(dates_in(folded, language), None)):
        start, date = found
        return Stamp(block, date.iso, _bare((text if same else folded)[:start]))
    number = _COUNT.search(folded)
    if number is None or _unit().match(folded, number.end()) is None:
        return None
    before = folded[: number.start()].rstrip()
    name, _, last = before.rpartition(" ")  # "vor", "hace", "il y a": what stands before an age is cut off
    return Stamp(block, None, _bare(text[: len(name)]) if same and last else "")


def _bare(text: str) -> str:
    """What stands before a date, without marks and small words between."""
    while (less := _BETWEEN.sub("", text)) != text:
        text = less
    return text


@functools.cache
def _unit() -> re.Pattern[str]:
    """What follows the number of an age, "hours ago": a unit, and no more than two words."""
    return re.compile(rf"(?:{words().units})[^\W\d]*\.?(?:\s+[^\W\d]+)?\W*$")


def _may_be_stamp(labelling: Labelling, block: int) -> bool:
    """Whether a line may be a post's date: what rules drop may, such as "3 hours ago"."""
    owner = labelling.owners[block]
    return _may_take(labelling, block) or (owner is not None and owner.label in FURNITURE)


def _may_take(labelling: Labelling, block: int) -> bool:
    owner = labelling.owners[block]
    return is_free(labelling, block) or (owner is not None and owner.label in _TAKEN)


def _posts(document: FoldedDocument, labelling: Labelling, stamps: list[Stamp]) -> list[Post]:
    """The posts that begin at stamps, all with their names at the same place: in the line, above or below."""
    best: list[Post] = []
    for where in (0, -1, 1):
        posts = []
        for stamp in stamps:
            name = stamp.rest if where == 0 else _bare(_text_at(document, labelling, stamp.block + where))
            name = _POSTED.sub("", name)
            if _is_name(name) and (where == 0 or len(stamp.rest) <= len("Published")):
                posts.append(Post(sorted({stamp.block, stamp.block + where}), name, stamp.published, []))
        posts = _with_texts(document, labelling, posts)
        if len(posts) > len(best):
            best = posts
    return best


def _text_at(document: FoldedDocument, labelling: Labelling, block: int) -> str:
    return document.texts[block] if 0 <= block < len(document) and _may_take(labelling, block) else ""


def _is_name(text: str) -> bool:
    """Whether a line may be a reader's name, or a pseudonym."""
    if not text or len(text) > LONGEST_NAME or text.endswith((".", "?", "!", ":", "…")) or not text[0].isalnum():
        return False
    return len(text.split()) <= MOST_NAME_WORDS and any(map(str.isalpha, text))


def _with_texts(document: FoldedDocument, labelling: Labelling, posts: list[Post]) -> list[Post]:
    """The first run of posts that each have a text; the last one's is as long as the others' at most."""
    run: list[Post] = []
    for number, post in enumerate(posts):
        start = post.head[-1] + 1
        if number + 1 < len(posts):
            text = [b for b in range(start, posts[number + 1].head[0]) if is_free(labelling, b)]
            if not text or len(text) > LONGEST_POST:
                break
        else:
            most = max([len(other.text) for other in run], default=1)
            text = _last(labelling, start, min(start + most, len(document)))
            if not text:
                break
        post.text = text
        run.append(post)
    return run


def _last(labelling: Labelling, start: int, stop: int) -> list[int]:
    """The free blocks from one on, up to what is a rule's."""
    text = []
    for block in range(start, stop):
        if not is_free(labelling, block):
            break
        text.append(block)
    return text


def _head(document: FoldedDocument, first: int) -> int | None:
    """The head for comments above the first post."""
    for block in range(first - 1, max(-1, first - 1 - ABOVE), -1):
        if document.word_count(block) <= MOST_NAME_WORDS + 1 and _says_comments().search(document.folded[block]):
            return block
    return None


@functools.cache
def _says_comments() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s\d(])(?:{words().comments})")


def _is_thread(document: FoldedDocument, labelling: Labelling, thread: Thread) -> bool:
    """Whether posts are comments: below a head for them, or plainly by their shape; always behind the article's prose."""
    posts, head = thread.posts, thread.head
    count = len(posts)
    first = posts[0].head[0]
    before = sum(is_prose(document.folded[b]) for b in labelling.body() if b < first)
    ends = sum(any(document.folded[b].endswith(_ENDS) for b in post.text) for post in posts)
    names = len({post.name for post in posts})
    timed = sum(post.published is not None and "T" in post.published for post in posts)
    within = sum(block in thread.stamps for post in posts for block in post.text)
    if not before or 2 * ends < count or 3 * within > count:
        return False
    if head is not None and count > 1:
        return 2 * names > count or names > MANY
    if head is not None:
        return bool(timed) or _ONE.match(document.folded[head]) is not None
    return before >= PROSE_BEFORE and count >= HEADLESS and min(3 * ends, 3 * names, 3 * timed) >= 2 * count


def _claim(document: FoldedDocument, labelling: Labelling, thread: Thread) -> dict[int, str]:
    """Give the thread to the finder; labels such as "Reply", which most posts have, are no one's text."""
    posts, head = thread.posts, thread.head
    times = Counter(document.folded[b] for post in posts for b in post.text)
    most = max(2, len(posts) // 2 + 1)
    said = [(post, [block for block in post.text if times[document.folded[block]] < most]) for post in posts]
    items = [Item(_captures(post), text) for post, text in said if text]
    blocks = [block for post in posts for block in (*post.head, *post.text)]
    if head is not None and is_free(labelling, head):
        blocks.insert(0, head)
    give(labelling, comments_rule(), blocks, [() for _ in blocks], items)
    why = "below a head for comments" if head is not None else "behind the article"
    return dict.fromkeys(blocks, f"names, dates and texts in turn, {why}")


def _captures(post: Post) -> Captures:
    numbered = _NUMBER.fullmatch(post.name)
    name, number = (numbered["name"], numbered["number"]) if numbered else (post.name, None)
    return captured(author=name, published=post.published, number=number)


@functools.cache
def comments_rule() -> CompiledRule:
    """The rule under whose name comments are moved."""
    return rule_without_file(RULE_ID, "move", "comments", "names, dates and texts in turn, behind the article")
