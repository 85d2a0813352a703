"""What a benchmark gives: pairs of times, ours and the yardstick's, taken in turn on the same machine in the same minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table.

    Attributes:
        what, yardstick: what was timed, and against what.
        ours_ms, yardstick_ms: each run's time, in milliseconds.
        most: what the ratio is wished to stay below; 0 for no wish.
        unit: of both, where they are no times.
    """

    what: str
    yardstick: str
    ours_ms: Sequence[float]
    yardstick_ms: Sequence[float]
    most: float = 0.0
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Median by median."""
        return median(self.ours_ms) / median(self.yardstick_ms)


def took_ms(work: Callable[[], object]) -> float:
    """How long the work took, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p99(times_ms: Sequence[float]) -> float:
    """What 99 of 100 runs stay within; the longest where there are fewer."""
    return sorted(times_ms)[ceil(len(times_ms) * 0.99) - 1]


def table(measured: Sequence[Measured]) -> Iterator[str]:
    """The lines of a table, widths fitted."""
    rows = [("what", "median", "p99", "yardstick", "median", "p99", "runs", "ratio", "wished")]
    rows += [
        (
            each.what,
            f"{median(each.ours_ms):.1f} {each.unit}",
            f"{p99(each.ours_ms):.1f} {each.unit}",
            each.yardstick,
            f"{median(each.yardstick_ms):.1f} {each.unit}",
            f"{p99(each.yardstick_ms):.1f} {each.unit}",
            str(len(each.ours_ms)),
            f"{each.ratio:.2f}",
            f"<= {each.most:g}" if each.most else "",
        )
        for each in measured
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (
            cell.ljust(width) if column in {0, 3} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
