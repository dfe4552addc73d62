from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.reading.decoding import declared_charset, decode, repair

GERMAN = "Die Bürger über das Öl: „Größe ist nicht alles“, sagte Frau Müller. Später gab es Käse für alle Gäste." * 3
RUSSIAN = "Министр сказал в понедельник, что переговоры продолжатся на следующей неделе в Женеве." * 3
POLISH = "Prezydent powiedział, że żadna decyzja jeszcze nie zapadła, a rozmowy będą trwać dłużej. " * 8
JAPANESE = "首相は月曜日、交渉は来週ジュネーブで続くと述べた。これまでのところ合意には至っていない。" * 4
ARABIC = "قال الوزير يوم الاثنين إن المحادثات ستستمر الأسبوع المقبل في جنيف." * 4


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(codecs.BOM_UTF8 + "é".encode(), "é", "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "é", "utf-16-le", id="utf-16-le"),
        pytest.param(codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "é", "utf-16-be", id="utf-16-be"),
        pytest.param(codecs.BOM_UTF32_LE + "é".encode("utf-32-le"), "é", "utf-32-le", id="utf-32-le"),
        pytest.param(codecs.BOM_UTF32_BE + "é".encode("utf-32-be"), "é", "utf-32-be", id="utf-32-be"),
        pytest.param(codecs.BOM_UTF8 * 2 + b"a", "a", "utf-8", id="two marks"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(data: bytes, text: str, encoding: str) -> None:
    found = decode(data, "windows-1252")
    assert (found.text, found.encoding, found.how, found.undecodable) == (text, encoding, "bom", 0)


def test_utf8_is_tried_before_what_is_declared() -> None:
    found = decode(GERMAN.encode(), "windows-1252")
    assert (found.text, found.encoding, found.how) == (GERMAN, "utf-8", "utf-8")


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("ISO-8859-1", "windows-1252"),
        ("latin1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        (" Windows-1252 ", "windows-1252"),
        ("iso-8859-9", "windows-1254"),
        ("iso-8859-15", "iso8859-15"),
    ],
)
def test_a_label_means_what_browsers_make_of_it(label: str, encoding: str) -> None:
    found = decode("Käse für Gäste – heute".encode("windows-1252").replace(b"\x96", b"-"), label)
    assert (found.text, found.encoding, found.how) == ("Käse für Gäste - heute", encoding, "declared")


@pytest.mark.parametrize("label", ["gb2312", "GBK", "shift_jis", "euc-kr", "big5", "koi8-r", "tis-620", "windows-1256"])
def test_labels_of_other_scripts_are_known(label: str) -> None:
    text = {"koi8-r": "мир", "euc-kr": "평화", "tis-620": "สันติ", "windows-1256": "سلام"}.get(label, "平和")
    found = decode(text.encode(label), label)
    assert (found.text, found.how) == (text, "declared")


@pytest.mark.parametrize(
    "label", ["rot13", "base64", "unicode_escape", "undefined", "nonsense", "", "a\0b", "é", "utf-7"]
)
def test_a_label_that_no_browser_knows_is_passed_over(label: str) -> None:
    assert decode(GERMAN.encode("windows-1252"), label).text == GERMAN


def test_a_label_that_does_not_fit_is_passed_over() -> None:
    found = decode(RUSSIAN.encode("windows-1251"), "euc-jp")
    assert (found.text, found.encoding, found.how) == (RUSSIAN, "windows-1251", "detected")


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b'<html><head><meta charset="koi8-r">', "koi8-r"),
        (b"<META CHARSET=koi8-r />", "koi8-r"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "windows-1251"),
        (b"<meta content='text/html;charset = windows-1251' http-equiv='Content-Type'>", "windows-1251"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b'<!-- <meta charset="koi8-r"> --><meta charset="utf-8">', "utf-8"),
        (b"charset=koi8-r in a text", None),
        (b" " * 2048 + b'<meta charset="koi8-r">', None),
        (b"", None),
    ],
)
def test_a_page_declares_its_encoding_in_its_head(head: bytes, label: str | None) -> None:
    assert declared_charset(head) == label


