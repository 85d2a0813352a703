"""The nursery: has everything imported and makes copies of itself, so that a run of the program costs no second of imports.

Lines on standard input, one answer each: `start {json}` gives a process id, `wait PID` its end (exit code, or minus the signal).
"""

from __future__ import annotations

import gc
import json
import os
import sys

from carddesk.store import sealing
from carddesk.store.sealing import Cost
from tests.killing import program


def main() -> None:
    """Until its input ends."""
    sealing.COST = Cost(16, 8, 1)  # trying a passphrase takes no time here
    gc.freeze()
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        said = _start(json.loads(rest)) if word == "start" else _wait(int(rest))
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _start(task: dict[str, object]) -> int:
    if pid := os.fork():
        return pid
    code = 70
    try:
        code = program.run(task)
    except BaseException as error:  # noqa: BLE001  (what leaves here would run the nursery twice)
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
