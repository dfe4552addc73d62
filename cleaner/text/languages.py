"""The language of a text, where nothing else tells it.

A script that one language owns tells it at once. Otherwise small frequent words do (`function_words.toml`), and where they
say too little, py3langid, whose answer is believed where the words do not speak against it.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

SAMPLE: Final = 600
"""Characters in which words are counted, some 100 words: py3langid is asked about one document in a hundred, and more
words change little in that."""

SHARING: Final = 6
"""Blocks that share the sample, the longest: menus and names say little, and one long notice in English is outvoted."""

GUESSED: Final = 400
"""Characters that py3langid looks at: as good as the whole text of one language, at a twentieth of the time."""

_WORD = 60  # the weight of a word that one language has; where several have it, they share the weight
_ENOUGH = 2 * _WORD  # for a language to be told by its words
_AHEAD = _WORD * 3 // 2  # of the next language: Danish and Norwegian, Indonesian and Malay share most of their words
_FOREIGN = 0.06  # of the words' weight: pages in English have 9 % and more, others with notices in English have 5 %
_SHORT = 30  # characters: where no words tell anything, guesses at less are wrong one time in four
_LONG = 200  # characters: where words tell of other languages only, guesses at less are wrong two times in three

_CJK = "zh or ja"
_SCRIPTS: Final = {
    "\u0370": "el", "\u0400": "", "\u0530": "hy", "\u0590": "he", "\u0600": "", "\u0a00": "pa", "\u0a80": "gu",
    "\u0b00": "or", "\u0b80": "ta", "\u0c00": "te", "\u0c80": "kn", "\u0d00": "ml", "\u0d80": "si", "\u0e00": "th",
    "\u0e80": "lo", "\u0f00": "", "\u10a0": "ka", "\u1100": "ko", "\u1200": "", "\u1780": "km", "\u1800": "",
    "\u1f00": "el", "\u2000": "", "\u3041": _CJK, "\u3130": "ko", "\u3190": _CJK, "\uac00": "ko", chr(0xD800): "",
    "\uf900": _CJK, "\ufb00": "",
}  # fmt: skip
"""The first character of each range of scripts, and the language that owns it; "" where many share it."""

_BOUNDS: Final = tuple(_SCRIPTS)
_KANA = re.compile(r"[\u3041-\u30fa]")


def detect_language(texts: Iterable[str]) -> str | None:
    """The language of a document's blocks (ISO 639-1, `no` for both forms of Norwegian), None where nothing tells it."""
    blocks = list(texts)
    sample = _sample(blocks)
    owner = "" if sample.isascii() else _owner(sample)
    if owner:
        return owner
    words = {*sample.lower().replace("’", "'").replace("'", "' ").split()}
    scores = _scores(words)
    return _told(scores, len(words)) or _guess(blocks, scores)


def telling_blocks(texts: Sequence[str]) -> list[int]:
    """The numbers of the blocks by which `detect_language` tells the language, the longest: where they stay, so does it."""
    lengths = list(map(len, texts))
    longest = sorted(range(len(texts)), key=lengths.__getitem__, reverse=True)
    size = count = 0
    for block in longest:
        if count >= SHARING and size >= GUESSED:
            break
        size += lengths[block] + 1
        count += 1
    return longest[:count]


def _sample(blocks: Sequence[str]) -> str:
    """The beginnings of the longest blocks."""
    least = SAMPLE // SHARING
    longer = [block for block in blocks if len(block) >= least]
    longest = sorted(longer if len(longer) >= SHARING else blocks, key=len, reverse=True)[:SHARING]
    share = SAMPLE // max(len(longest), 1)
    return " ".join([block[:share] for block in longest])


def _owner(sample: str) -> str:
    """The language that owns the script of a sample, "" where many share it.

    Of some 64 characters in order, the one at three quarters is looked at: spaces, digits and Latin letters come before
    all others, and a page in another script has menus and names in Latin letters more often than the other way round.
    """
    some = sorted(sample[:: len(sample) // 64 + 1])
    bound = bisect.bisect_right(_BOUNDS, some[len(some) * 3 // 4])
    owner = _SCRIPTS[_BOUNDS[bound - 1]] if bound else ""
    if owner != _CJK:
        return owner
    return "ja" if len(_KANA.findall(sample)) * 20 > len(sample) else "zh"


@functools.cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    """The languages of each small word."""
    import tomllib  # noqa: PLC0415 (slow to import)

    text = Path(__file__).with_name("function_words.toml").read_text(encoding="utf-8")
    lexicon: dict[str, tuple[str, ...]] = {}
    for language, words in tomllib.loads(text).items():
        for word in words.split():
            lexicon[word] = (*lexicon.get(word, ()), language)
    return lexicon


@functools.cache
def function_words(language: str | None) -> frozenset[str]:
    """The small words of a language in lower case; none where it is not known."""
    return frozenset(word for word, languages in _lexicon().items() if language in languages)


@functools.cache
def _listed() -> frozenset[str]:
    return frozenset(language for languages in _lexicon().values() for language in languages)


def _scores(words: set[str]) -> dict[str, int]:
    """What words weigh for each language; integers, so that the order of a set changes nothing."""
    lexicon = _lexicon()
    scores: defaultdict[str, int] = defaultdict(int)
    for word in lexicon.keys() & words:
        languages = lexicon[word]
        weight = _WORD // len(languages)
        for language in languages:
            scores[language] += weight
    return scores


def _told(scores: Mapping[str, int], words: int) -> str | None:
    """The language that leads by far, None where there is none; `words` is how many there are."""
    if not scores:
        return None
    first = max(scores, key=scores.__getitem__)
    second, weight = sorted([0, *scores.values()])[-2:]
    if weight < _ENOUGH or weight - second < _AHEAD or (first == "en" and weight < words * _WORD * _FOREIGN):
        return None
    return first


def _guess(blocks: Sequence[str], scores: Mapping[str, int]) -> str | None:
    """The language that py3langid sees in the longest blocks, None where the words do not bear it out."""
    sample = ""
    for text in sorted(blocks, key=len, reverse=True):
        sample += f" {text[: GUESSED - len(sample)]}"
        if len(sample) >= GUESSED:
            break
    if not any(map(str.isalpha, sample)) or (not scores and len(sample) < _SHORT):
        return None
    import py3langid  # noqa: PLC0415 (numpy and a model: only where words tell too little)

    guess = str(py3langid.classify(sample)[0])
    language = "no" if guess in {"nb", "nn"} else guess
    is_borne_out = not scores or language in scores or language not in _listed()
    return language if is_borne_out or len(sample) >= _LONG else None
