"""A file that stays: connections notice when it went away under them, and none is trusted after its disk has failed.

On a drive that was pulled out, or a folder that was renamed, an open connection would write on into a file that nobody will
ever find again. So each is held against the file that lies at its path before it is used; when the drive is back, new ones are
made.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, ExceptionContext, event, exc

_FILE = "carddesk_file"


def watch(engine: Engine, path: Path) -> None:
    """Have every connection of this engine looked at when it is taken, and let go of when its disk fails.

    Taking one raises FileNotFoundError once the file was there and is no more: none is made in its place.
    """
    was_there = False

    def before(*_: object) -> None:
        if was_there and not path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))

    def made(_connection: Any, record: Any) -> None:
        nonlocal was_there
        record.info[_FILE] = _identity(path)
        was_there = was_there or record.info[_FILE] is not None

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        found, known = _identity(path), record.info.get(_FILE)
        if known is None:
            record.info[_FILE] = found
        elif found != known:
            raise exc.DisconnectionError  # the pool makes a new one, or finds that it cannot

    def failed(context: ExceptionContext) -> None:
        if "disk i/o error" in str(context.original_exception).lower():
            context.is_disconnect = True

    event.listen(engine, "do_connect", before)
    event.listen(engine, "connect", made)
    event.listen(engine, "checkout", taken)
    event.listen(engine, "handle_error", failed)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
