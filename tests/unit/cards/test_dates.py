"""Dates: every form seen on cards and in services' answers, and never a guessed day (logic-rules §8)."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carddesk.cards import dates
from carddesk.cards.documents import FieldKind
from carddesk.cards.normal import normalise, shown

DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))
ENGLISH = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20150302", "2015-03-02"),
        ("2033.06.11", "2033-06-11"),
        ("1990.01.01", "1990-01-01"),
        ("2021-10-08", "2021-10-08"),
        ("1978年10月27日", "1978-10-27"),
        ("1978 年 10 月 27 日", "1978-10-27"),
        ("1978年 10月27 日", "1978-10-27"),
        ("2015年3月2", "2015-03-02"),
        ("1997/6/2", "1997-06-02"),
        ("1989 1 9", "1989-01-09"),
        ("２０１５．０３．０２", "2015-03-02"),
        ("2015。03。02", "2015-03-02"),
        ("2015.0302", "2015-03-02"),
        ("2015.03.02.", "2015-03-02"),
        ("2O15.O3.O2", "2015-03-02"),
        ("19 NOV 1989", "1989-11-19"),
        ("19NOV1989", "1989-11-19"),
        ("19 NOV/11月 1989", "1989-11-19"),
        ("01 7月/JUL 2013", "2013-07-01"),
        ("12 AUG/AOUT 2015", "2015-08-12"),
        ("12 AOÛT/AUG 2015", "2015-08-12"),
        ("19 November 1989", "1989-11-19"),
        ("November 19, 1989", "1989-11-19"),
        ("12.08.2015", "2015-08-12"),
        ("25/08/2015", "2015-08-25"),
        ("08/25/2015", "2015-08-25"),
        ("2000-02-29", "2000-02-29"),
        ("二〇二一年十月八日", "2021-10-08"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("一九七八年一月二十日", "1978-01-20"),
        ("2021年10月8曰", "2021-10-08"),
    ],
)
def test_every_form_seen_is_read_as_its_day(text: str, iso: str) -> None:
    found = dates.parse(text)
    assert (found.kind, found.iso, found.qualifier, found.raw) == ("date", iso, "", text)


@pytest.mark.parametrize(
    ("text", "mended"), [("2O15.O3.O2", True), ("2015.03.02", False), ("O", False), ("12 AUG 2015", False)]
)
def test_letters_taken_for_digits_are_told(text: str, mended: bool) -> None:
    assert dates.parse(text).mended == mended


@pytest.mark.parametrize("text", ["长期", "长 期", "長期", "长期有效", "永久有效", "9999-12-31", "99991231"])
def test_an_open_end_is_the_last_day_there_is(text: str) -> None:
    assert dates.parse(text) == dates.ParsedDate("open", "9999-12-31", "", text)


def test_before_is_kept_as_a_qualifier() -> None:
    assert dates.parse("2024-10-07前") == dates.ParsedDate("date", "2024-10-07", "before", "2024-10-07前")
    assert dates.parse("2024年10月7日之前").qualifier == "before"


@pytest.mark.parametrize(
    "text",
    ["2014", "2014年", "2014.05", "201405", "2014年5月", "1978年月27日", "11月27日", "JAN 1990", "19 NOV 89", "890119"],
)
def test_a_missing_part_is_never_guessed(text: str) -> None:
    parsed = dates.parse(text)
    assert (parsed.kind, parsed.iso) == ("partial", None)


def test_an_open_order_of_day_and_month_is_never_guessed() -> None:
    assert dates.parse("12/08/2015").kind == "partial"
    assert dates.parse("08-08-2015").iso == "2015-08-08"


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "20240230", "2015.13.01", "19 NOV/10月 1989", "31 2月/FEB 2013", "1990.00.10", "0015.03.02", "张三",
     "25/25/2015", "hello 1990", "2015.03.02-2035.03.02"],
)  # fmt: skip
def test_what_is_no_day_is_bad(text: str) -> None:
    parsed = dates.parse(text)
    assert (parsed.kind, parsed.iso) == ("bad", None)


@pytest.mark.parametrize("text", ["", "  ", "\t\n", "."])
def test_nothing_is_empty(text: str) -> None:
    assert dates.parse(text).kind == "empty"


def test_parts_that_come_one_by_one() -> None:
    assert dates.year_month_day("1989", "11", "19").iso == "1989-11-19"
    assert dates.year_month_day("1989", "1", "9").iso == "1989-01-09"
    assert dates.year_month_day("1989", "", "19").kind == "partial"
    assert dates.year_month_day("", "", "").kind == "empty"


@given(DAYS)
def test_a_day_is_the_same_in_every_form(day: date) -> None:
    month = ENGLISH[day.month - 1]
    forms = (
        f"{day:%Y%m%d}", f"{day:%Y.%m.%d}", f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日", f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day:%d} {month} {day:%Y}",
        f"{day:%d} {month}/{day.month}月 {day:%Y}", f"{day:%d.%m.%Y}",
    )  # fmt: skip
    assert {dates.parse(form).iso for form in forms} == {day.isoformat()}


@given(
    st.text(alphabet=st.sampled_from("0123456789年月日.-/ 至前长期ＯO０1NOVMAI\n,~"), max_size=30)
    | st.text(max_size=60)
)
@example("١٩٨٩.١١.١٩")
@example("²²²²²²²²")
@example("0AA月00")
def test_any_text_is_understood_or_not_but_never_raises(text: str) -> None:
    parsed = dates.parse(text)
    assert parsed.raw == text
    assert (parsed.iso is None) == (parsed.kind in {"partial", "bad", "empty"})
    if parsed.kind == "date":
        assert date.fromisoformat(parsed.iso or "").year > 0
    for part in dates.split_range(text):
        assert part is None or text[part.start : part.stop] == part.parsed.raw != ""


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021-10-08至2027-10-07", "2021-10-08", "2027-10-07"),
        ("2004.10.27-2024.10.26", "2004.10.27", "2024.10.26"),
        ("自2023年09月15日至2033年09月14日", "2023年09月15日", "2033年09月14日"),
        ("自2023年09月15日起至2033年09月14日止", "2023年09月15日", "2033年09月14日"),
        ("20140701-20240701", "20140701", "20240701"),
        ("2014-07-01-2024-07-01", "2014-07-01", "2024-07-01"),
        ("2014-7-1-2024-7-1", "2014-7-1", "2024-7-1"),
        ("2015.03.022035.03.02", "2015.03.02", "2035.03.02"),
        ("2015.03.02一2035.03.02", "2015.03.02", "2035.03.02"),
        ("2015.03.02 — 2035.03.02", "2015.03.02", "2035.03.02"),
        ("2015.03.O2-2035.03.02", "2015.03.O2", "2035.03.02"),
        ("有效期限 2015.03.02-2035.03.02", "2015.03.02", "2035.03.02"),
        ("12 AUG 2015 - 11 AUG 2025", "12 AUG 2015", "11 AUG 2025"),
    ],
)
def test_a_range_gives_each_end_its_own_characters(text: str, start: str, end: str) -> None:
    first, second = dates.split_range(text)
    assert first is not None
    assert second is not None
    assert (text[first.start : first.stop], text[second.start : second.stop]) == (start, end)
    assert (first.parsed.kind, second.parsed.kind) == ("date", "date")


def test_a_range_may_be_open() -> None:
    first, second = dates.split_range("2015.03.02-长期")
    assert first is not None
    assert second is not None
    assert (first.parsed.iso, second.parsed.iso, second.start) == ("2015-03-02", "9999-12-31", 11)


def test_an_end_that_cannot_be_read_is_there_but_bad() -> None:
    first, second = dates.split_range("2015.03.02-长朝")
    assert first is not None
    assert second is not None
    assert (first.parsed.kind, second.parsed.raw, second.parsed.kind) == ("date", "长朝", "bad")
    first, second = dates.split_range("2015.03.-2035.03.02")
    assert first is not None
    assert second is not None
    assert (first.parsed.kind, second.parsed.iso) == ("partial", "2035-03-02")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2015.03-2035.03", "2015.03", "2035.03"),
        ("2014-05 - 2024-05", "2014-05", "2024-05"),
        ("2015年3月至2025年3月", "2015年3月", "2025年3月"),
        ("2015.03-2035.03.02", "2015.03", "2035.03.02"),
        ("2015-03-2035-03-02", "2015-03", "2035-03-02"),
        ("2015.03.02-2035.03", "2015.03.02", "2035.03"),
    ],
)
def test_a_month_without_a_day_is_never_given_one_of_what_follows(text: str, start: str, end: str) -> None:
    first, second = dates.split_range(text)
    assert first is not None
    assert second is not None
    assert (first.parsed.raw, second.parsed.raw) == (start, end)
    kinds = {"partial" if len(raw) < 10 else "date" for raw in (start, end)}
    assert {first.parsed.kind, second.parsed.kind} == kinds


@pytest.mark.parametrize("text", ["2027-10-07止", "2027-10-07前", "2027年10月7日之前", "有效期至2027-10-07止"])
def test_one_date_alone_is_the_end_where_the_words_behind_it_say_so(text: str) -> None:
    start, end = dates.split_range(text)
    assert end is not None
    assert (start, end.parsed.iso) == (None, "2027-10-07")


@given(
    DAYS.map(date.isoformat)
    | st.just("长期")
    | st.text(alphabet=st.sampled_from("0123456789年月日.-/ 前长期OIl"), max_size=14)
)
def test_what_is_read_shown_and_read_again_stays(text: str) -> None:
    value = normalise(FieldKind.DATE, text)
    assert normalise(FieldKind.DATE, shown(FieldKind.DATE, value)) == value
    assert dates.parse(shown(FieldKind.DATE, value)).iso == dates.parse(text).iso


def test_one_date_alone_is_the_start_unless_a_dash_leads_to_it() -> None:
    start, end = dates.split_range("2004.10.27-")
    assert start is not None
    assert (start.parsed.iso, end) == ("2004-10-27", None)
    start, end = dates.split_range("至2027-10-07")
    assert end is not None
    assert (start, end.parsed.iso) == (None, "2027-10-07")
    assert dates.split_range("") == (None, None)


@given(
    DAYS,
    DAYS,
    st.sampled_from(["-", "至", " - ", "~", "—", " 至 ", "－"]),
    st.sampled_from(["%Y.%m.%d", "%Y%m%d", "%Y-%m-%d", "%Y年%m月%d日"]),
)
def test_any_two_days_are_split_apart(start: date, end: date, between: str, form: str) -> None:
    text = f"{start.strftime(form)}{between}{end.strftime(form)}"
    first, second = dates.split_range(text)
    assert first is not None
    assert second is not None
    assert (first.parsed.iso, second.parsed.iso) == (start.isoformat(), end.isoformat())
