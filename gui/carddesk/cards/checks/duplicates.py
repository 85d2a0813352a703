"""Is the card's number on another case of the work list too? (R16)"""

from __future__ import annotations

import re

from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, info, warn
from carddesk.cards.flags import FlagCode, Level

_NUMBERS = ("id_number", "document_number", "证号")
_MOST = 5
"""As many cases are told."""


def _mates(card: Card) -> Outcome:
    key = next((key for key in _NUMBERS if card.value(key)), None)
    if key is None:
        return NotChecked(tuple(key for key in _NUMBERS if card.document.spec(key)) or _NUMBERS[2:])
    if not card.mates:
        return ()
    names = _names(card)
    others = [mate.case_id for mate in card.mates if names and mate.name and _plain(mate.name) not in names]
    same = [mate.case_id for mate in card.mates if mate.case_id not in others]
    flags = []
    if others:
        message = "This number is on another case under another name: {cases}"
        flags.append(warn(FlagCode.DUPLICATE, key, message, cases=_told(others)))
    if same:
        message = "This number is on another case too: {cases}"
        flags.append(info(FlagCode.DUPLICATE, key, message, cases=_told(same)))
    return tuple(flags)


def _names(card: Card) -> set[str]:
    """Every way in which the card tells its holder's name."""
    surname, given = card.value("surname"), card.value("given_names")
    told = (card.value("name"), card.value("name_latin"), card.value("姓名"), surname and f"{surname} {given}")
    return {_plain(name) for name in told if name}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _told(cases: list[int]) -> str:
    return ", ".join(map(str, cases[:_MOST])) + (" …" if len(cases) > _MOST else "")


CHECKS = (
    Check(
        "number_once",
        "No other case of the work list bears this number",
        {FlagCode.DUPLICATE: Level.WARN},
        (),
        _mates,
        "R16",
    ),
)
