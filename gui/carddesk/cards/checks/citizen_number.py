"""Does a citizen's number agree with itself and with the card? Resident ID card and residence permit (logic-rules §1, §2)."""

from __future__ import annotations

from collections.abc import Callable

from carddesk.cards import prc_number, regions
from carddesk.cards.checks import number_rules
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, info
from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.prc_number import PrcNumber

_DOCUMENTS = frozenset({"resident_id", "residence_permit"})
_RESIDENT_ID = frozenset({"resident_id"})
_PERMIT_REGIONS = ("810000", "820000", "830000")


def _on_number(rule: Callable[[Card, PrcNumber], Outcome]) -> Callable[[Card], Outcome]:
    """The rule, not checked where the number has not even the right form."""

    def examine(card: Card) -> Outcome:
        try:
            number = prc_number.parse(card.value("id_number"))
        except prc_number.PrcNumberError:
            return NotChecked(("id_number",))
        return rule(card, number)

    return examine


def _check_digit(_: Card, number: PrcNumber) -> Outcome:
    if number.first_generation:
        return NotChecked(("id_number",))
    return number_rules.check_character("id_number", number.check, number.expected_check)


def _birth_in_number(card: Card, number: PrcNumber) -> Outcome:
    return number_rules.birth("id_number", number.birth, number.birth_digits, card.today)


def _sequence(_: Card, number: PrcNumber) -> Outcome:
    return number_rules.sequence("id_number", number.sequence)


def _prefix(card: Card, number: PrcNumber) -> Outcome:
    """R09: 81, 82 and 83 are residence permits' numbers, 9 is for permanent residents, all else is citizens'."""
    on_permit, found = card.document.id == "residence_permit", number.region
    if on_permit and found not in _PERMIT_REGIONS:
        message = "On a residence permit it begins with 810000, 820000 or 830000, not {found}"
    elif not on_permit and found in _PERMIT_REGIONS:
        message = "A number that begins with {found} belongs on a residence permit"
    elif not on_permit and found[0] in "089":
        message = "No citizen's number begins with {found}"
    else:
        return ()
    return (error(FlagCode.PREFIX_MISMATCH, "id_number", message, found=found),)


def _region(_: Card, number: PrcNumber) -> Outcome:
    """R10; what begins with no digit of a citizen's number at all is told by the prefix."""
    return NotChecked(("id_number",)) if number.region[0] in "089" else number_rules.region("id_number", number)


def _address(card: Card, number: PrcNumber) -> Outcome:
    """R10: people move, and their number stays."""
    lives, made = regions.province_in(card.value("address")), number.region[:2]
    if not lives:
        return NotChecked(("address",))
    if not regions.province(made):
        return NotChecked(("id_number",))
    if lives == made:
        return ()
    message = "The number was made in {expected}, the address is in {found}: people move"
    places = {"expected": regions.province(made), "found": regions.province(lives)}
    return (info(FlagCode.PREFIX_MISMATCH, "id_number", message, **places),)


def _birth_agrees(card: Card, number: PrcNumber) -> Outcome:
    if not number.birth:
        return NotChecked(("id_number",))
    witness = Witness("id_number", number.birth, number.holds)
    return birth_flags(card, witness, agrees=number.birth == card.value("birth_date"))


def _sex_agrees(card: Card, number: PrcNumber) -> Outcome:
    return sex_flags(card, Witness("id_number", number.sex, number.holds and bool(number.birth)))


CHECKS = (
    Check(
        "citizen_number_check_digit",
        "The last character of the number fits the others",
        {FlagCode.BAD_CHECK_DIGIT: Level.ERROR},
        ("id_number",),
        _on_number(_check_digit),
        "GB 11643-1999; ISO 7064 MOD 11-2",
        _DOCUMENTS,
    ),
    Check(
        "citizen_number_birth",
        "The date of birth in the number is a day that was, since 1900",
        {FlagCode.BAD_DATE: Level.ERROR},
        ("id_number",),
        _on_number(_birth_in_number),
        "GB 11643-1999",
        _DOCUMENTS,
    ),
    Check(
        "citizen_number_sequence",
        "The sequence in the number is not 000",
        {FlagCode.BAD_FORMAT: Level.WARN},
        ("id_number",),
        _on_number(_sequence),
        "GB 11643-1999",
        _DOCUMENTS,
    ),
    Check(
        "citizen_number_prefix",
        "The number begins as numbers on this card do",
        {FlagCode.PREFIX_MISMATCH: Level.ERROR},
        ("id_number",),
        _on_number(_prefix),
        "R09; GB 11643-1999; 国办发〔2018〕81号 Art. 3",
        _DOCUMENTS,
    ),
    Check(
        "citizen_number_region",
        "The number begins with the code of a region that is or was",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        ("id_number",),
        _on_number(_region),
        "R10; GB 11643-1999; GB/T 2260",
        _RESIDENT_ID,
    ),
    Check(
        "citizen_number_address",
        "The number and the address name the same province",
        {FlagCode.PREFIX_MISMATCH: Level.INFO},
        ("id_number", "address"),
        _on_number(_address),
        "R10; GB/T 2260",
        _RESIDENT_ID,
    ),
    Check(
        "citizen_number_birth_agrees",
        "The date of birth in the number is the one printed",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        ("id_number", "birth_date"),
        _on_number(_birth_agrees),
        "R08; GB 11643-1999",
        _DOCUMENTS,
    ),
    Check(
        "citizen_number_sex_agrees",
        "The sex in the number is the one printed",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        ("id_number", "sex"),
        _on_number(_sex_agrees),
        "R07; GB 11643-1999",
        _DOCUMENTS,
    ),
)
