"""Does the number on a certificate, T and a citizen's number as a rule, agree with itself and with the certificate? (logic-rules §7)"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from carddesk.cards import certificate_number, dates
from carddesk.cards.certificate_number import CertificateNumber
from carddesk.cards.checks import number_rules
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.prc_number import PrcNumber

_DOCUMENTS = frozenset({"certificate"})
_NOTHING = NotChecked(("证号",))


def numbers(card: Card) -> tuple[CertificateNumber, ...]:
    """The numbers on the card that say, or may say, whose it is."""
    return tuple(certificate_number.numbers_in(values(card)))


def values(card: Card) -> dict[str, str]:
    """The card's labels and values; masked ones come empty."""
    return {key: card.value(key) for key in card.fields}


def _on_numbers(rule: Callable[[Card, str, PrcNumber], Iterable[Flag]]) -> Callable[[Card], Outcome]:
    """The rule for each number that has the form; what may be another sort of number gets no more than a warning."""

    def examine(card: Card) -> Outcome:
        found = [(each, number) for each in numbers(card) if (number := each.number) is not None]
        if not found:
            return _NOTHING
        flags = [(each.sure, flag) for each, number in found for flag in rule(card, each.key, number)]
        return tuple(flag if sure or flag.level is Level.INFO else _softened(flag) for sure, flag in flags)

    return examine


def _softened(flag: Flag) -> Flag:
    return replace(flag, level=Level.WARN)


def _form(card: Card) -> Outcome:
    found = numbers(card)
    return tuple(flag for each in found for flag in _form_of(each)) if found else _NOTHING


def _form_of(number: CertificateNumber) -> tuple[Flag, ...]:
    if number.number is not None:
        return () if number.lead in {"", "T"} else (_misread_t(number),)
    count = str(len(number.body))
    if number.lead:
        message = "After T should be 17 digits and a digit or X; this has {found} characters"
    else:
        message = "Should be 17 digits and a digit or X; this has {found} characters"
    return (error(FlagCode.BAD_FORMAT, number.key, message, found=count),)


def _misread_t(number: CertificateNumber) -> Flag:
    message = "Before a citizen's number stands T as a rule, not {found}"
    return warn(FlagCode.BAD_FORMAT, number.key, message, found=number.lead)


def _check_digit(_: Card, key: str, number: PrcNumber) -> tuple[Flag, ...]:
    return () if number.first_generation else number_rules.check_character(key, number.check, number.expected_check)


def _birth(card: Card, key: str, number: PrcNumber) -> tuple[Flag, ...]:
    return number_rules.birth(key, number.birth, number.birth_digits, card.today)


def _region(_: Card, key: str, number: PrcNumber) -> tuple[Flag, ...]:
    """R10; holders of residence permits get certificates too."""
    return () if number.region in {"810000", "820000", "830000"} else number_rules.region(key, number)


def _birth_agrees(card: Card) -> Outcome:
    said, key = _said(card), certificate_number.birth_label(values(card))
    if said is None or not key:
        return NotChecked((key or "出生日期",))
    number, witness = said
    printed = dates.parse(card.value(key)).iso
    return birth_flags(card, replace(witness, says=number.birth), agrees=number.birth == printed, key=key)


def _sex_agrees(card: Card) -> Outcome:
    said, key = _said(card), certificate_number.sex_label(values(card))
    if said is None or not key:
        return NotChecked((key or "性别",))
    number, witness = said
    return sex_flags(card, replace(witness, says=number.sex), key=key)


def _said(card: Card) -> tuple[PrcNumber, Witness] | None:
    """The first number that tells a day of birth, and how far to trust it."""
    for each in numbers(card):
        if (number := each.number) is not None and number.birth:
            level = Level.ERROR if each.sure else Level.WARN
            return number, Witness(each.key, "", number.holds, level=level)
    return None


CHECKS = (
    Check(
        "certificate_number_form",
        "A certificate's number after T, or under 身份证号, has 17 digits and a digit or X",
        {FlagCode.BAD_FORMAT: Level.ERROR},
        (),
        _form,
        "Baidu's document of certificates: 证号; 安监总局令30",
        _DOCUMENTS,
    ),
    Check(
        "certificate_number_check_digit",
        "The last character of the number on a certificate fits the others",
        {FlagCode.BAD_CHECK_DIGIT: Level.ERROR},
        (),
        _on_numbers(_check_digit),
        "GB 11643-1999; ISO 7064 MOD 11-2",
        _DOCUMENTS,
    ),
    Check(
        "certificate_number_birth",
        "The date of birth in the number on a certificate is a day that was",
        {FlagCode.BAD_DATE: Level.ERROR},
        (),
        _on_numbers(_birth),
        "GB 11643-1999",
        _DOCUMENTS,
    ),
    Check(
        "certificate_number_region",
        "The number on a certificate begins with the code of a region that is or was",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        (),
        _on_numbers(_region),
        "R10; GB 11643-1999; GB/T 2260",
        _DOCUMENTS,
    ),
    Check(
        "certificate_number_birth_agrees",
        "The date of birth in the number on a certificate is the one printed",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        (),
        _birth_agrees,
        "R08; GB 11643-1999",
        _DOCUMENTS,
    ),
    Check(
        "certificate_number_sex_agrees",
        "The sex in the number on a certificate is the one printed",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        (),
        _sex_agrees,
        "R07; GB 11643-1999",
        _DOCUMENTS,
    ),
)
