"""The reading process's own side: it loads the models once, answers one request after another, and dies with its parent."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import BinaryIO

from carddesk.cards.reading import Reading
from carddesk.errors import ImageError, UserError
from carddesk.language import tr, use
from carddesk.pipes import pipes_to_parent
from carddesk.reader.protocol import Answer, Failure, Message, Ready, Request, receive, send

Read = Callable[[Request], Sequence[Reading]]
FLAG = "--carddesk-reader"
"""First argument that makes a frozen program be the reading process instead of the window."""
LANGUAGE = "CARDDESK_LANGUAGE"
"""Name in the environment that tells the process in which language its errors are read."""


def main() -> int:
    """Serves the parent over standard input and output until it goes away."""
    use(os.environ.get(LANGUAGE, ""))
    return serve(_engine)


def serve(load: Callable[[], Read]) -> int:
    """Says it is ready once `load` has given what reads, then answers each request with it; 0 when the parent is gone."""
    requests, answers = pipes_to_parent()
    _be_modest()
    inbox: queue.SimpleQueue[Request] = queue.SimpleQueue()
    try:
        read = load()
    except UserError as error:
        send(answers, _failure(error))
        return 1
    except (ImportError, OSError, RuntimeError) as error:
        send(answers, Failure("reader_unavailable", tr("The engine inside could not start: {error}", error=error)))
        return 1
    threading.Thread(target=_listen, args=(requests, inbox), daemon=True).start()
    send(answers, Ready())
    while True:
        send(answers, _answer(read, inbox.get()))


def _engine() -> Read:
    # Only the reading process may load the models' libraries; the window imports this module for `FLAG` alone.
    from carddesk.reader.recognise import CardReader  # noqa: PLC0415

    return CardReader().read


def _answer(read: Read, request: Request) -> Message:
    try:
        return Answer(tuple(read(request)))
    except UserError as error:
        return _failure(error)
    except MemoryError:
        return Failure("reader_crashed", tr("The engine inside ran out of memory on this image. Read it again."), True)
    except Exception as error:  # noqa: BLE001
        # A fault of the engine costs one card, never the process: the next card has its chance.
        return Failure(
            "reader_crashed",
            tr("The engine inside failed on this image ({error}).", error=f"{type(error).__name__}: {error}"),
            True,
        )


def _failure(error: UserError) -> Failure:
    return Failure(error.code, error.message, error.retryable, isinstance(error, ImageError))


def _listen(requests: BinaryIO, inbox: queue.SimpleQueue[Request]) -> None:
    """Hands on requests; when the pipe ends the parent is gone, and whatever is being read is for nobody."""
    while isinstance(message := receive(requests), Request):
        inbox.put(message)
    os._exit(0)


def _be_modest() -> None:
    """The window comes first when the cores are scarce (on Windows the parent says so when it starts the process)."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(5)


if __name__ == "__main__":
    sys.exit(main())
