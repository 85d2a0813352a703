"""Faces that follow each other: when a portrait and the emblem after it are surely of one card. Pure."""

from __future__ import annotations

from collections.abc import Callable

from carddesk.cards.case import Status
from carddesk.store.projection import QueueEntry

Beside = Callable[[int, int], QueueEntry | None]
"""The case so many places further of all there are; `None` where there is none."""

_FAR = 64
"""So far back is looked for where a row of faces began; farther off nobody can say what belongs together."""


def follows(left: QueueEntry, beside: Beside, depth: int = 0) -> QueueEntry | None:
    """The emblem after this portrait that is surely of the same card; None where there is none, or it is not sure (yet).

    Faces of one document that came in one go are looked at: portrait, emblem, portrait, emblem … What stands before the
    portrait must be told already, and what stands after the emblem must not be another emblem. Behind a portrait without
    an emblem the next two couples must be whole, since portraits may have come first and their emblems after them.
    """
    right = _next(left, beside, 1)
    if left.face != "portrait" or right is None or right.face != "emblem" or right.document != left.document:
        return None
    before, after = _next(left, beside, -1), _next(right, beside, 1)
    if _unread(before) or _unread(after) or (_is_of(after, left) and after is not None and after.face == "emblem"):
        return None
    if not _is_of(before, left) or before is None or before.joined or before.given_to:
        return right
    if before.face == "portrait":
        return right if _couple_at(after, left, beside) else None
    one_before = _next(before, beside, -1)
    told = one_before is not None and depth < _FAR and follows(one_before, beside, depth + 1) == before
    return right if told else None


def _couple_at(entry: QueueEntry | None, like: QueueEntry, beside: Beside) -> bool:
    second = _next(entry, beside, 1) if entry is not None else None
    faces = tuple(each.face if each is not None and _is_of(each, like) else None for each in (entry, second))
    return faces == ("portrait", "emblem")


def _next(entry: QueueEntry, beside: Beside, step: int) -> QueueEntry | None:
    found = beside(entry.case_id, step)
    return found if found is not None and entry.intake and found.intake == entry.intake else None


def _unread(entry: QueueEntry | None) -> bool:
    return entry is not None and entry.status == Status.NEW


def _is_of(entry: QueueEntry | None, like: QueueEntry) -> bool:
    return entry is not None and entry.document == like.document and entry.face in {"portrait", "emblem"}
