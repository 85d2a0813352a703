"""One desk a workspace: a lock on a file that the system lets go of when the process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from carddesk.store.faults import fault

FILE_NAME = "desk.lock"


class DeskLock:
    """Held from construction until `release`.

    Raises:
        EnvironmentFault: another process holds it.
        OSError: the file cannot be made.
    """

    def __init__(self, folder: Path, name: str = FILE_NAME) -> None:
        self._file: IO[bytes] | None = (folder / name).open("a+b")
        try:
            _take(self._file)
        except OSError as error:
            self.release()
            raise fault("workspace_in_use", folder) from error

    def release(self) -> None:
        """Let go. May be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        # A child process must not inherit the lock: the engine's worker would keep the workspace locked after a crash.
        os.set_inheritable(file.fileno(), False)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
