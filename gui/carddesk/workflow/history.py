"""The history of a case to read: when, who, what. Pure; the window and the command line show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from carddesk.cards.case import counting
from carddesk.cards.events import Erased, Event, Redone, Undone
from carddesk.language import current, tr
from carddesk.services.contract import ReadingService
from carddesk.workflow.history_words import Voice, erased_words, specs_of, told


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line.

    Attributes:
        seq: 1, 2, 3 … in the case.
        at: aware, in the zone asked for.
        said: what happened, a sentence without its end.
        struck: it was taken back, and does not count.
        erased: what it said is gone.
    """

    seq: int
    at: datetime
    operator: str
    said: str
    struck: bool = False
    erased: bool = False

    @property
    def when(self) -> str:
        """Date and time, as a list shows them."""
        return self.at.strftime("%Y-%m-%d %H:%M:%S")

    @property
    def told(self) -> str:
        """What happened, and whether it was taken back."""
        return tr("{sentence} (taken back)", sentence=self.said) if self.struck else self.said

    @property
    def words(self) -> str:
        """All of it in one line of text, as it is copied and read out."""
        return f"{self.when}  {self.operator}  {self.told}"


def history_of(
    history: Sequence[Event], *, masked: bool, zone: tzinfo | None = None, titles: Mapping[str, str] | None = None
) -> tuple[HistoryLine, ...]:
    """A case's events as they are read, in order.

    Args:
        history: every event of it, in order.
        masked: values are told as in privacy mode.
        zone: None for that of the machine.
        titles: of services, by id.
    """
    voice = Voice(masked, titles or {}, specs_of(history))
    counted = {event.seq for event in counting(history)}
    plain = {event.seq: _said(event, voice) for event in history}
    return tuple(
        HistoryLine(
            seq=event.seq,
            at=datetime.fromisoformat(event.at).astimezone(zone),
            operator=event.operator,
            said=_of_another(event, plain),
            struck=event.seq not in counted and not isinstance(event.body, Undone | Redone),
            erased=isinstance(event.body, Erased),
        )
        for event in history
    )


def titles_of(services: Mapping[str, ReadingService]) -> dict[str, str]:
    """What services are called in the language of the run, by id."""
    chinese = current() == "zh_CN"
    return {key: each.info.title_zh if chinese else each.info.title for key, each in services.items()}


def unsaid(lines: Sequence[HistoryLine]) -> tuple[HistoryLine, ...]:
    """The lines for somebody who must not know yet what others said of the card: that there was a line, and whose."""
    return tuple(replace(each, said=tr("not to be seen before your own look"), struck=False) for each in lines)


def _said(event: Event, voice: Voice) -> str:
    return erased_words(event.body.kind, voice) if isinstance(event.body, Erased) else told(event.body, voice)


def _of_another(event: Event, plain: Mapping[int, str]) -> str:
    """What was taken back, or restored, is told along with it."""
    if isinstance(event.body, Undone | Redone) and (target := plain.get(event.body.target)) is not None:
        return tr("{sentence}: {other}", sentence=plain[event.seq], other=target)
    return plain[event.seq]
