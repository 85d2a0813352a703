"""Replacing a file in one step: written beside its place, then moved over it; a failure leaves the old one."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from carddesk.errors import UserError
from carddesk.export.wording import Wording


@contextlib.contextmanager
def replacing(path: Path, wording: Wording) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file at `path` when the block ends well.

    A link is followed; an old file's permissions stay.

    Raises:
        UserError: `cannot_write`, with what to do about it.
    """
    beside: Path | None = None
    try:
        target = path.resolve()
        beside = target.with_name(f".carddesk-{secrets.token_hex(6)}.part")
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as fault:
        raise UserError("cannot_write", _sentence(fault, path, wording), retryable=True) from fault
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)


def _sentence(fault: OSError, path: Path, wording: Wording) -> str:
    match fault:
        case FileNotFoundError() | NotADirectoryError():
            return wording.say("There is no folder {folder}. Choose another place.", folder=str(path.parent))
        case IsADirectoryError():
            return wording.say("{name} is a folder. Choose another name.", name=path.name)
        case PermissionError():
            return wording.say(
                "{name} cannot be written: it is open in another program, or the folder is protected. "
                "Close it there or choose another place.",
                name=path.name,
            )
        case _:
            return wording.say(
                "{name} could not be written: {why}. The file that was there is unchanged.",
                name=path.name,
                why=fault.strerror or str(fault),
            )
