"""WARC and WET to documents: the pages that a crawl has fetched, or the texts that were made of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.decoding import Decoded, decode
from cleaner.reading.pages import looks_like_html
from cleaner.reading.records import DEFAULT_FIELDS, Fields
from cleaner.reading.streams import LARGEST, TOO_LARGE, DamagedError, Pulled, package

_HTML: Final = ("text/html", "application/xhtml+xml")
_CUT: Final = "the archive of a crawl is cut or damaged; what comes before is read, get the file again for the rest"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DECODINGS: Final = ("all", "transfer", "none")
"""What is undone of a body: crawlers that store it undone leave the headers as they were."""


def read_crawl(
    name: str, stream: io.BufferedReader, names: Fields = DEFAULT_FIELDS
) -> Iterator[Document | DocumentError]:
    """The documents of a crawl: its responses that are pages, or its conversions to text; other records are passed over.

    The id of a document is the address of its record, or `NAME:OFFSET` where it has none. Raises `DamagedError`.
    """
    del names
    warc = package("fastwarc.warc", "warc")
    for record in _records(warc, stream):
        place = record.headers.get("WARC-Target-URI", "").strip("<> ") or f"{name}:{record.stream_pos}"
        is_wanted = record.record_type in (warc.WarcRecordType.response, warc.WarcRecordType.conversion)
        is_large = is_wanted and record.content_length > LARGEST
        length = record.content_length
        data = record.reader.read() if is_wanted and not is_large else b""
        if len(data) + record.reader.consume() != length or not record.headers.get("Content-Length"):
            raise DamagedError(_CUT)
        if is_large:
            yield DocumentError(place, TOO_LARGE)
        elif is_wanted:
            yield from _document(warc, place, record, data)


def _records(warc: Any, stream: io.BufferedReader) -> Iterator[Any]:
    """The records of a crawl as they stand, up to a damage."""
    # A reading gives what there is: a whole buffer, asked for at once, would be lost with a damage in it.
    pulled = Pulled(stream.read1)
    try:
        yield from warc.ArchiveIterator(pulled, parse_http=False, stream_detect=False)
    except OSError as error:
        if error.strerror:
            raise
        raise DamagedError(_CUT) from None


def _document(warc: Any, place: str, record: Any, data: bytes) -> Iterator[Document | DocumentError]:
    url = record.headers.get("WARC-Target-URI", "").strip("<> ") or None
    day = _DAY.match(record.headers.get("WARC-Date", ""))
    known: dict[str, Any] = {"id": place, "url": url, "crawled": day[0] if day else None}
    if record.record_type == warc.WarcRecordType.conversion:
        found = decode(data)
        yield Document(text=found.text, encoding=found.encoding, undecodable=found.undecodable, **known)
        return
    try:
        page = _page(warc, data)
    except DamagedError as error:
        yield DocumentError(place, str(error))
        return
    if page:
        yield Document(html=page.text, encoding=page.encoding, undecodable=page.undecodable, **known)


def _page(warc: Any, data: bytes) -> Decoded | None:
    """The page of an HTTP response; None where it is none, or speaks of an error. Raises `DamagedError`."""
    for decoding in _DECODINGS:
        response = warc.WarcRecord()
        response.init_headers(warc.WarcRecordType.response)
        response.is_http = True
        response.set_bytes_content(data)
        try:
            response.parse_http(auto_decode=decoding)
            if not _is_page(response):
                return None
            body = response.reader.read(LARGEST + 1)
        except OSError:
            continue
        if len(body) > LARGEST:
            raise DamagedError(TOO_LARGE)
        found = decode(body, response.http_charset)
        if looks_like_html(found.text) or (response.http_content_type and decoding == "all"):
            return found
        if decoding == "all":
            return None
    raise DamagedError("its body cannot be decoded as its headers say; it is damaged")


def _is_page(response: Any) -> bool:
    """Whether a response may be a page, by its status and its type."""
    status = response.http_headers.status_code
    kind = response.http_content_type
    return (status is None or 200 <= status < 300) and (not kind or kind.lower().strip() in _HTML)
