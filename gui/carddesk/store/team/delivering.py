"""Delivering: a parcel of the outbox is written on the server as it was said, or it is told why it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from carddesk.cards.events import Body, Erased
from carddesk.cards.merging import contradicts, is_word
from carddesk.store import codec
from carddesk.store.chain import Line
from carddesk.store.team.outbox import Parcel, rebased
from carddesk.store.team.writing import TeamWriting


class Contradicted(Exception):
    """Others have written of these cases what contradicts the parcel. Nothing was written."""

    def __init__(self, cases: Collection[int]) -> None:
        super().__init__(sorted(cases))
        self.cases = frozenset(cases)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A parcel that is on the server.

    Attributes:
        bases: by case, the number of the line behind which all stood that the desk had not sent.
        heads: by case, number and hash of the parcel's last line there.
        moved: whether its lines stand elsewhere than where they were said, so that those behind them must follow.
    """

    bases: dict[int, int]
    heads: dict[int, tuple[int, str]]
    moved: bool


def deliver(writing: TeamWriting, parcel: Parcel, waiting: Iterable[Parcel]) -> Delivered:
    """Write a parcel, if it is not there yet; its cases are locked from here on.

    Args:
        writing: a transaction on the server.
        parcel: the first of all that speak of its cases.
        waiting: all that wait, itself among them.

    Raises:
        Contradicted: a human must say what becomes of it.
    """
    unsent = list(waiting)
    firsts, lasts = _ends(parcel.lines)
    bases = {case_id: line.seq - 1 for case_id, line in firsts.items()}
    heads = {case_id: writing.head(case_id) for case_id in sorted(firsts)}
    others = {case_id for case_id, head in heads.items() if head != (bases[case_id], firsts[case_id].previous_hash)}
    behind = {case_id: writing.lines_behind(case_id, max(1, bases[case_id])) for case_id in others}
    # A connection that broke while committing leaves open whether it was written; its salts tell.
    there = {line.salt: line for each in behind.values() for line in each if line.salt is not None}
    lines = [there[last.salt] for last in lasts.values() if last.salt in there]
    if not lines:
        if not all(_may_follow(behind[case_id], firsts[case_id], unsent) for case_id in others):
            raise Contradicted(parcel.cases)
        lines = rebased(parcel.lines, bases, heads) if others else list(parcel.lines)
        _write(writing, lines, parcel.looks)
    now = {line.case_id: (line.seq, line.hash) for line in lines}
    return Delivered(bases, now, moved=any(lasts[case_id].hash != digest for case_id, (_, digest) in now.items()))


def _write(writing: TeamWriting, lines: Iterable[Line], looks: Iterable[int]) -> None:
    for line in lines:
        writing.take(line)
    for case_id in looks:
        with suppress(KeyError):
            writing.look_again(case_id)


def has_words(parcel: Parcel) -> bool:
    """Whether a human said any of it, so that its cases must be on this desk."""
    return any(is_word(_body(line)) for line in parcel.lines)


def with_all_that_hang(first: Parcel, waiting: Iterable[Parcel]) -> list[Parcel]:
    """The parcel, and those behind it that speak of its cases, or of the cases of those."""
    cases, found = set(first.cases), [first]
    for parcel in waiting:
        if parcel.id > first.id and parcel.cases & cases:
            cases |= parcel.cases
            found.append(parcel)
    return found


def _ends(lines: Sequence[Line]) -> tuple[dict[int, Line], dict[int, Line]]:
    """The first and the last line of each case."""
    return {line.case_id: line for line in reversed(lines)}, {line.case_id: line for line in lines}


def _may_follow(behind: Sequence[Line], first: Line, unsent: Iterable[Parcel]) -> bool:
    """Whether all that waits for this case may be said upon what is there now.

    Args:
        behind: the case's lines from the one on that ours were said upon, as the server has them.
        first: the first of ours.
        unsent: what waits.
    """
    base = first.seq - 1
    if not behind or (behind[0].seq, behind[0].hash) != (base, first.previous_hash):
        return False
    theirs = [_body(line) for line in behind[1:]]
    ours = [
        codec.decode(line.kind, line.body or "")
        for each in unsent
        for line in each.lines
        if line.case_id == first.case_id
    ]
    return not contradicts(theirs, ours, base)


def _body(line: Line) -> Body | Erased:
    return Erased(line.kind) if line.body is None else codec.decode(line.kind, line.body)
