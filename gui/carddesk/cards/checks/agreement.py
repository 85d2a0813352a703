"""Flags where a number and the printed birth date or sex disagree; the field with less behind it is the one to look at."""

from __future__ import annotations

from dataclasses import dataclass

from carddesk.cards import dates
from carddesk.cards.checks.contract import Card, NotChecked, Outcome, error
from carddesk.cards.flags import FlagCode

_SEXES = {"M": "男", "F": "女"}


@dataclass(frozen=True, slots=True)
class Witness:
    """A number or machine-readable zone that tells a datum printed elsewhere on the card too.

    Attributes:
        key: its field.
        says: what it tells: a date as ISO or in its own digits, or M or F.
        holds: whether its check digit holds; then the printed datum is doubted, else the witness.
        message: English source string with {expected} and {found}, for the printed field.
    """

    key: str
    says: str
    holds: bool
    message: str = "The number says {expected}, not {found}"


def birth_flags(card: Card, witness: Witness, *, agrees: bool) -> Outcome:
    """R08: the printed date of birth is the witness's; not checked where the printed one is no whole date."""
    printed = card.value("birth_date")
    if dates.parse(printed).kind != "date":
        return NotChecked(("birth_date",))
    return () if agrees else _flag(FlagCode.BIRTH_MISMATCH, "birth_date", witness, printed, witness.says)


def sex_flags(card: Card, witness: Witness) -> Outcome:
    """R07: the printed sex is the witness's; not checked where the printed one is neither 男 nor 女."""
    printed = card.value("sex")
    if printed not in _SEXES:
        return NotChecked(("sex",))
    if printed == witness.says:
        return ()
    return _flag(FlagCode.SEX_MISMATCH, "sex", witness, _SEXES[printed], _SEXES[witness.says])


def _flag(code: FlagCode, key: str, witness: Witness, printed: str, said: str) -> Outcome:
    if witness.holds:
        return (error(code, key, witness.message, expected=said, found=printed),)
    return (error(code, witness.key, "It says {found}, but the card shows {expected}", expected=printed, found=said),)
