"""Dates as cards print them and services write them, brought to ISO form without ever guessing (logic-rules §8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from carddesk.cards.lookalikes import as_digits, half_width

OPEN_END = "9999-12-31"
"""The normal form of 长期, as insurers write it too."""

_YEARS = range(1800, 2200)
_MONTHS = (
    "JANUARY JANVIER ENERO",
    "FEBRUARY FEVRIER FEBRERO",
    "MARCH MARS MARZO",
    "APRIL AVRIL ABRIL",
    "MAY MAI MAYO",
    "JUNE JUIN JUNIO",
    "JULY JUILLET JULIO",
    "AUGUST AOUT AGOSTO",
    "SEPTEMBER SEPTEMBRE SEPTIEMBRE SETIEMBRE",
    "OCTOBER OCTOBRE OCTUBRE",
    "NOVEMBER NOVEMBRE NOVIEMBRE",
    "DECEMBER DECEMBRE DICIEMBRE",
)
"""English, French and Spanish: one of the three stands on every passport (ICAO 9303-3 §3.8)."""

_DOT = r"\s*[-‐‑–—./\\。．,、·•・:]\s*"
_OPEN = re.compile(r"[长長]\s*期(?:\s*有\s*效)?|永久(?:有效)?|LONG[- ]?TERM|PERMANENT", re.IGNORECASE)
_YEAR_FIRST = rf"\d{{4}}(?:{_DOT}|\s*年\s*|\s+)\d{{1,2}}(?:{_DOT}|\s*月\s*|\s+)\d{{1,2}}(?:\s*[日号曰])?"
_YEAR_FIRST_TIGHT = rf"\d{{4}}(?:{_DOT}|\s)?\d{{2}}(?:{_DOT}|\s)?\d{{2}}"
_YEAR_MONTH = r"\d{4}(?:\s*[-./]\s*|\s*年\s*)\d{1,2}(?:\s*月)?"
_MONTHS_ONLY = re.compile(rf"\D*({_YEAR_MONTH})\s*[-‐‑–—~〜至到]\s*({_YEAR_MONTH})\D*")
_WORD = r"[^\W\d_]{3,12}\.?"
_MONTH_NAME = rf"(?:\d{{1,2}}\s*月|{_WORD})(?:\s*/\s*(?:\d{{1,2}}\s*月|{_WORD}))?"
_NAMED = rf"\d{{1,2}}[\s/.-]*{_MONTH_NAME}[\s,/.-]*\d{{4}}|{_WORD}\s*\d{{1,2}}\s*,?\s+\d{{4}}"
_DAY_FIRST = r"\d{1,2}\s*([-./])\s*\d{1,2}\s*\1\s*\d{4}|\d{2} \d{2} \d{4}"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EDGE = " \t\r\n.。,、;；:：-‐‑–—~～"
_RANGE_WORD = re.compile(r"[至到~〜–—]|\bto\b", re.IGNORECASE)
_FROM_WORD = "自从由起止"
_UNTIL_WORD = re.compile(r"\s*(?:止|之前|以前|前|为止)")
_CHINESE_YEAR = re.compile(r"([〇○零一二三四五六七八九]{4})\s*年")
_CHINESE_PART = re.compile(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)\s*(?=[月日号])")
_CHINESE = dict(zip("〇一二三四五六七八九○零", "012345678900", strict=True))


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """What a text says about a day.

    Attributes:
        kind: `date`; `open` for 长期; `partial` where a part is missing or its order is open; `bad` where no such day
            can be; `empty`.
        iso: `YYYY-MM-DD`, `9999-12-31` for `open`, else None.
        qualifier: `before` for 前, "due no later than".
        raw: the text as it came.
        mended: whether letters were taken for the digits they look like (O for 0): likely, but not what was said.
    """

    kind: Literal["date", "open", "partial", "bad", "empty"]
    iso: str | None
    qualifier: Literal["", "before"]
    raw: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class DatePart:
    """One end of a range: what it says, and its place, so that `text[start:stop]` is `parsed.raw`."""

    parsed: ParsedDate
    start: int
    stop: int


@lru_cache(maxsize=256)
def parse(text: str) -> ParsedDate:
    """What `text` says about a day. Never raises. Letters that can only be digits (O for 0) are taken for them.

    Order of day and month: year first always; day first where a month is named, or where dots or blanks part the
    figures as ICAO 9303-3 §3.8 prints them; with strokes or hyphens only where one figure cannot be a month.
    """
    if _ISO.fullmatch(text):
        return ParsedDate(*_checked(int(text[:4]), int(text[5:7]), int(text[8:])), "", text)
    plain = _in_figures(half_width(text).strip(_EDGE))
    if not plain:
        return ParsedDate("empty", None, "", text)
    plain, qualifier = _qualifier(plain)
    if _OPEN.fullmatch(plain):
        return ParsedDate("open", OPEN_END, qualifier, text)
    kind, iso = _day(plain)
    if kind != "bad":
        return ParsedDate(kind, iso, qualifier, text)
    kind, iso = _day(as_digits(plain))
    return ParsedDate(kind, iso, qualifier, text, mended=kind != "bad")


@lru_cache(maxsize=64)
def split_range(text: str) -> tuple[DatePart | None, DatePart | None]:
    """The two ends of a period of validity, each with its span in `text`.

    One date alone counts as the start, unless 至 or a dash stands before it, or 止 or 前 behind it. An end that is there but cannot be read
    whole comes as `partial` or `bad`; one that is absent is None.
    """
    if months := _MONTHS_ONLY.fullmatch(half_width(text)):
        return _part(text, *months.span(1)), _part(text, *months.span(2))
    found = [match.span() for match in _whole_dates(text)]
    if len(found) >= 2:
        return _part(text, *found[0]), _part(text, *found[1])
    if len(found) == 1:
        return _around(text, *found[0])
    middle = _RANGE_WORD.search(half_width(text))
    if middle:
        return _rest(text, 0, middle.start()), _rest(text, middle.end(), len(text))
    return _rest(text, 0, len(text)), None


def year_month_day(year: str, month: str, day: str) -> ParsedDate:
    """The date whose parts are printed or answered one by one; an absent part makes it partial."""
    raw = "-".join((year.strip(), month.strip(), day.strip()))
    return parse(raw) if raw != "--" else ParsedDate("empty", None, "", "")


def _in_figures(plain: str) -> str:
    """`二〇二一年十月八日` as `2021年10月8日`; any other text as it is."""
    year = _CHINESE_YEAR.match(plain)
    if year is None:
        return plain
    digits = "".join(_CHINESE[figure] for figure in year[1])
    return digits + "年" + _CHINESE_PART.sub(_number, plain[year.end() :])


def _number(match: re.Match[str]) -> str:
    tens, ten, ones = match.groups()
    if not match.group().strip():
        return match.group()
    if not ten:
        return _CHINESE.get(tens, "") + _CHINESE.get(ones, "")
    return _CHINESE.get(tens, "1") + _CHINESE.get(ones, "0")


def _qualifier(plain: str) -> tuple[str, Literal["", "before"]]:
    shorter = re.sub(r"\s*(?:之前|以前|前)$", "", plain)
    return (shorter, "before") if shorter != plain else (plain, "")


def _day(plain: str) -> tuple[Literal["date", "open", "partial", "bad"], str | None]:
    for numbers in _readings(plain):
        if numbers is None:
            return "partial", None
        return _checked(*numbers)
    return ("partial" if _is_partial(plain) else "bad"), None


def _checked(year: int, month: int, day: int) -> tuple[Literal["date", "open", "bad"], str | None]:
    if (year, month, day) == (9999, 12, 31):
        return "open", OPEN_END
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        return "bad", None
    return ("date", iso) if year in _YEARS else ("bad", None)


def _readings(plain: str) -> Iterator[tuple[int, int, int] | None]:
    """Year, month and day as the form of the text orders them; None where the order is open."""
    if re.fullmatch(rf"{_YEAR_FIRST_TIGHT}(?:\s*[日号曰])?", plain):
        digits = re.sub(r"\D", "", plain)
        yield int(digits[:4]), int(digits[4:6]), int(digits[6:])
    elif re.fullmatch(_YEAR_FIRST, plain):
        year, month, day = map(int, re.findall(r"\d+", plain))
        yield year, month, day
    elif re.fullmatch(_NAMED, plain):
        yield from _named(plain)
    elif match := re.fullmatch(_DAY_FIRST, plain):
        first, second, year = map(int, re.findall(r"\d+", plain))
        yield _day_first(first, second, year, certain=match.group(1) in {".", None})


def _day_first(first: int, second: int, year: int, *, certain: bool) -> tuple[int, int, int] | None:
    if certain or first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _named(plain: str) -> Iterator[tuple[int, int, int]]:
    months = {month for month in map(_month, re.findall(r"\d{1,2}\s*月|[^\W\d_月]+", plain)) if month}
    numbers = [int(number) for number in re.findall(r"\d+(?!\d*\s*月)", plain)]
    if len(months) == 1 and len(numbers) == 2:
        yield numbers[1], months.pop(), numbers[0]


def _month(word: str) -> int | None:
    """1..12 for `11月`, or for a month's name or its unmistakable beginning."""
    if word.endswith("月"):
        return int(word[:-1]) if word[:-1].isdecimal() else None
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.upper()) if c.isalpha())
    fits = [i for i, names in enumerate(_MONTHS, 1) if any(name.startswith(bare) for name in names.split())]
    return fits[0] if len(bare) >= 3 and len(fits) == 1 else None


