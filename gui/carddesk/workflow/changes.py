"""What a desk tells those who listen: what changed, and what to say to the operator about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from carddesk.errors import UserError

Aspect = Literal["queue", "case", "field", "progress", "service", "notice", "scan", "watch", "pages"]
NoticeLevel = Literal["info", "warn", "error"]
Offer = Literal["read_new", "read_second", "retry_failed", "retry_paid", "show_failed", "show_contradicted", "split"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the operator, shown in place, never as a dialog.

    `message` is an English source string; its `{places}` are filled from `arguments` after translation. `action` names
    what can be done about it: `read_new` has the cards read that wait for the operator's leave, `read_second` has
    the second readings made that do, `retry_failed` has failed cards read again, `retry_paid` those too that are paid for
    once more, `show_failed` shows them, `show_contradicted` shows what others contradict,
    `split` shows the cards found on a page that waits to be split.
    """

    level: NoticeLevel
    message: str
    arguments: tuple[tuple[str, str], ...] = ()
    action: Literal[""] | Offer = ""
    code: str = ""
    """Of the error that it tells of, where it does."""

    @property
    def text(self) -> str:
        """The message in English with its places filled."""
        return self.message.format_map(dict(self.arguments)) if self.arguments else self.message


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed.

    Attributes:
        what: `queue` rows came, moved or changed; `case` the current case or what it shows; `field` the active field;
            `progress`, `service`; `pages` which files wait for their pages to be chosen; `scan` what scanners do, or which there are; `watch` how the watched
            folder stands; `notice` there is something to say.
        case_ids: the cases concerned, where that can be said.
    """

    what: frozenset[Aspect]
    case_ids: tuple[int, ...] = ()
    notice: Notice | None = None


Listener = Callable[[Change], None]


class Announcer:
    """Tells listeners of changes, one after the other, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._held: list[Change] | None = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called after every change. Gives the way to stop that."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def tell(self, *what: Aspect, case_ids: Sequence[int] = ()) -> None:
        """Something changed."""
        self._announce(Change(frozenset(what), tuple(case_ids)))

    def say(self, level: NoticeLevel, message: str, **arguments: object) -> None:
        """There is something to say to the operator: an English source string, `mark`ed where it stands."""
        places = tuple((name, str(value)) for name, value in arguments.items())
        self._announce(Change(frozenset({"notice"}), notice=Notice(level, message, places)))

    def fail(self, error: UserError) -> None:
        """Work in the background came to nothing: the operator is told in the error's own words."""
        self._announce(Change(frozenset({"notice"}), notice=Notice("error", error.message, code=error.code)))

    def offer(self, action: Offer, message: str, **arguments: object) -> None:
        """There is something that waits for the operator's word: the sentence, and what they can have done."""
        places = tuple((name, str(value)) for name, value in arguments.items())
        self._announce(Change(frozenset({"notice"}), notice=Notice("warn", message, places, action)))

    @contextmanager
    def together(self) -> Iterator[None]:
        """What changes inside the block is told once, at its end: nobody renders what stands for a moment only."""
        if self._held is not None:
            yield
            return
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            what = frozenset(aspect for each in held if each.notice is None for aspect in each.what)
            if what:
                self._announce(Change(what, tuple(dict.fromkeys(case for each in held for case in each.case_ids))))
            for each in held:
                if each.notice is not None:
                    self._announce(each)

    def _announce(self, change: Change) -> None:
        if self._held is not None:
            self._held.append(change)
            return
        for listener in list(self._listeners):
            listener(change)
