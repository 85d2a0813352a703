"""The processes of one test's desktop: started together, and none left when it ends."""

import contextlib
import os
import signal
import subprocess
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.desktop.waiting import wait_for

MARK = "CARDDESK_TEST_SESSION"
"""In the environment of every process of a session, also of those that others of them start."""


class Session:
    """Starts processes that all carry one mark in their environment, by which they are found and ended."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = {**env, MARK: uuid.uuid4().hex}
        self._started: list[subprocess.Popen[bytes]] = []
        self._seen: set[int] = set()

    def start(self, *command: str, log: Path, cwd: Path | None = None) -> "subprocess.Popen[bytes]":
        """Start `command` in the background, both its outputs going to `log`."""
        with log.open("ab") as out:
            return self._keep(command, stdout=out, stderr=out, cwd=cwd)

    def start_and_read_line(self, *command: str, log: Path) -> str:
        """Start `command` in the background; gives the first line it prints, by which it says that it is ready."""
        with log.open("ab") as out:
            process = self._keep(command, stdout=subprocess.PIPE, stderr=out)
        assert process.stdout is not None
        with process.stdout as said:
            line = said.readline().decode().strip()
        if not line:
            raise RuntimeError(f"{command[0]} did not start:\n{log.read_text(errors='replace')}")
        return line

    def run(self, *command: str) -> str:
        """Run `command` to its end; gives what it printed."""
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def close(self) -> None:
        """End every process of the session, and those that have left their parents too."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                wait_for(lambda number=number: not self._end_all(number), "end of all processes", seconds=3)  # type: ignore[misc]
            except TimeoutError:
                continue
            break
        self._reap()

    def running(self) -> Iterator[int]:
        """Process ids of the session's processes that have not ended."""
        wanted = f"{MARK}={self.env[MARK]}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)
            except OSError:
                continue  # it ended, or is another user's

    def _end_all(self, number: signal.Signals) -> bool:
        left = list(self.running())
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            self._seen.add(pid)
        return bool(left)

    def _reap(self) -> None:
        for process in self._started:
            process.wait(timeout=5)
        # Those whose parents ended first fall to the test run (see tests/guards), whose business it is to take their leave.
        for pid in self._seen:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)

    def _keep(self, command: Sequence[str], **streams: object) -> "subprocess.Popen[bytes]":
        # When the test run itself is killed, the kernel ends these with it, and what hangs on them (screen, bus) follows.
        bound = ("setpriv", "--pdeathsig", "KILL", *command)
        process = subprocess.Popen(bound, env=self.env, stdin=subprocess.DEVNULL, **streams)  # type: ignore[call-overload]
        self._started.append(process)
        return process  # type: ignore[no-any-return]
