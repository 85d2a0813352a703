"""Does a foreign permanent resident's number agree with itself and with the card? (logic-rules §3)"""

from __future__ import annotations

from collections.abc import Callable

from carddesk.cards import foreign_resident_number
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error
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
    if number.holds:
        return ()
    return (
        error(
            FlagCode.BAD_CHECK_DIGIT,
            "id_number",
            "The last character should be {expected}, not {found}: some character is wrong",
            expected=number.expected_check,
            found=number.text[-1],
        ),
    )


def _birth_in_number(_: Card, number: ForeignResidentNumber) -> Outcome:
    if number.birth_possible:
        return ()
    found = number.birth_digits
    return (error(FlagCode.BAD_DATE, "id_number", "The date of birth in it, {found}, is no day there is", found=found),)


def _prefix(_: Card, number: ForeignResidentNumber) -> Outcome:
    if number.prefix_holds:
        return ()
    found = number.text[0]
    return (error(FlagCode.PREFIX_MISMATCH, "id_number", "On this card it begins with 9, not {found}", found=found),)


def _birth_agrees(card: Card, number: ForeignResidentNumber) -> Outcome:
    if not number.birth_possible:
        return NotChecked(("id_number",))
    witness = Witness("id_number", number.birth_digits, number.holds)
    return birth_flags(card, witness, agrees=number.born(card.value("birth_date")))


def _sex_agrees(card: Card, number: ForeignResidentNumber) -> Outcome:
    if not number.sex:
        return NotChecked(("id_number",))
    return sex_flags(card, Witness("id_number", number.sex, number.holds and number.birth_possible))


_GB = "National Immigration Administration: rules of machine-readable information"
CHECKS = (
    Check(
        "resident_number_check_digit",
        "The last character of the number fits the others",
        {FlagCode.BAD_CHECK_DIGIT: Level.ERROR},
        ("id_number",),
        _on_number(_check_digit),
        _GB,
        _DOCUMENTS,
    ),
    Check(
        "resident_number_birth",
        "The date of birth in the number is a day that was",
        {FlagCode.BAD_DATE: Level.ERROR},
        ("id_number",),
        _on_number(_birth_in_number),
        _GB,
        _DOCUMENTS,
    ),
    Check(
        "resident_number_prefix",
        "The number begins as numbers on this card do",
        {FlagCode.PREFIX_MISMATCH: Level.ERROR},
        ("id_number",),
        _on_number(_prefix),
        "R09; " + _GB,
        _DOCUMENTS,
    ),
    Check(
        "resident_number_birth_agrees",
        "The date of birth in the number is the one printed",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        ("id_number", "birth_date"),
        _on_number(_birth_agrees),
        "R08; " + _GB,
        _DOCUMENTS,
    ),
    Check(
        "resident_number_sex_agrees",
        "The sex in the number is the one printed",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        ("id_number", "sex"),
        _on_number(_sex_agrees),
        "R07; " + _GB,
        _DOCUMENTS,
    ),
)
