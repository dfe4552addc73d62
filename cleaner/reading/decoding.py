"""Bytes to text: `decode`, which never raises, and says what it did and what it could not read."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

How = Literal["bom", "utf-8", "declared", "detected"]

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM_BYTES = bytes({mark[0] for mark, _ in _BOMS})

# What browsers read under a label is more than the label says (https://encoding.spec.whatwg.org/#names-and-labels).
# Keys are Python's own names of codecs, after `codecs.lookup`; an encoding that is not here is not trusted.
_WIDER = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
_CHARSETS = {
    *("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949"),
    *("cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *(f"windows-125{n}" for n in range(9)),
    *(f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}
_LABELS = {"x-sjis": "cp932", "x-gbk": "gbk", "x-euc-jp": "euc_jp", "ks_c_5601-1987": "cp949", "macintosh": "mac-roman"}

_DECLARED = re.compile(
    rb"""
    <(?:meta\b[^>]*?\bcharset | \?xml\b[^>]*?\bencoding)  # <meta charset=, <meta http-equiv ... content="...; charset=
    \s*=\s*["']?\s*
    ([\w.:-]+)                                            # 1: the label
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DECLARED_WITHIN = 2048  # bytes; browsers look at 1,024, and some pages begin with long comments

_SURROGATE = re.compile(r"[\ud800-\udfff]")

# Bytes of other encodings that happen to form UTF-8 are rarer than those that do not, at most 1 in 3, for Chinese; so
# this many characters of UTF-8 for each bad byte are no accident.
_PLAINLY_UTF8 = 2

_DETECT_WITHIN = 65_536  # bytes; more makes the detector slower, and no surer
_DETECTABLE = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "koi8_r", "iso8859_2"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_BINARY = re.compile(rb"[\0-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")  # controls, and gaps of windows-1252
_CUT = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2})\Z")  # a text cut within a character
_LAST_WORD = re.compile(rb"[^\s<]+\Z")
_WESTERN = {
    *("English", "French", "German", "Spanish", "Portuguese", "Italian", "Dutch"),
    *("Swedish", "Norwegian", "Danish", "Finnish", "Icelandic"),
}


class Decoded(NamedTuple):
    """The text of some bytes, the name of its encoding, how that was found, and how many characters were lost."""

    text: str
    encoding: str
    how: How
    undecodable: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`: by its byte order mark, as UTF-8, as declared, or as detected, in this order.

    `declared` is a label from outside, such as that of an HTTP header; without it, the one that an HTML page gives of
    itself is used. Mostly-UTF-8 with a few bad bytes is UTF-8: these become U+FFFD, and are counted.
    """
    if data[:1] in _BOM_BYTES:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return _decoded(data[len(mark) :], encoding, "bom")
    has_nul = b"\0" in data
    if has_nul and (wide := _wide(data)):
        return _decoded(data, wide, "detected")
    try:
        text = data.decode()  # the way of nearly all documents
        return Decoded(_clean(text) if has_nul else text.lstrip("\ufeff"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, declared)


def _decode_other(data: bytes, declared: str | None) -> Decoded:
    """The text of bytes that are no strict UTF-8."""
    unicode = _decoded(data, "utf-8", "utf-8")
    if _wide_characters(data) >= _PLAINLY_UTF8 * unicode.undecodable or (
        unicode.undecodable == 1 and _CUT.search(data)
    ):
        return unicode
    charset = _charset(declared) or _charset(declared_charset(data))
    if charset and charset != "utf-8":
        found = _decoded(data, charset, "declared")
        if found.undecodable * 100 <= len(found.text):
            return found
    encoding = _western(data, most=4) or _detected(data) or _western(data, most=len(data) // 4)
    return _decoded(data, encoding, "detected") if encoding else unicode


def _decoded(data: bytes, encoding: str, how: How) -> Decoded:
    """`data` in `encoding`, with U+FFFD for what is none of it."""
    try:
        return Decoded(_clean(data.decode(encoding)), encoding, how)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    own = data.decode(encoding, "ignore").count("\ufffd")  # somebody else's loss
    return Decoded(_clean(text), encoding, how, text.count("\ufffd") - own)


def _clean(text: str) -> str:
    """Decoded text without marks at its start and without NUL; no codec that is used here gives a lone surrogate."""
    return text.replace("\0", " ").lstrip("\ufeff")


def _wide_characters(data: bytes) -> int:
    """The number of characters beyond ASCII that are whole in `data`, read as UTF-8."""
    text = data.decode(errors="ignore")
    return len(text) - len(text.encode("ascii", "ignore"))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, by the NULs that every Western text in it has in every other byte."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) < 8 or min(even, odd) * 20 > max(even, odd) or max(even, odd) * 5 < len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _detected(data: bytes) -> str | None:
    """The encoding that charset-normalizer finds in the first bytes.

    It wants whole characters, so a sample that ends within one is tried again, cut at a white space.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 (slow to import, and seldom needed)

    sample = data[:_DETECT_WITHIN]
    whole = _LAST_WORD.sub(b"", sample)
    for part, chaos in ((sample, 0.2), (whole, 0.2), (sample, 0.4), (whole, 0.4)):
        if part and (found := list(from_bytes(part, cp_isolation=_DETECTABLE, threshold=chaos))):
            return _charset(_preferred(found))
    return None


def _preferred(found: list[CharsetMatch]) -> str:
    """The encoding of the best match, or windows-1252 where it is possible and the language is one of its own.

    Most Western texts are the same in several encodings but for a letter or two, and the detector's choice is then
    arbitrary.
    """
    best = found[0]
    for match in found:
        if "cp1252" in match.could_be_from_charset:
            ties = match.chaos <= best.chaos + 0.01 and match.coherence >= best.coherence - 0.01
            if best.language in _WESTERN or (ties and match.language in _WESTERN):
                return "cp1252"
    return best.encoding


def _western(data: bytes, most: int) -> str | None:
    """windows-1252, where at most so many bytes beyond ASCII in plain text are all that there is to go by."""
    high = sum(byte > 0x7F for byte in data)
    return "windows-1252" if high <= most and high * 4 <= len(data) and not _BINARY.search(data) else None


def declared_charset(data: bytes) -> str | None:
    """The label of the encoding that an HTML page declares in its first bytes, as written there."""
    match = _DECLARED.search(re.sub(rb"<!--.*?-->", b"", data[:_DECLARED_WITHIN], flags=re.DOTALL))
    return match[1].decode("ascii", "replace") if match else None


def _charset(label: str | None) -> str | None:
    """The encoding that a browser uses for `label`; None where it knows none."""
    name = (label or "").strip().lower()
    try:
        name = codecs.lookup(_LABELS.get(name, name)).name
    except (LookupError, ValueError):  # ValueError: a label with a NUL
        return None
    name = re.sub(r"^cp(?=125\d)", "windows-", _WIDER.get(name, name))
    return name if name in _CHARSETS else None


def repair(text: str) -> str:
    """`text` with NUL as a space and lone surrogates as U+FFFD: one character for one, so that offsets stay."""
    if "\0" in text:
        text = text.replace("\0", " ")
    if text.isascii():
        return text
    try:
        text.encode("utf-16-le")  # the quickest that minds them
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
