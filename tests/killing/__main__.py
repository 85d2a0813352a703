"""`python -m tests.killing N [--seed S]`: kills the program N times while an operator works, and prints what was lost."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.killing.campaign import Campaign

MOST_CHARACTERS = 1500
"""Of a complaint: a traceback's beginning tells enough."""


def main() -> int:
    """0 when nothing was."""
    parser = argparse.ArgumentParser(prog="python -m tests.killing", description=__doc__)
    parser.add_argument("rounds", metavar="N", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder in which everything is kept")
    asked = parser.parse_args()
    started = time.monotonic()
    temporary = tempfile.TemporaryDirectory(prefix="killing-")
    # Broken off, it tells what was found until then.
    with (
        temporary as folder,
        Campaign(asked.keep or Path(folder), asked.seed).open() as campaign,
        suppress(KeyboardInterrupt),
    ):
        campaign.rounds(asked.rounds)
    outcome = campaign.outcome
    kills = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.kills.items()))
    sys.stdout.write(
        f"{sum(outcome.kills.values())} kills ({kills}) in {time.monotonic() - started:.0f} s; "
        f"{outcome.acknowledged} strokes acknowledged, {outcome.put_back} texts put back, "
        f"{len(outcome.complaints)} complaints\n"
    )
    for each in outcome.complaints:
        sys.stdout.write(f"{each[:MOST_CHARACTERS]}\n")
    return 1 if outcome.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
