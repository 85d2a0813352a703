"""Intents about reading: again, the rest, what failed, no more. What would be paid for twice is asked first."""

from __future__ import annotations

from functools import partial

from carddesk.cards.case import Status
from carddesk.language import tr
from carddesk.ui.hands import Hands
from carddesk.ui.words import service_title


class ReadingIntents:
    """Part of `Intents`."""

    def __init__(self, at: Hands) -> None:
        self._at = at
        self._asked_for: int | None = None
        """The case of which it was said that reading it again costs a call."""
        self._paid_words = ""
        """What was said of failed cards that would be paid for twice."""

    def read_again(self) -> None:
        """Have the card at hand read by the picked service. Where that costs a second call, ask first; once more means yes."""
        self._at.form.flush()
        case = self._at.desk.current
        if case is None or case.image is None:
            return
        if case.holder:
            self._at.notices.say("info", tr("{who} is at this card.", who=case.holder), about=case.id)
            return
        if self._at.desk.service in self._at.desk.services and self._at.desk.asking.costs_again(case.id):
            words = self._cost_words()
            if self._asked_for != case.id or self._at.notices.words != words:
                self._asked_for = case.id
                again = partial(self._read_anew, case.id)
                self._at.notices.say("warn", words, action=tr("Read again"), do=again, stay=True, about=case.id)
                return
            self._at.notices.dismiss("warn")
            self._read_anew(case.id)
            return
        self._at.spawn(self._read_first(case.id))

    def _cost_words(self) -> str:
        return tr(
            "{service} has read this image in this way already. Reading it again is one more call, which may cost. "
            "Once more the same key reads it.",
            service=service_title(self._at.desk.services[self._at.desk.service].info),
        )

    def _read_anew(self, case_id: int) -> None:
        self._asked_for = None
        self._at.spawn(self._at.desk.read([case_id], again=True))

    async def _read_first(self, case_id: int) -> None:
        """A reading that was paid for before comes back without a call; at this machine, again means again."""
        service = self._at.desk.services.get(self._at.desk.service)
        await self._at.desk.read([case_id], again=service is not None and service.info.offline)

    def read_rest(self) -> None:
        """Have every card read that has not been read yet, as after a restart; asks before images leave the machine."""
        if unread := self._not_read():
            self._at.spawn(self._at.desk.asking.read_new(unread))

    def read_new(self) -> None:
        """The same, now that the operator has said so."""
        if unread := self._not_read():
            self._at.spawn(self._at.desk.read(unread))

    def _not_read(self) -> list[int]:
        new = map(self._at.desk.row, self._at.desk.queue.standing(Status.NEW))
        return [row.id for row in new if not (row.reading or row.waiting)]

    def retry_failed(self) -> None:
        """Read all again that failed. Where some of it would be paid for twice that is asked; once more means yes."""
        self._at.form.flush()
        asked, self._paid_words = self._paid_words, ""
        if asked and self._at.notices.words == asked:
            self._at.notices.dismiss()
            self.retry_paid()
        else:
            self._at.spawn(self._at.desk.retrying.retry())

    def retry_paid(self) -> None:
        """The same with those that are paid for once more, now that the operator has said so."""
        self._at.spawn(self._at.desk.retrying.retry(paid=True))

    def ask_paid(self, words: str) -> None:
        """The question whether some may be paid for twice stands in these words."""
        self._paid_words = words

    def stop_reading(self) -> None:
        """Stop; what was read stays, and the rest can be asked for again."""
        self._at.desk.cancel_reading()
        if unread := len(self._at.desk.queue.standing(Status.NEW)):
            words = tr("Reading was stopped. Cards not read yet: {count}", count=unread)
            self._at.notices.say("info", words, action=tr("Read them"), do=self.read_new, stay=True)
