"""Does a foreign permanent resident's number agree with itself and with the card? (logic-rules §3)"""

from __future__ import annotations

from collections.abc import Callable

from carddesk.cards import dates, foreign_resident_number, regions
from carddesk.cards.checks import number_rules
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.foreign_resident_number import ForeignResidentNumber

_DOCUMENTS = frozenset({"foreign_resident"})


def _on_number(rule: Callable[[Card, ForeignResidentNumber], Outcome]) -> Callable[[Card], Outcome]:
    """The rule, not checked where the number has not even the right form."""

    def examine(card: Card) -> Outcome:
        try:
            number = foreign_resident_number.parse(card.value("id_number"))
        except foreign_resident_number.ForeignResidentNumberError:
            return NotChecked(("id_number",))
        return rule(card, number)

    return examine


def _check_digit(_: Card, number: ForeignResidentNumber) -> Outcome:
    return number_rules.check_character("id_number", number.text[-1], number.expected_check)


def _birth_in_number(card: Card, number: ForeignResidentNumber) -> Outcome:
    """In 15 characters the century is open, and a day of the last one is always past."""
    if number.version == "2004" and number.birth_possible:
        return ()
    return number_rules.birth("id_number", number.birth, number.birth_digits, card.today)


def _sequence(_: Card, number: ForeignResidentNumber) -> Outcome:
    return number_rules.sequence("id_number", number.sequence)


def _prefix(_: Card, number: ForeignResidentNumber) -> Outcome:
    if number.prefix_holds:
        return ()
    found = number.text[0]
    return (error(FlagCode.PREFIX_MISMATCH, "id_number", "On this card it begins with 9, not {found}", found=found),)


def _place(_: Card, number: ForeignResidentNumber) -> Outcome:
    """R10 for the place that took in the application."""
    if regions.is_known_place(number.place):
        return ()
    message = "The code of the accepting place, {found}, is not in the list"
    return (warn(FlagCode.UNKNOWN_REGION, "id_number", message, found=number.place),)


def _version(card: Card, number: ForeignResidentNumber) -> Outcome:
    issued = dates.parse(card.value("issue_date"))
    if issued.kind != "date" or issued.iso is None:
        return NotChecked(("issue_date",))
    since = foreign_resident_number.SINCE[number.version]
    if issued.iso >= since:
        return ()
    message = "Cards with such a number are issued since {expected}, not yet on {found}"
    return (warn(FlagCode.DATE_ORDER, "issue_date", message, expected=since, found=issued.iso),)


def _birth_agrees(card: Card, number: ForeignResidentNumber) -> Outcome:
    if not number.birth_possible:
        return NotChecked(("id_number",))
    witness = Witness("id_number", number.birth or number.birth_digits, number.holds)
    return birth_flags(card, witness, agrees=number.born(card.value("birth_date")))


def _sex_agrees(card: Card, number: ForeignResidentNumber) -> Outcome:
    if not number.sex:
        return NotChecked(("id_number",))
    return sex_flags(card, Witness("id_number", number.sex, number.holds and number.birth_possible))


CHECKS = (
    Check(
        "resident_number_check_digit",
        "The last character of the number fits the others",
        {FlagCode.BAD_CHECK_DIGIT: Level.ERROR},
        ("id_number",),
        _on_number(_check_digit),
        "National Immigration Administration: rules of machine-readable information; ICAO 9303-3 §4.9 (15 characters), ISO 7064 MOD 11-2 (18)",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_birth",
        "The date of birth in the number is a day that was, since 1900",
        {FlagCode.BAD_DATE: Level.ERROR},
        ("id_number",),
        _on_number(_birth_in_number),
        "National Immigration Administration: rules of machine-readable information",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_sequence",
        "The sequence in the number is not 000",
        {FlagCode.BAD_FORMAT: Level.WARN},
        ("id_number",),
        _on_number(_sequence),
        "National Immigration Administration: rules of machine-readable information",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_prefix",
        "A number of 18 digits begins with 9",
        {FlagCode.PREFIX_MISMATCH: Level.ERROR},
        ("id_number",),
        _on_number(_prefix),
        "R09; National Immigration Administration: rules of machine-readable information",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_place",
        "The number names an accepting place that is or was",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        ("id_number",),
        _on_number(_place),
        "R10; National Immigration Administration: rules of machine-readable information; GB/T 2260",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_version",
        "Cards with such a number were issued by then",
        {FlagCode.DATE_ORDER: Level.WARN},
        ("id_number", "issue_date"),
        _on_number(_version),
        "外国人在中国永久居留审批管理办法 (2004-08-15); National Immigration Administration (2023-12-01)",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_birth_agrees",
        "The date of birth in the number is the one printed",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        ("id_number", "birth_date"),
        _on_number(_birth_agrees),
        "R08; National Immigration Administration: rules of machine-readable information",
        _DOCUMENTS,
    ),
    Check(
        "resident_number_sex_agrees",
        "The sex in the number of 18 digits is the one printed",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        ("id_number", "sex"),
        _on_number(_sex_agrees),
        "R07; National Immigration Administration: rules of machine-readable information",
        _DOCUMENTS,
    ),
)
