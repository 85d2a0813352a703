"""A program at a terminal, as somebody sits before it: what it shows, and what is typed into it."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress


class Terminal:
    """Leave it as a context manager: the program is at its end then."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self._end = os.fdopen(ours, "r+b", buffering=0)
        self._seen = 0
        self.shown = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._end.close()

    def until(self, words: str) -> str:
        """What it shows up to these words, which it has not shown before."""
        while words not in self.shown[self._seen :]:
            said = self._read()
            assert said, f"{words!r} is not in {self.shown!r}"
        end = self.shown.index(words, self._seen) + len(words)
        part, self._seen = self.shown[self._seen : end], end
        return part

    def type(self, line: str) -> None:
        """Type a line."""
        self._end.write(f"{line}\n".encode())

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        while self._read():
            pass
        return self.process.wait(20)

    def _read(self) -> str:
        said = b""
        with suppress(OSError):  # the terminal ends with the program
            said = self._end.read(1000) or b""
        text = said.decode(errors="replace")
        self.shown += text
        return text
