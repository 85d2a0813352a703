"""How a card's lines lie once it is straight."""

import pytest

from carddesk.cards.geometry import Quad
from carddesk.reader.lines import Line
from carddesk.reader.view import _lean


def line(width: float, slope: float, height: float = 40.0) -> Line:
    sink = slope * width
    return Line("文字", Quad((0, 0), (width, sink), (width, sink + height), (0, height)))


def test_one_long_mark_askew_does_not_make_short_level_lines_lean() -> None:
    assert _lean([line(65, 0.0), line(90, 0.0), line(140, 0.0), line(264, 0.0), line(200, -0.22)]) == 0.0


def test_lines_that_all_slope_make_the_card_lean() -> None:
    assert _lean([line(120, 0.03), line(300, 0.031), line(200, 0.029), line(260, -0.2)]) == pytest.approx(
        0.03, abs=0.002
    )


def test_what_is_no_longer_than_high_says_nothing() -> None:
    assert _lean([line(50, 0.1), line(60, 0.1)]) == 0.0
