"""Bytes looked through in pieces give what one look at all of them would."""

import re

import pytest

from carddesk.imaging import pieces

MARK = re.compile(rb"\xff[^\x00]")


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 8)


@pytest.mark.parametrize("place", range(40))
def test_a_match_is_found_wherever_it_lies(place: int) -> None:
    data = bytes(place) + b"\xff\xd9" + bytes(9)
    assert pieces.search(MARK, data, 0, 2) == place
    assert pieces.search(MARK, data, place, 2) == place
    assert pieces.search(MARK, data, place + 1, 2) is None


def test_the_first_of_several_is_found() -> None:
    assert pieces.search(MARK, b"\xff\x00" * 7 + b"\xff\xff\xff\xd9", 0, 2) == 14


@pytest.mark.parametrize("end", range(30))
def test_the_beginning_and_a_tail_are_joined(end: int) -> None:
    data = bytes(range(30))
    assert pieces.joined(data, end, b"tail") == data[:end] + b"tail"
