"""Dates: the forms that pages print, what is none, and that all ways into the grammar agree."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.dates import Date, date_regex, find_date, form_regex, match_date, parse_date
from cleaner.text.folding import fold

# language, the date as printed, ISO 8601
FORMS = [
    ("en", "15 November 2011, 13:56", "2011-11-15T13:56"),
    ("en", "Tuesday 31 Jan 2012", "2012-01-31"),
    ("en", "February 8, 2012 / 7:06 PM", "2012-02-08T19:06"),
    ("en", "Wed Jan 11, 2012 6:50pm EST", "2012-01-11T18:50-05:00"),
    ("en", "Wednesday, 12 October 2005, 08:23 GMT 09:23 UK", "2005-10-12T08:23Z"),
    ("en", "06:29 GMT, Tuesday, 10 March 2009", "2009-03-10T06:29Z"),
    ("en", "14 December 2011 Last updated at 08:35 GMT", "2011-12-14T08:35Z"),
    ("en", "30 May 2013 17:56 ET", "2013-05-30T17:56"),
    ("en", "2012-02-08", "2012-02-08"),
    ("en", "2012-02-08T19:06:30Z", "2012-02-08T19:06:30Z"),
    ("en", "2012-02-08T19:06-05:00", "2012-02-08T19:06-05:00"),
    ("en", "2012-02-08T19:06:30.123+00:00", "2012-02-08T19:06:30Z"),
    ("en", "2012-02-08 19:06:30 +0200", "2012-02-08T19:06:30+02:00"),
    ("en", "2012/02/08", "2012-02-08"),
    ("en", "28 Sep 05", "2005-09-28"),
    ("en", "26 Nov 02", "2002-11-26"),
    ("en", "26 Nov '98", "1998-11-26"),
    ("en", "28-Sep-2005", "2005-09-28"),
    ("en", "April 25, 2023 2:26 PM GMT+2", "2023-04-25T14:26+02:00"),
    ("en", "April 25, 20232:26 PM GMT+2", "2023-04-25T14:26+02:00"),
    ("en", "1st March 2010", "2010-03-01"),
    ("en", "15th of November, 2011", "2011-11-15"),
    ("en", "Sat., Dec. 24, 2023", "2023-12-24"),
    ("en", "Sept. 3, 2023", "2023-09-03"),
    ("en", "Dec 24, 2023, 10:15 a.m. ET", "2023-12-24T10:15"),
    ("en", "Dec 24, 2023, 12:15 am CST", "2023-12-24T00:15"),
    ("en", "24 Dec 2023 (19:06 GMT)", "2023-12-24T19:06Z"),
    ("en", "12/24/2023", "2023-12-24"),
    ("en", "24/12/2023", "2023-12-24"),
    ("en", "November 2011", "2011-11"),
    ("en", "Wed Jan 11 18:50:12 +0000 2012", "2012-01-11T18:50:12Z"),
    ("en", "Wed Jan 11 18:50:12 ABC 2012", "2012-01-11T18:50:12"),
    ("en", "1734 GMT (0134 HKT) February 8, 2012", "2012-02-08T17:34Z"),
    ("en", "11:41 AM EDT, Fri July 12, 2013", "2013-07-12T11:41-04:00"),
    ("de", "24. Dezember 2023, 10:15 Uhr", "2023-12-24T10:15"),
    ("de", "24.12.2023 10:15", "2023-12-24T10:15"),
    ("de", "So, 24.12.2023 - 10.15 Uhr (MEZ)", "2023-12-24T10:15+01:00"),
    ("de", "am 24.12.2023 um 10 Uhr", "2023-12-24T10:00"),
    ("de-AT", "3. Jänner 2023", "2023-01-03"),
    ("de", "03/04/2023", "2023-04-03"),
    ("de", "5/22/2025", "2025-05-22"),
    ("fr", "le 24 décembre 2023 à 10h15", "2023-12-24T10:15"),
    ("fr", "Samedi 1er août 2023 à 10 h 15", "2023-08-01T10:15"),
    ("es", "24 de diciembre de 2023", "2023-12-24"),
    ("es", "24 DIC 2023 - 10:15 CET", "2023-12-24T10:15+01:00"),
    ("es", "24 de diciembre de 2023 a las 10:15 p. m.", "2023-12-24T22:15"),
    ("es", "miercoles, 3 de enero de 2024", "2024-01-03"),
    ("it", "24 dicembre 2023 alle ore 10.15", "2023-12-24T10:15"),
    ("pt", "segunda-feira, 24 de março de 2023 às 10h15", "2023-03-24T10:15"),
    ("nl", "24 december 2023 om 10:15 uur", "2023-12-24T10:15"),
    ("sv", "söndag 24 december 2023 kl. 10.15", "2023-12-24T10:15"),
    ("nb", "24. desember 2023 kl. 10:15", "2023-12-24T10:15"),
    ("da", "søndag d. 24. december 2023 kl. 10.15", "2023-12-24T10:15"),
    ("fi", "su 24.12.2023 klo 10.15", "2023-12-24T10:15"),
    ("fi", "24. joulukuuta 2023", "2023-12-24"),
    ("pl", "24 grudnia 2023", "2023-12-24"),
    ("pl", "24 paź 2023 r. o godz. 10:15", "2023-10-24T10:15"),
    ("cs", "24. prosince 2023 v 10:15", "2023-12-24T10:15"),
    ("ru", "24 декабря 2023, 10:15", "2023-12-24T10:15"),
    ("ru", "24 декабря 2023 г. в 10:15 мск", "2023-12-24T10:15+03:00"),
    ("uk", "24 грудня 2023 року, 10:15", "2023-12-24T10:15"),
    ("bg", "24 декември 2023 г.", "2023-12-24"),
    ("el", "ΚΥΡΙΑΚΗ 24 ΔΕΚΕΜΒΡΙΟΥ 2023", "2023-12-24"),
    ("el", "Κυριακή 24 Δεκεμβρίου 2023, 10:15 μ.μ.", "2023-12-24T22:15"),
    ("tr", "24 Aralık 2023", "2023-12-24"),
    ("tr", "24 NİSAN 2023 PAZAR 10:15", "2023-04-24T10:15"),
    ("hu", "2023. december 24. 10:15", "2023-12-24T10:15"),
    ("ro", "24 decembrie 2023, ora 10:15", "2023-12-24T10:15"),
    ("ca", "24 de desembre de 2023", "2023-12-24"),
    ("sk", "24. januára 2023", "2023-01-24"),
    ("ar", "الثلاثاء 31 يناير 2012", "2012-01-31"),
    ("ar", "١٥ نوفمبر ٢٠١١", "2011-11-15"),
    ("ar", "31 كانون الثاني/يناير 2012", "2012-01-31"),
    ("ar", "الثلاثاء، 31 يناير (كانون الثاني) 2012 الساعة 10:15 مساءً بتوقيت غرينتش", "2012-01-31T22:15Z"),
    ("fa", "۲۴ دسامبر ۲۰۲۳ ساعت ۱۰:۱۵", "2023-12-24T10:15"),
    ("he", "24 בדצמבר 2023 בשעה 10:15", "2023-12-24T10:15"),
    ("hi", "24 दिसंबर 2023, 10:15 बजे", "2023-12-24T10:15"),
    ("zh", "2023年12月24日 10:15", "2023-12-24T10:15"),
    ("zh", "2023年12月24日 星期日 下午3时15分", "2023-12-24T15:15"),
    ("zh", "2011年11月", "2011-11"),
    ("ja", "2023年12月24日(日) 10時15分", "2023-12-24T10:15"),
    ("ko", "2023년 12월 24일 오전 10:15", "2023-12-24T10:15"),
    ("ko", "2023.12.24. 오후 3:15", "2023-12-24T15:15"),
    ("vi", "24 tháng 12 năm 2023", "2023-12-24"),
    ("vi", "Chủ Nhật, ngày 24/12/2023, 10:15 (GMT+7)", "2023-12-24T10:15+07:00"),
    ("id", "Minggu, 24 Desember 2023 10:15 WIB", "2023-12-24T10:15+07:00"),
]

# What all languages at once cannot know: weekdays of two letters, and in what order numbers stand.
NEEDS_LANGUAGE = {
    "03/04/2023",
    "So, 24.12.2023 - 10.15 Uhr (MEZ)",
    "su 24.12.2023 klo 10.15",
    "2023. december 24. 10:15",
    "2023.12.24. 오후 3:15",
}

NO_DATES = [
    "5",
    "Monday",
    "May",
    "6 years ago",
    "6 years ago 2012",
    "2012",
    "in 2012",
    "2011-12",
    "3-2",
    "3:2",
    "15 November",
    "115 November 20119",
    "Publiziert17. December 2024, 12:17",
    "x15th November 2011",
    "November 2011, 10:15",
    "November 20119",
    "45 November 2011",
    "31 February 2012",
    "31 de febrero de 2012",
    "29 Feb 2011",
    "13/13/2023",
    "03/04/2023",
    "03.04.2023",
    "12/24/23",
    "24/12-2023",
    "+49 12 34 56 78",
    "555-2012-02-08",
    "2012-02-08-11",
    "version 2.12.2",
    "10.5.2012.3",
    "1.2.3",
    "v15 November 2011x",
    "28 Sep 05:30",
    "",
]

# a line, its language, the date that is found in it
LINES = [
    ("Last Updated: Wednesday, 12 October 2005, 08:23 GMT 09:23 UK", "en", "2005-10-12T08:23Z"),
    ("Published: 24 December 2023 at 10:15", "en", "2023-12-24T10:15"),
    ("Published at 2:26 PM on April 25, 2023", "en", "2023-04-25T14:26"),
    ("AFP , Tuesday 31 Jan 2012", "en", "2012-01-31"),
    ("Publié le 24 déc. 2023 à 10h15 et modifié le 25 déc. 2023", "fr", "2023-12-24T10:15"),
    ("Stand: 24.12.2023 10:15 Uhr", "de", "2023-12-24T10:15"),
    ("Stand: 24.12.2023 10:15 Uhr", None, "2023-12-24T10:15"),
    ("نشر في: الثلاثاء 31 يناير 2012", "ar", "2012-01-31"),
    ("نشر في: الثلاثاء 31 يناير 2012", None, "2012-01-31"),
    ("新华社北京2023年12月24日电", "zh", "2023-12-24"),
    ("发布于2023-12-24 10:15来源", None, "2023-12-24T10:15"),
    ("31 February 2012, then 1 March 2012", "en", "2012-03-01"),
    ("24 Dec 2023 25:10", "en", "2023-12-24"),
    ("24 Dec 2023 10:00-11:00", "en", "2023-12-24"),
    ("24.12.2023 10:15 z Warszawy", "pl", "2023-12-24T10:15"),
    ("15 November 2011, 13:56 established", "en", "2011-11-15T13:56"),
]

ENDS = [
    ("February 8, 2012 / 7:06 PM / 6 years ago", " / 6 years ago"),
    ("15 November 2011, 13:56)", ")"),
    ("15 November 2011, 13:56 GMT)", ")"),
    ("15 November 2011 in Paris", " in Paris"),
    ("15 November 2011. He said", ". He said"),
    ("01 February 2012, 17:34 5 comments", " 5 comments"),
    ("24 Dec 2023 10 hours", " 10 hours"),
]

FORMATS = [
    ("%d/%m/%Y %H:%M", "en", "03/04/2023 10:15", "2023-04-03T10:15"),
    ("%m/%d/%Y", "en", "03/04/2023", "2023-03-04"),
    ("%d.%m.%y", "de", "3.4.23", "2023-04-03"),
    ("%A, %d %B %Y", "fr", "Dimanche, 24 décembre 2023", "2023-12-24"),
    ("%a %d %b %Y %I.%M%p", "en", "Sun 24 Dec 2023 07.06PM", "2023-12-24T19:06"),
    ("%Y年%m月%d日 %H:%M:%S", "zh", "2023年12月24日 10:15:30", "2023-12-24T10:15:30"),
    ("Stand: %d.%m.%Y, %H Uhr", "de", "Stand: 24.12.2023, 10 Uhr", "2023-12-24T10:00"),
    ("%B %Y", "ru", "Декабрь 2023", "2023-12"),
    ("100%% %d-%m-%Y", "en", "100% 03-04-2023", "2023-04-03"),
    ("%d/%m/%Y", "en", "31/02/2023", None),
    ("%d/%m/%Y", "en", "03-04-2023", None),
]


def _by_text(rows: list[tuple[str, str, str]]) -> list[str]:
    return [f"{language}: {text}" for language, text, _ in rows]


@pytest.mark.parametrize(("language", "text", "iso"), FORMS, ids=_by_text(FORMS))
def test_forms(language: str, text: str, iso: str) -> None:
    folded = fold(text)
    assert match_date(folded, 0, language) == Date(len(folded), iso)
    assert parse_date(folded, language) == iso
    assert re.fullmatch(date_regex(language), folded)


ANY_LANGUAGE = [row for row in FORMS if row[1] not in NEEDS_LANGUAGE]


@pytest.mark.parametrize(("language", "text", "iso"), ANY_LANGUAGE, ids=_by_text(ANY_LANGUAGE))
def test_forms_in_an_unknown_language(language: str, text: str, iso: str) -> None:
    assert language
    assert parse_date(fold(text), None) == iso


@pytest.mark.parametrize("text", NO_DATES)
def test_no_dates(text: str) -> None:
    assert find_date(fold(text), "en") is None
    assert parse_date(fold(text), "en") is None


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "hu"])
def test_year_last_stays_unclear_where_the_year_is_printed_first(language: str) -> None:
    assert find_date("03/04/2023", language) is None


@pytest.mark.parametrize("text", ["03/04/2023", "3 out 20", "ago 2012"])
def test_what_languages_disagree_on_is_no_date_in_an_unknown_one(text: str) -> None:
    assert find_date(text, None) is None


@pytest.mark.parametrize(("line", "language", "iso"), LINES, ids=[f"{row[1]}: {row[0]}" for row in LINES])
def test_dates_in_lines(line: str, language: str | None, iso: str) -> None:
    assert find_date(fold(line), language) == iso


@pytest.mark.parametrize(("line", "rest"), ENDS, ids=[row[0] for row in ENDS])
def test_ends(line: str, rest: str) -> None:
    folded = fold(line)
    date = match_date(folded, 0, "en")
    assert date is not None
    assert folded[date.end :] == rest.lower()


def test_a_date_starts_at_no_other_place() -> None:
    assert match_date("on 15 november 2011", 4, "en") is None
    assert match_date("posted 15 november 2011", 7, "en") == Date(23, "2011-11-15")
    assert match_date("posted 15 november 2011", 0, "en") is None


@pytest.mark.parametrize(("form", "language", "text", "iso"), FORMATS, ids=[f"{r[0]} {r[2]}" for r in FORMATS])
def test_explicit_forms(form: str, language: str, text: str, iso: str | None) -> None:
    folded = fold(text)
    assert parse_date(folded, language, form) == iso
    assert re.compile(form_regex(form, language)).groups == 0


def test_a_form_with_an_unknown_code_says_which_are_known() -> None:
    with pytest.raises(ValueError, match=r"`%Q` is no part of a form of dates; use %d %m %b .*"):
        form_regex("%d %Q %Y", "en")


@pytest.mark.parametrize("form", ["%d/%m", "%Y", "%H:%M", ""])
def test_a_form_without_year_and_month_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="gives no month and year; it needs %Y or %y, and %m, %b or %B"):
        form_regex(form, "en")


def test_a_broken_code_at_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="`%` is no part of a form of dates"):
        form_regex("%d %m %Y %", "en")


def test_a_language_without_a_calendar_is_read_as_english() -> None:
    assert date_regex("sw") == date_regex("en")
    assert date_regex("pt-BR") == date_regex("pt")


@pytest.mark.parametrize("language", ["en", "de", "ar", "zh", None])
def test_the_source_has_no_groups(language: str | None) -> None:
    assert re.compile(date_regex(language)).groups == 0


@pytest.mark.parametrize("piece", ["1", "1 ", "1.", "1:", "12 ", "mon ", "2012-", "dec 31 - ", "10:15 ", " "])
@pytest.mark.parametrize("language", ["en", None])
def test_huge_texts_come_to_an_end(piece: str, language: str | None) -> None:
    assert find_date(piece * 20_000, language) is None
    assert match_date(piece * 20_000, 0, language) is None


# Texts out of the grammar's own words come near dates far more often than random ones.
_NUMBERS = "1 05 15 31 2012 20119 10:15 10:15:30 2012-02-08 24.12.2023 12/24/2023 19:06 7pm +0200 +02:00 gmt+2"
_NAMES = "jan feb november dezember août mars يناير 12월 2023年12月24日 monday tue so (tue) gmt est et z"
_BETWEEN = "at um à last updated kl. pm a.m. uhr h th er de of , . / - | ( ) t '"
_WORDS = [*_NUMBERS.split(), *_NAMES.split(), *_BETWEEN.split()]
_near_dates = st.lists(st.sampled_from([*_WORDS, " ", " ", " "]), max_size=14).map("".join)
_texts = st.one_of(
    _near_dates, st.text(max_size=60).map(fold), st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)
)
_languages = st.sampled_from(["en", "de", "fr", "ar", "ko", "hu", None])


@given(_texts, _languages)
def test_what_is_matched_parses_to_the_same(text: str, language: str | None) -> None:
    for match in re.finditer(date_regex(language), text):
        date = match_date(text, match.start(), language)
        assert date is None or date == Date(match.end(), date.iso)


@given(_texts, _languages)
def test_a_match_parses_alone(text: str, language: str | None) -> None:
    for position in range(len(text)):
        date = match_date(text, position, language)
        assert date is None or parse_date(text[position : date.end], language) == date.iso


@given(_texts, _languages)
def test_the_first_date_is_one_that_some_position_gives(text: str, language: str | None) -> None:
    found = find_date(text, language)
    dates = [match_date(text, position, language) for position in range(len(text))]
    assert found is None or found in {date.iso for date in dates if date}


@given(
    st.dates(min_value=dt.date(1970, 1, 1), max_value=dt.date(2069, 12, 31)), st.sampled_from(["%d %B %Y", "%d-%b-%y"])
)
def test_every_day_comes_back(day: dt.date, form: str) -> None:
    assert parse_date(day.isoformat(), None) == day.isoformat()
    assert parse_date(fold(day.strftime(form)), "en") == day.isoformat()
