"""Rules that several kinds of number share: the check character, the day of birth, the sequence and the region in them."""

from __future__ import annotations

from datetime import date

from carddesk.cards import regions
from carddesk.cards.checks.contract import error, info, warn
from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.prc_number import PrcNumber

_OLDEST_BIRTH = "1900-01-01"
"""Nobody alive was born before (logic-rules §1)."""


def check_character(key: str, found: str, expected: str) -> tuple[Flag, ...]:
    """The last character fits the others."""
    if found == expected:
        return ()
    message = "The last character should be {expected}, not {found}: some character is wrong"
    return (error(FlagCode.BAD_CHECK_DIGIT, key, message, expected=expected, found=found),)


def birth(key: str, iso: str, digits: str, today: date) -> tuple[Flag, ...]:
    """The day of birth in a number is one that there was, within a life; `iso` is empty where it is no day at all."""
    if not iso:
        return (error(FlagCode.BAD_DATE, key, "The date of birth in it, {found}, is no day there is", found=digits),)
    if iso > today.isoformat():
        return (error(FlagCode.BAD_DATE, key, "The date of birth in it, {found}, is still to come", found=iso),)
    if iso < _OLDEST_BIRTH:
        return (warn(FlagCode.BAD_DATE, key, "The date of birth in it, {found}, is before 1900", found=iso),)
    return ()


def sequence(key: str, digits: str) -> tuple[Flag, ...]:
    """Sequences begin with 001."""
    if digits != "000":
        return ()
    return (warn(FlagCode.BAD_FORMAT, key, "The sequence of digits 15 to 17 is 000, which is not given out"),)


def region(key: str, number: PrcNumber) -> tuple[Flag, ...]:
    """R10: the region code is, or was, in use. The list is never complete, so an unknown one is unusual, no more."""
    if not regions.province(number.region):
        message = "No province has the code {found} with which it begins"
        return (warn(FlagCode.UNKNOWN_REGION, key, message, found=number.region[:2]),)
    place = regions.region(number.region)
    if place is None:
        message = "The region code {found} is not in the list of {place}"
        found, name = number.region, regions.province(number.region)
        return (warn(FlagCode.UNKNOWN_REGION, key, message, found=found, place=name),)
    if place.last is not None and place.last < int(number.birth_digits[:4]) - 1:
        message = "The region code of {place} was given up in {year}, before this birth"
        return (info(FlagCode.UNKNOWN_REGION, key, message, place=place.name, year=str(place.last)),)
    return ()