def _is_partial(plain: str) -> bool:
    """Whether the text is what is left of a date when parts are missing: `2014`, `2014.05`, `1978年月27日`, `19 NOV 89`."""
    if re.fullmatch(rf"\d{{4}}(?:{_DOT}|\s*年\s*)?(0?[1-9]|1[0-2])?(?:\s*月)?", plain):
        return True
    left = r"(?:\d{4}\s*年?)?[-\s]*(?:\d{1,2}\s*月|月)?[-\s]*(?:\d{1,2}\s*日|日|\d{1,2})?"
    if not plain.isdigit() and re.fullmatch(left, plain):
        return bool(re.search(r"\d", plain))
    words = re.findall(r"[^\W\d_]{3,}", plain)
    if words and re.fullmatch(rf"\d{{1,2}}\s*{_MONTH_NAME}[\s,]*\d{{2}}|{_MONTH_NAME}[\s,]*\d{{4}}", plain):
        return any(map(_month, words))
    return bool(re.fullmatch(r"\d{2}[-./ ]?\d{2}[-./ ]?\d{2}", plain))


def _whole_dates(text: str) -> list[re.Match[str]]:
    plain = half_width(text)
    year_first = rf"(?:{_YEAR_FIRST_TIGHT}|{_YEAR_FIRST})(?!\d{{1,3}}\s*[-./年]\s*\d)"
    whole = rf"{_OPEN.pattern}|{year_first}|{_NAMED}|(?<!\d)(?:\d{{2}}[./ ]){{2}}\d{{4}}"
    tries = [list(re.finditer(whole, each, re.IGNORECASE)) for each in (plain, as_digits(plain))]
    return max(tries, key=lambda found: (len(found), sum(len(match.group()) for match in found)))


def _around(text: str, start: int, stop: int) -> tuple[DatePart | None, DatePart | None]:
    here = _part(text, start, stop)
    before, after = _rest(text, 0, start), _rest(text, stop, len(text))
    if before is not None and re.search(r"\d", half_width(before.parsed.raw)):
        return before, here
    leads_on = re.match(r"\s*[至到~–—-]", half_width(text[stop:]))
    if after is not None and (leads_on or re.search(r"\d", half_width(after.parsed.raw))):
        return here, after
    leads_in = re.search(r"[至到~–—-]\s*$", half_width(text[:start]))
    return (None, here) if leads_in or _UNTIL_WORD.match(text[stop:]) else (here, None)


def _part(text: str, start: int, stop: int) -> DatePart:
    return DatePart(parse(text[start:stop]), start, stop)


def _rest(text: str, start: int, stop: int) -> DatePart | None:
    edge = _EDGE + _FROM_WORD + "至到"
    while start < stop and text[start] in edge:
        start += 1
    while stop > start and text[stop - 1] in edge:
        stop -= 1
    return _part(text, start, stop) if start < stop else None
