"""Does a national number of another country agree with itself and with the card? (logic-rules §6)"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from carddesk.cards import mrz
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, warn
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.national_numbers import Fault, NationalNumber, Told, compact, kinds
from carddesk.cards.national_numbers.contract import agrees, read

_DOCUMENTS = frozenset({"national_id", "driving_licence", "passport"})
_NOTHING = NotChecked(("id_number",))


@dataclass(frozen=True, slots=True)
class Claim:
    """A field whose value has the form of a national number.

    Attributes:
        text: compact.
        grave: whether it can be nothing else, so that what is wrong with it is an error.
    """

    key: str
    text: str
    kind: NationalNumber
    told: Told
    grave: bool

    def flag(self, flag: Flag) -> tuple[Flag, ...]:
        """The flag, no more than a warning where the number may be another one."""
        return (flag if self.grave else replace(flag, level=Level.WARN),)


def country_of(card: Card) -> str:
    """Alpha-3 code of who issued the card, or of its holder's nationality; empty where neither was read."""
    zone = _zone(card)
    return zone.issuer if zone is not None and kinds(zone.issuer) else card.value("nationality_code")


def _zone(card: Card) -> mrz.Mrz | None:
    try:
        return mrz.parse(card.value("mrz").split("\n"))
    except mrz.MrzError:
        return None


def claims(card: Card) -> tuple[Claim, ...]:
    """The national numbers on the card. The number of a passport, or of a card of its own series, is none."""
    keys = ("id_number",) if card.document.id == "passport" else ("id_number", "document_number")
    return tuple(claim for key in keys if (claim := _claim(card, key)) is not None)


def _claim(card: Card, key: str) -> Claim | None:
    country, text = country_of(card), compact(card.value(key))
    fitting = [
        Claim(key, text, kind, read(kind, text), _is_grave(card, key, kind, country))
        for kind in kinds(country or "CHN")
        if text and kind.fits(text) and _is_meant(card, key, kind)
    ]
    return next((claim for claim in fitting if claim.told.fault is Fault.NONE), fitting[0] if fitting else None)


def _is_meant(card: Card, key: str, kind: NationalNumber) -> bool:
    """Whether a document number of this form is the national number, and not one of a series of its own."""
    if key == "id_number" or kind.distinct:
        return True
    parted = card.value(key)[-2:-1] == "-"
    return parted or (kind.of_card and card.document.id == "national_id")


def _is_grave(card: Card, key: str, kind: NationalNumber, country: str) -> bool:
    return card.document.id == "national_id" and kind.country == country and (key == "id_number" or kind.of_card)


def _form(card: Card) -> Outcome:
    """A card whose number is the national one bears a number of its form; other documents may bear any number."""
    country = country_of(card)
    own = [kind for kind in kinds(country) if kind.country == country]
    said = [key for key in ("id_number", "document_number") if card.value(key)]
    if not own or not said or card.document.id != "national_id":
        return NotChecked(tuple(said) or ("id_number",))
    of_card = any(kind.of_card for kind in own) and not _is_of_its_own_series(card)
    judged = [key for key in said if key == "id_number" or of_card]
    message = "Not of the form that such numbers of {country} have"
    return tuple(
        warn(FlagCode.BAD_FORMAT, key, message, country=country)
        for key in judged
        if not any(kind.fits(compact(card.value(key))) for kind in own)
    )


def _is_of_its_own_series(card: Card) -> bool:
    """Whether the zone proves the document number, whatever its form: then the card has one besides the national one."""
    zone = _zone(card)
    return zone is not None and zone.checks["number"] and zone.number == compact(card.value("document_number"))


def _on_claims(rule: Callable[[Card, Claim], Outcome]) -> Callable[[Card], Outcome]:
    """The rule for each national number; not checked where there is none, or where it was checked on none."""

    def examine(card: Card) -> Outcome:
        said = [rule(card, claim) for claim in claims(card)]
        done = [outcome for outcome in said if not isinstance(outcome, NotChecked)]
        if not done:
            return next((outcome for outcome in said if isinstance(outcome, NotChecked)), _NOTHING)
        return tuple(flag for flags in done for flag in flags)

    return examine


