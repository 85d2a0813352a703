"""`python -m tests.benchmarks [NAME…]`: measures, and prints a table; without a name all of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.benchmarks import big, capture, intake, journal, loop_gap, paging, reader
from tests.benchmarks.measure import Measured, table

BENCHMARKS: dict[str, Callable[[], Iterator[Measured]]] = {
    "reader": reader.measure,
    "journal": journal.measure,
    "intake": intake.measure,
    "capture": capture.measure,
    "loop-gap": loop_gap.measure,
    "paging": paging.measure,
    "big": big.measure,
}


def main() -> None:
    """Prints the table of those asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(BENCHMARKS))
    asked = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in asked if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    measured = [each for name in asked for each in BENCHMARKS[name]()]
    sys.stdout.write("\n".join(table(measured)) + "\n")


if __name__ == "__main__":
    main()
