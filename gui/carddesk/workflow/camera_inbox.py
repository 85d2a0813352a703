"""The way from the thread that hears the camera process to the loop: a loop that is busy finds the newest frame and no queue."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

from carddesk.capture.camera.protocol import Frame, Message


class Inbox:
    """What came since the loop looked last: of frames the newest alone, all else in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[Message] = []

    def put(self, message: Message) -> bool:
        """Whether the loop must be told that there is something."""
        with self._lock:
            empty = not self._messages
            if isinstance(message, Frame):
                self._messages = [each for each in self._messages if not isinstance(each, Frame)]
            self._messages.append(message)
            return empty

    def take(self) -> list[Message]:
        """All of it."""
        with self._lock:
            messages, self._messages = self._messages, []
            return messages


def hand_over(loop: asyncio.AbstractEventLoop, inbox: Inbox, collect: Callable[[], None], message: Message) -> None:
    """From the thread that hears the process to the loop."""
    if inbox.put(message):
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(collect)
