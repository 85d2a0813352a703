"""A campaign: the program is started, killed at a moment that chance decides, looked at, and started again on what it left."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carddesk.store import keyfile, recovery_code
from carddesk.store.database import KEY_BYTES
from carddesk.store.keyfile import Change
from tests.killing.checks import Expected, looked_at
from tests.killing.told import Line, lines, shown
from tests.workspaces import PASSPHRASE, key_of

PATIENCE_S = 60.0
MARK = "KILLING_CAMPAIGN"
"""In the environment of all that belongs to a campaign."""
_ROUNDS_A_WORKSPACE = 30
_ALWAYS_SAID = ("This plugin does not support", "keyring_missing")
KINDS = {"work": 35, "typing": 15, "intake": 18, "start": 10, "worker": 6, "backup": 8, "rekey": 8, "orderly": 8}
"""How often each kind of round comes: killed at work, over a long text, while cards come in and are read, while starting; the
reading process killed first; while backups are written; while the key is changed; closed in good order."""


@dataclass(slots=True)
class Outcome:
    """What a campaign found.

    Attributes:
        kills: by kind of round.
        acknowledged: strokes that the desk had shown the outcome of.
        complaints: what was not as it should be, each with the round that can be played again.
    """

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    complaints: list[str] = field(default_factory=list)
    put_back: int = 0
    """Texts that stood in their box again."""


class Campaign:
    """Rounds on workspaces in `folder`.

    Args:
        kinds: of rounds, and how often each comes.
    """

    def __init__(self, folder: Path, seed: int, kinds: dict[str, int] | None = None) -> None:
        self._folder = folder
        self._seed = seed
        self._kinds = kinds or KINDS
        self._nursery: subprocess.Popen[str] | None = None
        self._expected = Expected()
        self._workspace = folder
        self.outcome = Outcome()

    @contextmanager
    def open(self) -> Iterator[Campaign]:
        """With the nursery at hand; nothing is left running behind it."""
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        bound = ("setpriv", "--pdeathsig", "KILL") if sys.platform == "linux" else ()
        self._nursery = subprocess.Popen(
            [*bound, sys.executable, "-m", "tests.killing.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environment(),
        )
        try:
            yield self
        finally:
            for pid in self._running():
                if pid != self._nursery.pid:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            self._nursery.communicate()

    def rounds(self, count: int) -> None:
        """So many rounds."""
        for number in range(count):
            if number % _ROUNDS_A_WORKSPACE == 0:
                self._begin_anew(number)
            chance = random.Random(f"{self._seed}/{number}")
            kind = chance.choices(list(self._kinds), list(self._kinds.values()))[0]
            try:
                self._round(number, kind, chance)
            except Exception as wrong:  # noqa: BLE001  (whatever goes wrong in a round is what the campaign is to find)
                self.outcome.complaints.append(f"round {number} ({kind}, seed {self._seed}): {wrong!r}")
                self._begin_anew(number)
            if kind != "orderly":
                self.outcome.kills[kind] = self.outcome.kills.get(kind, 0) + 1

    # Inside.

    def _begin_anew(self, number: int) -> None:
        self._workspace = self._folder / f"workspace-{number}"
        shutil.rmtree(self._workspace, ignore_errors=True)
        self._expected = Expected()

    def _round(self, number: int, kind: str, chance: random.Random) -> None:
        told, errors = (self._folder / f"{number}.{end}" for end in ("told", "errors"))
        script = {"intake": "intake", "worker": "intake", "backup": "backup", "typing": "typing"}.get(kind, "work")
        if kind == "rekey":
            _want_another_key(self._workspace, chance)
        pid = self._start(told, errors, script, number)
        try:
            killed, code = self._killed(pid, kind, chance, told, errors)
        except BaseException:
            os.kill(pid, signal.SIGKILL)
            self._ask(f"wait {pid}")
            raise
        assert int(code) == (0 if kind == "orderly" else -signal.SIGKILL), (
            f"it ended with {code}: {_complaints(errors)}"
        )
        self._none_left(pid)
        heard = list(lines(told))
        self.outcome.acknowledged += sum(line.what == "done" for line in heard)
        assert not (wrong := _complaints(errors)), f"it complained: {wrong}"
        self._hear(heard, orderly=kind == "orderly", killed=killed)
        looked_at(self._workspace, self._folder / "copy", self._expected)

    def _killed(self, pid: int, kind: str, chance: random.Random, told: Path, errors: Path) -> tuple[float, str]:
        """When it was killed, and how it ended."""
        if kind in {"start", "rekey"}:
            time.sleep(chance.uniform(0.0, 1.0))
        else:
            self._await("ready", told, errors)
            if kind == "worker":
                self._kill_reader(chance)
            time.sleep(chance.uniform(0.0, 2.0))
        killed = time.monotonic()
        os.kill(pid, signal.SIGTERM if kind == "orderly" else signal.SIGKILL)
        return killed, self._ask(f"wait {pid}")

    def _hear(self, heard: Sequence[Line], *, orderly: bool, killed: float) -> None:
        opened = next((line for line in heard if line.what == "opened"), None)
        if opened is not None:
            self.outcome.put_back += len(shown(opened)["boxes"])
            self._expected.compare_start(opened)
            self._expected.take(heard)
        self._expected.end(orderly=orderly, began=bool(heard), opened=opened is not None, killed=killed)

    def _start(self, told: Path, errors: Path, script: str, number: int) -> int:
        told.unlink(missing_ok=True)
        errors.unlink(missing_ok=True)
        errors.touch()
        task = {
            "told": str(told),
            "errors": str(errors),
            "workspace": str(self._workspace),
            "files": str(self._folder / "files"),
            "seed": self._seed * 1_000_003 + number,
            "script": script,
        }
        return int(self._ask(f"start {json.dumps(task)}"))

    def _await(self, what: str, told: Path, errors: Path) -> None:
        until = time.monotonic() + PATIENCE_S
        while not any(line.what == what for line in lines(told)):
            assert not (wrong := _complaints(errors)), f"not {what}: {wrong}"
            assert time.monotonic() < until, f"not {what}"
            time.sleep(0.01)

    def _kill_reader(self, chance: random.Random) -> None:
        """The process that reads, as soon as there is one."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            readers = [pid for pid in self._running() if b"tests.killing.reader" in _command(pid)]
            if readers:
                time.sleep(chance.uniform(0.0, 0.2))
                with suppress(ProcessLookupError):
                    os.kill(readers[0], chance.choice((signal.SIGKILL, signal.SIGSEGV)))
                return
            time.sleep(0.01)
        raise AssertionError("nothing was read")

    def _none_left(self, pid: int) -> None:
        """Whatever the program had started ends with it."""
        assert self._nursery is not None
        until = time.monotonic() + 5.0
        while left := [each for each in self._running() if each not in {pid, self._nursery.pid}]:
            assert time.monotonic() < until, f"left behind: {[_command(each) for each in left]}"
            time.sleep(0.01)

    def _ask(self, words: str) -> str:
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{words}\n")
        self._nursery.stdin.flush()
        return self._nursery.stdout.readline().strip()

    def _running(self) -> Iterator[int]:
        wanted = f"{MARK}={self._folder}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
        places: dict[str, Any] = {
            f"XDG_{name}_HOME": str(self._folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")
        }
        return {
            **kept,
            **places,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "QT_QPA_PLATFORM": "offscreen",
            "LC_ALL": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
            "CARDDESK_WORKSPACE_PASSPHRASE": PASSPHRASE,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            MARK: str(self._folder),
        }


def _want_another_key(workspace: Path, chance: random.Random) -> None:
    """Have the next start change the key, where there is a workspace and no change is under way."""
    if keyfile.is_there(workspace) and (keys := keyfile.read(workspace)).pending is None:
        change = Change(key_of(workspace), chance.randbytes(KEY_BYTES))
        keyfile.write(workspace, keys.changing(change, recovery_code.made(), PASSPHRASE))


def _complaints(errors: Path) -> str:
    """What it wrote to standard error, but for what a machine without screen and keyring always says."""
    said = errors.read_text(errors="replace").splitlines()
    return "\n".join(line for line in said if line and not any(words in line for words in _ALWAYS_SAID))


def _command(pid: int) -> bytes:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""