def test_a_page_is_decoded_as_it_declares() -> None:
    page = '<html><head><meta charset="iso-8859-5"></head><body>мир</body></html>'
    found = decode(page.encode("iso-8859-5"))
    assert (found.text, found.encoding, found.how) == (page, "iso8859-5", "declared")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(GERMAN, "windows-1252", id="German"),
        pytest.param("caf\u00e9", "windows-1252", id="one letter"),
        pytest.param("It\u2019s the minister\u2019s \u201clast\u201d word. " * 9, "windows-1252", id="quotes"),
        pytest.param(RUSSIAN, "windows-1251", id="Russian"),
        pytest.param(RUSSIAN, "koi8-r", id="Russian, KOI8"),
        pytest.param(POLISH, "windows-1250", id="Polish"),
        pytest.param(JAPANESE, "cp932", id="Japanese, Shift_JIS"),
        pytest.param(JAPANESE, "euc_jp", id="Japanese, EUC"),
        pytest.param(ARABIC, "windows-1256", id="Arabic"),
        pytest.param("A peace of two words.\n" * 9, "utf-16-le", id="UTF-16 without a mark"),
        pytest.param("A peace of two words.\n" * 9, "utf-16-be", id="UTF-16 without a mark, big-endian"),
    ],
)
def test_what_nobody_declares_is_detected(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding, found.how, found.undecodable) == (text, encoding, "detected", 0)


def test_detection_looks_at_the_beginning_and_decodes_the_whole() -> None:
    text = RUSSIAN * 500
    assert decode(text.encode("windows-1251")).text == text


@pytest.mark.parametrize("label", [None, "windows-1252"])
def test_a_few_bad_bytes_do_not_unmake_utf8(label: str | None) -> None:
    found = decode(GERMAN.encode() + b"\xff \x92 " + GERMAN.encode(), label)
    assert (found.text, found.encoding, found.undecodable) == (f"{GERMAN}\ufffd \ufffd {GERMAN}", "utf-8", 2)


@pytest.mark.parametrize("text", ["a plain text…", "a plain text 😀", RUSSIAN + "й"])
def test_a_text_cut_within_a_character_is_utf8(text: str) -> None:
    found = decode(text.encode()[:-1])
    assert (found.text, found.encoding, found.undecodable) == (text[:-1] + "\ufffd", "utf-8", 1)


def test_characters_lost_before_are_not_counted() -> None:
    found = decode("a\ufffdb äöü äöü".encode() + b"\xff")
    assert (found.text, found.undecodable) == ("a\ufffdb äöü äöü\ufffd", 1)


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("a\0b", "a b"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        ("\0\ud800é", " \ufffdé"),
        ("Größe 😀", "Größe 😀"),
        ("", ""),
    ],
)
def test_repair_replaces_one_for_one(text: str, repaired: str) -> None:
    assert repair(text) == repaired


def test_nul_becomes_a_space_in_what_is_decoded() -> None:
    assert decode(b"a\0b").text == "a b"


@given(st.binary(), st.none() | st.text(max_size=12) | st.sampled_from(["utf-16", "gbk", "latin1", "utf-8"]))
def test_any_bytes_decode(data: bytes, declared: str | None) -> None:
    found = decode(data, declared)
    assert "\0" not in found.text
    assert not found.text.startswith("\ufeff")
    assert found.text.encode() is not None
    assert 0 <= found.undecodable <= found.text.count("\ufffd")


@given(st.text())
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()).text == text.replace("\0", " ").lstrip("\ufeff")


@given(st.text(st.characters(categories=("Cs", "Lu", "Cc", "So"))))
def test_repair_keeps_offsets(text: str) -> None:
    repaired = repair(text)
    assert len(repaired) == len(text)
    assert repair(repaired) == repaired
