"""The table of the benchmarks, and that they still run with the program as it is."""

from tests.benchmarks import capture, intake, journal
from tests.benchmarks.measure import Measured, p99, table


def test_the_ratio_is_of_medians_so_that_one_bad_run_does_not_count() -> None:
    assert Measured("a", "b", [1.0, 2.0, 900.0], [4.0, 4.0, 4.0]).ratio == 0.5


def test_one_bad_run_in_a_hundred_is_left_out_of_the_rest_and_two_are_not() -> None:
    assert p99([1.0] * 99 + [50.0]) == 1.0
    assert p99([1.0] * 98 + [50.0] * 2) == 50.0
    assert p99([3.0, 7.0]) == 7.0


def test_the_table_has_a_line_each_with_its_columns_in_line() -> None:
    heading, first, second = table(
        [Measured("short", "x", [10.0], [20.0], most=1.0), Measured("much longer", "another", [3.0], [2.0])]
    )
    assert first.split() == [
        "short",
        "10.0",
        "ms",
        "10.0",
        "ms",
        "x",
        "20.0",
        "ms",
        "20.0",
        "ms",
        "1",
        "0.50",
        "<=",
        "1",
    ]
    assert second.endswith("1.50")
    assert heading.index("yardstick") == first.index("x ") == second.index("another")


def test_the_benchmarks_of_the_desk_run() -> None:
    measured = [*journal.measure(edits=3), *intake.measure(files=3, turns=1), *capture.measure(scans=1)]
    assert len(measured) == 7
    assert all(each.ratio > 0 for each in measured)
