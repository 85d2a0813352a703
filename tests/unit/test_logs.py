"""The log keeps the places in the program and blots out what could be somebody's data."""

import logging

import pytest

from carddesk.logs import Blotted


def said(message: str, *args: object) -> str:
    record = logging.LogRecord("carddesk.x", logging.WARNING, "x.py", 1, message, args, None)
    return Blotted("%(levelname)s %(name)s: %(message)s").format(record)


@pytest.mark.parametrize(
    "private",
    [
        "810000199408230021",
        "11010519491231002X",
        "1989-11-19",
        "2015.10.25",
        "张三",
        "北京市西城区",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "'ZHANG SAN'",
        '"O Brien"',
        "\U00020b9f",
    ],
)
def test_what_could_be_a_persons_is_blotted_out(private: str) -> None:
    line = said("field has %s in it", private)
    assert private.strip("'\"") not in line
    assert line.startswith("WARNING carddesk.x: field has ")
    assert line.endswith(" in it")
    assert "…" in line


@pytest.mark.parametrize("kept", ["service local could not be loaded", "reader gave up after 60 s", "page 12 of 300"])
def test_the_rest_stays(kept: str) -> None:
    assert said(kept) == f"WARNING carddesk.x: {kept}"


def test_the_time_of_the_record_stays() -> None:
    record = logging.LogRecord("carddesk.x", logging.WARNING, "x.py", 1, "on 2026-11-21", (), None)
    line = Blotted("%(asctime)s %(message)s").format(record)
    assert line[:4].isdecimal()
    assert line.endswith("on …")


def test_a_traceback_keeps_its_places_and_loses_its_values() -> None:
    try:
        raise ValueError("no such name: 张三 'Anna'")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "failed", (), (ValueError, error, error.__traceback__)
        )
    line = Blotted("%(message)s").format(record)
    assert f'File "{__file__}"' in line
    assert "in test_a_traceback_keeps_its_places_and_loses_its_values" in line
    assert "ValueError: no such name: … '…'" in line.splitlines()[-1]
