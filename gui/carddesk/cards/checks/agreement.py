"""Flags where a number and the printed birth date or sex disagree; the field with less behind it is the one to look at."""

from __future__ import annotations

from dataclasses import dataclass

from carddesk.cards import dates
from carddesk.cards.checks.contract import Card, NotChecked, Outcome
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.normal import normalise

_SEXES = {"M": "男", "F": "女"}


@dataclass(frozen=True, slots=True)
class Witness:
    """A number or machine-readable zone that tells a datum printed elsewhere on the card too.

    Attributes:
        key: its field.
        says: what it tells: a date as ISO or in its own digits, or M or F.
        holds: whether its check digit holds; then the printed datum is doubted, else the witness.
        message: English source string with {expected} and {found}, for the printed field.
        level: how grave it is that they differ.
    """

    key: str
    says: str
    holds: bool
    message: str = "The number says {expected}, not {found}"
    level: Level = Level.ERROR


def birth_flags(card: Card, witness: Witness, *, agrees: bool, key: str = "birth_date") -> Outcome:
    """R08: the printed date of birth is the witness's; not checked where the printed one is no whole date.

    `key` is the field it is printed in, by canonical key or by a certificate's own label.
    """
    printed = dates.parse(card.value(key))
    if printed.kind != "date" or printed.iso is None:
        return NotChecked((key,))
    return () if agrees else _flag(FlagCode.BIRTH_MISMATCH, key, witness, printed.iso, witness.says)


def sex_flags(card: Card, witness: Witness, *, key: str = "sex") -> Outcome:
    """R07: the printed sex is the witness's; not checked where the printed one is neither 男 nor 女."""
    printed = normalise(FieldKind.SEX, card.value(key))
    if printed not in _SEXES:
        return NotChecked((key,))
    if printed == witness.says:
        return ()
    return _flag(FlagCode.SEX_MISMATCH, key, witness, _SEXES[printed], _SEXES[witness.says])


def _flag(code: FlagCode, key: str, witness: Witness, printed: str, said: str) -> Outcome:
    if witness.holds:
        places = (("expected", said), ("found", printed))
        return (Flag(code, witness.level, witness.message, key, places),)
    places = (("expected", printed), ("found", said))
    return (Flag(code, witness.level, "It says {found}, but the card shows {expected}", witness.key, places),)
