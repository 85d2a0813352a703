"""A box is read as it lies: its lines from top to bottom, whichever way the picture is turned."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels
from carddesk.reader.ocr import ReadText, TextBox, TextEngine
from carddesk.reader.region import read_region

PAPER = np.full((400, 600, 3), 235, np.uint8)


@pytest.fixture(scope="module")
def engine() -> TextEngine:
    return TextEngine(1)


class Scripted:
    """An engine that finds these runs of text, each by its place in shares of the picture, and how sure it is of it."""

    def __init__(self, *runs: tuple[str, float, float, float]) -> None:
        self.runs = runs
        self.alone: tuple[str, float] = ("", 0.0)

    def detect(self, pixels: Pixels) -> list[TextBox]:
        height, width = pixels.shape[:2]
        quads = [
            Quad.from_bounds(x * width, y * height, (x + 0.2) * width, (y + 0.15) * height) for _, x, y, _ in self.runs
        ]
        return [TextBox(np.array(quad.points, np.float32), 0.9) for quad in quads]

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        said = [(text, sure) for text, _, _, sure in self.runs] or [self.alone] * len(strips)
        return [ReadText(text, (sure,) * len(text), (0.5,) * len(text)) for text, sure in said]


def lines(engine: Scripted) -> list[str]:
    return [field.text for field in read_region(PAPER, Quad.from_bounds(10, 10, 310, 110), engine).fields]


def printed(text: str, size: tuple[int, int] = (600, 400)) -> Pixels:
    picture = np.full((size[1], size[0], 3), 235, np.uint8)
    cv2.putText(picture, text, (150, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 3, cv2.LINE_AA)
    return picture


BOX = Quad.from_bounds(140, 160, 480, 215)
"""About what `printed` draws."""


def test_rows_come_from_top_to_bottom_and_runs_of_a_row_from_left_to_right() -> None:
    engine = Scripted(("below", 0.1, 0.7, 0.9), ("right", 0.6, 0.21, 0.9), ("left", 0.1, 0.2, 0.9))
    assert lines(engine) == ["left right", "below"]


def test_patterns_taken_for_text_are_left_out() -> None:
    assert lines(Scripted(("name", 0.1, 0.2, 0.9), ("~~", 0.1, 0.7, 0.2))) == ["name"]


def test_a_flat_box_without_a_run_of_text_is_read_whole() -> None:
    engine = Scripted()
    engine.alone = ("女", 0.9)
    assert lines(engine) == ["女"]
    engine.alone = ("女", 0.2)
    assert lines(engine) == []


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_text_is_read_along_the_box_however_the_picture_is_turned(engine: TextEngine, turns: int) -> None:
    picture = np.ascontiguousarray(np.rot90(printed("H12345678"), -turns))
    height, width = 400, 600
    there = {
        0: lambda p: p,
        1: lambda p: (height - p[1], p[0]),
        2: lambda p: (width - p[0], height - p[1]),
        3: lambda p: (p[1], width - p[0]),
    }[turns]
    read = read_region(picture, BOX.map(there), engine)
    assert [field.text for field in read.fields] == ["H12345678"]
    assert (read.fields[0].confidence or 0) > 0.8


def test_a_small_box_is_enlarged_until_it_can_be_read(engine: TextEngine) -> None:
    small = np.asarray(cv2.resize(printed("2024"), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), np.uint8)
    read = read_region(small, Quad.from_bounds(56, 64, 105, 86), engine)
    assert [field.text for field in read.fields] == ["2024"]


@pytest.mark.parametrize("box", [Quad.from_bounds(20, 20, 120, 60), Quad.from_bounds(-200, -200, -50, -100)])
def test_nothing_is_read_where_nothing_stands_or_beyond_the_picture(engine: TextEngine, box: Quad) -> None:
    assert read_region(printed("2024"), box, engine).fields == ()
