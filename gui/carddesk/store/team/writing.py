"""One transaction on a team's journal: the database itself keeps each chain, and lets nobody write what is not theirs to say."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from carddesk.cards.events import Body, Event
from carddesk.store import codec, journal
from carddesk.store.chain import Line
from carddesk.store.projection import Summarise, Summary
from carddesk.store.writing import Writing

_HEAD = text("SELECT head_seq, head_hash FROM case_head(:case_id)")


class TeamWriting(Writing):
    """As `Writing`; a case is locked from the first word about it until the transaction ends."""

    def __init__(self, *given: Any, summarise: Summarise, **named: Any) -> None:
        super().__init__(*given, summarise=lambda case: _storable(summarise(case)), **named)
        self._written: dict[int, str] = {}

    _given: str | None = None

    only_looks = False
    """An auditor's lines say what was looked at, and change no view."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """Of the last event written here of each case."""
        return tuple(self._written.values())

    def event(self, case_id: int, body: Body) -> Event:
        """As there."""
        written = super().event(case_id, body)
        self._written[case_id] = written.hash
        return written

    def take(self, line: Line) -> Event:
        """Write a line that a desk made before, as it was made: with its time, its salt and so its seal.

        Its hash is the same as well if it follows the line that it was made to follow.
        """
        body = codec.decode(line.kind, line.body or "")
        self._given, self._at, self._operator = line.salt, line.at, line.operator
        try:
            return self.event(line.case_id, body)
        finally:
            self._given = None

    def head(self, case_id: int) -> tuple[int, str]:
        """Number and hash of the last line of a case, which is locked from here on.

        Raises:
            KeyError: there is no such case.
        """
        return self._head(case_id)

    def lines_behind(self, case_id: int, seq: int) -> list[Line]:
        """The lines of a case from this one on, itself among them, as they are stored."""
        return [line for line in journal.lines(self._connection, [case_id]) if line.seq >= seq]

    def look_again(self, case_id: int) -> None:
        """As there; with the case locked, so that no other desk's view of it is overwritten by an older one."""
        self._head(case_id)
        super().look_again(case_id)

    def finish(self) -> None:
        """Bring the queue up to what was written; the heads of the chains the database has moved by itself."""
        self._heads = {}
        if self.only_looks:
            self._changed.clear()
        super().finish()

    def _salt(self) -> str:
        return self._given or super()._salt()

    def _head(self, case_id: int) -> tuple[int, str]:
        if case_id not in self._heads:
            row = self._connection.execute(_HEAD, {"case_id": case_id}).first()
            if row is None:
                raise KeyError(case_id)
            self._heads[case_id] = (row.head_seq, row.head_hash)
        return self._heads[case_id]


def _storable(summary: Summary) -> Summary:
    """PostgreSQL takes every character in a text but the one numbered 0, which a file's name or a service may hold."""
    texts = {each.name: getattr(summary, each.name) for each in fields(summary)}
    return replace(summary, **{key: text.replace("\0", "") for key, text in texts.items() if _has_nul(text)})


def _has_nul(text: object) -> bool:
    return isinstance(text, str) and not isinstance(text, StrEnum) and "\0" in text
