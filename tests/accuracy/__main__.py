"""`python -m tests.accuracy --difficulty hard --seeds 5000:5200 [--jobs 2]`: the full measurement."""

from __future__ import annotations

import argparse
import sys

from tests.accuracy.report import lines
from tests.accuracy.run import run


def main() -> None:
    """Prints the report of the range asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--difficulty", choices=("scan", "moderate", "hard"), default="moderate")
    parser.add_argument("--seeds", default="5000:5200", help="first and one past the last, as 5000:5200")
    parser.add_argument("--jobs", type=int, default=1, help="processes; times and their ratio mean most with one")
    parser.add_argument("--no-plain", action="store_true", help="leave out the plain RapidOCR call beside each image")
    asked = parser.parse_args()
    first, last = map(int, asked.seeds.split(":"))
    scores = list(run(asked.difficulty, range(first, last), asked.jobs, plain=not asked.no_plain))
    sys.stdout.write("\n".join(lines(scores)) + "\n")


if __name__ == "__main__":
    main()
