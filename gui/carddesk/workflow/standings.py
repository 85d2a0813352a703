"""How cases stand for one operator, as small numbers: a hundred thousand of them are gone through at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from carddesk.cards.case import Status
from carddesk.cards.looks import Wanted, is_blind, wanted_of
from carddesk.store.projection import QueueEntry

WANTED_AT: dict[str, Wanted] = {Status.SECOND_LOOK: "second", Status.THIRD_LOOK: "third"}
"""The look that a case waits for, by its status."""

UNDECIDED = frozenset({Status.NEW, Status.FAILED, Status.READ})
"""Where a human's word is still wanted."""

OPEN = UNDECIDED | {Status.POSTPONED}

_STATUSES = tuple(Status)
_CODES = {str(status): code for code, status in enumerate(_STATUSES)}
_STATUS, _BARRED = (attrgetter(name) for name in ("status", "barred"))
_MINE = len(_STATUSES)
"""Added to the code of a case that waits for a look which this operator can take."""


@dataclass(frozen=True, slots=True)
class Codes:
    """How cases stand for one operator, as small numbers."""

    viewer: str = ""

    def of(self, entries: Sequence[QueueEntry]) -> bytes:
        """How these cases stand."""
        codes = bytes(map(_CODES.__getitem__, map(_STATUS, entries)))
        if not any(map(_BARRED, entries)):
            return codes
        return bytes(
            code + (_MINE if look_of(entry, self.viewer) else 0) for code, entry in zip(codes, entries, strict=True)
        )


def codes_of(*statuses: Status | str) -> bytes:
    """All codes of these standings."""
    plain = [_CODES[status] for status in statuses]
    return bytes([*plain, *(code + _MINE for code in plain)])


LOOKS = bytes(_CODES[status] + _MINE for status in WANTED_AT)
"""Codes of those that wait for a look by this operator."""
STILL_OPEN = bytes(_CODES[status] for status in UNDECIDED) + LOOKS
POSTPONED = bytes([_CODES[Status.POSTPONED]])
SHOWN_OPEN = STILL_OPEN + POSTPONED
AT_LOOKS = codes_of(*WANTED_AT)
EVERY = bytes(range(2 * _MINE))


def look_of(entry: QueueEntry, viewer: str) -> Wanted:
    """The look that this operator can take at a case."""
    return wanted_of(WANTED_AT.get(entry.status, ""), entry.barred, viewer) if entry.barred else ""


def seen_words(entry: QueueEntry, viewer: str) -> str:
    """What a filter looks in: of a card that this operator must not know yet its name alone."""
    if entry.barred and is_blind(WANTED_AT.get(entry.status, ""), entry.barred, viewer):
        return entry.name.lower()
    return entry.search
