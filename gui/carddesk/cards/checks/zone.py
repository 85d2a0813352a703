"""Do the check digits of a machine-readable zone hold, and does it agree with what is printed above it? (logic-rules §5)"""

from __future__ import annotations

from collections.abc import Callable

from carddesk.cards import mrz
from carddesk.cards.checks.agreement import Witness, birth_flags, sex_flags
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error
from carddesk.cards.flags import FlagCode, Level
from carddesk.cards.mrz import Mrz

_MESSAGES = {
    "number": "The check digit of the document number is wrong: some character of it is misread",
    "birth": "The check digit of the date of birth is wrong: some digit of it is misread",
    "expiry": "The check digit of the date of expiry is wrong: some digit of it is misread",
    "optional": "The check digit of the optional data is wrong: some character of it is misread",
    "composite": "The last check digit is wrong: some character is misread",
}
_SAYS = "The machine-readable zone says {expected}, not {found}"


def _on_zone(rule: Callable[[Card, Mrz], Outcome]) -> Callable[[Card], Outcome]:
    """The rule, not checked where the lines are no machine-readable zone at all."""

    def examine(card: Card) -> Outcome:
        try:
            zone = mrz.parse(card.value("mrz").split("\n"))
        except mrz.MrzError:
            return NotChecked(("mrz",))
        return rule(card, zone)

    return examine


def _check_digits(_: Card, zone: Mrz) -> Outcome:
    """The composite digit fails with any other; it is told only when it fails alone."""
    parts = [part for part in zone.failed if part != "composite"] or zone.failed
    return tuple(error(FlagCode.MRZ_CHECK_DIGIT, "mrz", _MESSAGES[part]) for part in parts)


def _birth_agrees(card: Card, zone: Mrz) -> Outcome:
    born = zone.birth_date(card.today)
    if not born:
        return NotChecked(("mrz",))
    witness = Witness("mrz", born, zone.checks["birth"], _SAYS)
    return birth_flags(card, witness, agrees=born == card.value("birth_date"))


def _sex_agrees(card: Card, zone: Mrz) -> Outcome:
    if zone.sex not in {"M", "F"}:
        return NotChecked(("mrz",))
    return sex_flags(card, Witness("mrz", zone.sex, zone.holds, _SAYS))


CHECKS = (
    Check(
        "mrz_check_digits",
        "Every check digit of the machine-readable zone holds",
        {FlagCode.MRZ_CHECK_DIGIT: Level.ERROR},
        ("mrz",),
        _on_zone(_check_digits),
        "ICAO 9303-3 §4.9",
    ),
    Check(
        "mrz_birth_agrees",
        "The machine-readable zone and the print agree on the date of birth",
        {FlagCode.BIRTH_MISMATCH: Level.ERROR},
        ("mrz", "birth_date"),
        _on_zone(_birth_agrees),
        "ICAO 9303-3 §4",
    ),
    Check(
        "mrz_sex_agrees",
        "The machine-readable zone and the print agree on the sex",
        {FlagCode.SEX_MISMATCH: Level.ERROR},
        ("mrz", "sex"),
        _on_zone(_sex_agrees),
        "ICAO 9303-3 §4",
    ),
)