def _check_digits(_: Card, claim: Claim) -> Outcome:
    if claim.told.fault is not Fault.CHECK:
        return ()
    expected, name = claim.told.expected, claim.kind.name
    if not expected:
        message = "This cannot be a number of {kind}: some character is wrong"
        return claim.flag(error(FlagCode.BAD_CHECK_DIGIT, claim.key, message, kind=name))
    message = "As a number of {kind} it should end in {expected}, not {found}: some character is wrong"
    places = {"kind": name, "expected": expected, "found": claim.text[-1]}
    return claim.flag(error(FlagCode.BAD_CHECK_DIGIT, claim.key, message, **places))


def _birth(_: Card, claim: Claim) -> Outcome:
    if claim.told.fault is not Fault.BIRTH:
        return ()
    message = "As a number of {kind} it has a date of birth that is no day there is"
    return claim.flag(error(FlagCode.BAD_DATE, claim.key, message, kind=claim.kind.name))


def _place(_: Card, claim: Claim) -> Outcome:
    if claim.told.fault is not Fault.PLACE:
        return ()
    message = "As a number of {kind} it names a place that is not in the list"
    return (warn(FlagCode.UNKNOWN_REGION, claim.key, message, kind=claim.kind.name),)


def _birth_agrees(card: Card, claim: Claim) -> Outcome:
    told, printed = claim.told.birth, card.value("birth_date")
    if not told or not printed:
        return NotChecked(("birth_date",) if told else (claim.key,))
    return birth_flags(card, _witness(claim, told.strip(".")), agrees=agrees(told, printed))


def _sex_agrees(card: Card, claim: Claim) -> Outcome:
    told = claim.told.sex
    if not told or not card.value("sex"):
        return NotChecked(("sex",) if told else (claim.key,))
    return sex_flags(card, _witness(claim, told))


def _witness(claim: Claim, says: str) -> Witness:
    """A number that nothing guards is doubted before the printed datum is."""
    holds = claim.kind.guarded and claim.told.fault is Fault.NONE
    level = Level.ERROR if claim.grave and claim.kind.binding else Level.WARN
    return Witness(claim.key, says, holds, level=level)


CHECKS = (
    Check(
        "national_number_form",
        "The number of a national identity card has a form of its country's",
        {FlagCode.BAD_FORMAT: Level.WARN},
        (),
        _form,
        "Each country's rule, as named in the table of national numbers",
        _DOCUMENTS,
    ),
    Check(
        "national_number_check_digits",
        "The check digits of a national number fit its other characters",
        {FlagCode.BAD_CHECK_DIGIT: Level.ERROR},
        (),
        _on_claims(_check_digits),
        "Each country's rule, as named in the table of national numbers",
        _DOCUMENTS,
    ),
    Check(
        "national_number_birth",
        "The date of birth in a national number is a day there is",
        {FlagCode.BAD_DATE: Level.ERROR},
        (),
        _on_claims(_birth),
        "R08; each country's rule",
        _DOCUMENTS,
    ),
    Check(
        "national_number_place",
        "The place in a national number is one of its country",
        {FlagCode.UNKNOWN_REGION: Level.WARN},
        (),
        _on_claims(_place),
        "R10; each country's rule",
        _DOCUMENTS,
    ),
    Check(
        "national_number_birth_agrees",
        "The date of birth in a national number is the one printed",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        (),
        _on_claims(_birth_agrees),
        "R08; each country's rule",
        _DOCUMENTS,
    ),
    Check(
        "national_number_sex_agrees",
        "The sex in a national number is the one printed",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        (),
        _on_claims(_sex_agrees),
        "R07; each country's rule",
        _DOCUMENTS,
    ),
)
