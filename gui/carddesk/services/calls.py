"""What a service tells, while it reads, to whoever asked: that a call went out, and that it waits for its turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class CallListener(Protocol):
    """Who wants to know. Called on the event loop, in the task that asked for the reading or one that it started."""

    def sent(self) -> None:
        """An image goes out to the vendor now: a call that counts, and may cost. Once more for each repetition.

        Raises:
            UserError: it must not go out (the day's limit is reached); to be passed on to whoever asked.
        """

    def waiting(self, seconds: float) -> None:
        """Nothing is sent for so long: too many calls were made, or the vendor asked for patience."""


_listener: ContextVar[CallListener | None] = ContextVar("carddesk_calls", default=None)


@contextmanager
def told_to(listener: CallListener) -> Iterator[None]:
    """What services tell inside this block, in this task, is told to `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def sent() -> None:
    """For services: an image goes out now. To be said right before its first byte does, when there is a connection, and not
    for tokens and the like: what never left is no call, and what left without an answer is one.
    """
    if (listener := _listener.get()) is not None:
        listener.sent()


def waiting(seconds: float) -> None:
    """For services: nothing will be sent for so long."""
    if (listener := _listener.get()) is not None:
        listener.waiting(seconds)
