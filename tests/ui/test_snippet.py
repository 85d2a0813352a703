"""The snippet is cut straight from the original's pixels at the screen's own resolution, long lines folded so that they can be read."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from carddesk.cards.geometry import Quad
from carddesk.ui.form.snippet import LEAST_LINE_PX, LINE_PX, Snippet, fit
from carddesk.ui.form.strips import Strip, folded, strips_of
from carddesk.ui.image.camera import turned
from carddesk.ui.look.theme import Theme

RATIOS = (1.0, 1.25, 1.5, 2.0)


def stripes(width: int, height: int, every: int = 4) -> NDArray[np.uint8]:
    """Upright black and white stripes."""
    made = np.full((height, width, 3), 255, np.uint8)
    made[:, (np.arange(width) // every) % 2 == 0] = 0
    return made


def rendered(snippet: Snippet, ratio: float) -> QImage:
    """It as painted on a screen of this scale."""
    shot = QImage(round(snippet.width() * ratio), round(snippet.height() * ratio), QImage.Format.Format_RGB32)
    shot.setDevicePixelRatio(ratio)
    shot.fill(Qt.GlobalColor.white)
    snippet.render(shot, QPoint(0, 0))
    return shot


def shown(theme: Theme, strip: Strip, width: int, lines: int = 1) -> Snippet:
    snippet = Snippet(theme)
    snippet.resize(width, LINE_PX)
    snippet.show_strip(strip, lines)
    snippet.resize(width, snippet.minimumHeight())
    return snippet


@pytest.mark.parametrize("ratio", RATIOS)
def test_it_is_painted_pixel_for_pixel_at_every_scale(theme: Theme, ratio: float) -> None:
    strip = Strip(stripes(1200, 200), Quad.from_bounds(0, 0, 1000, 180))
    snippet = shown(theme, strip, 160)
    shot = rendered(snippet, ratio)
    place = fit(strip, 1, snippet.width(), snippet.height())
    cut = strip.at(round(place.width * ratio), round(place.height * ratio))
    top = round((snippet.height() * ratio - cut.height()) / 2)
    middle = cut.height() // 2
    ours = [cut.pixelColor(x, middle).lightness() for x in range(4, cut.width() - 4)]
    there = [shot.pixelColor(x, top + middle).lightness() for x in range(4, cut.width() - 4)]
    assert there == ours


@pytest.mark.parametrize("ratio", RATIOS)
def test_stripes_that_the_screen_can_show_stay_apart(theme: Theme, ratio: float) -> None:
    # 8 pixels of the image for a pair of stripes; on the screen they are at least 3 of its own pixels.
    strip = Strip(stripes(420, 80), Quad.from_bounds(0, 0, 420, 80))
    shot = rendered(shown(theme, strip, 168), ratio)
    row = [shot.pixelColor(x, shot.height() // 2).lightness() for x in range(8, round(140 * ratio))]
    assert max(row) - min(row) > 150


def test_a_field_that_lies_askew_is_laid_straight(theme: Theme) -> None:
    flat = Quad.from_bounds(100, 100, 500, 140)
    askew = turned(flat, 20.0)
    page = np.full((700, 700, 3), 255, np.uint8)
    upper, lower = (
        np.array(one) + (np.array(other) - np.array(one)) / 2
        for one, other in ((askew.lt, askew.lb), (askew.rt, askew.rb))
    )
    cv2.line(page, upper.astype(int).tolist(), lower.astype(int).tolist(), (0, 0, 0), 6)
    strip = strips_of(page, {"name": askew}, 1.0)["name"]
    cut = strip.at(300, 40)
    dark = [min(range(cut.height()), key=lambda y, x=x: cut.pixelColor(x, y).lightness()) for x in range(40, 260, 10)]
    assert max(dark) - min(dark) <= 2, "the slanting line runs level"


def test_a_line_too_long_for_its_place_is_folded_and_not_shrunk_away(theme: Theme) -> None:
    strip = Strip(stripes(3000, 60, 20), Quad.from_bounds(0, 0, 3000, 60))
    snippet = shown(theme, strip, 168)
    place = fit(strip, 1, snippet.width(), snippet.height())
    assert place.rows > 1
    assert place.height / place.rows > 168 / 50 * 2, "twice as tall as it would be in one row"
    assert place.height <= snippet.height()
    assert snippet.height() > LINE_PX


def test_a_short_line_is_not_folded(theme: Theme) -> None:
    strip = Strip(stripes(300, 60), Quad.from_bounds(0, 0, 300, 60))
    assert fit(strip, 1, 168, LINE_PX).rows == 1
    assert fit(strip, 1, 168, LINE_PX).height >= LEAST_LINE_PX


def test_a_field_of_several_lines_is_shown_with_its_lines(theme: Theme) -> None:
    strip = Strip(stripes(500, 150), Quad.from_bounds(0, 0, 500, 150))
    snippet = shown(theme, strip, 168, lines=3)
    assert snippet.height() == pytest.approx(168 * 150 / 500, abs=2)
    assert fit(strip, 3, snippet.width(), snippet.height()).rows == 1


def test_a_folded_line_is_cut_where_there_is_no_ink() -> None:
    line = np.full((20, 400, 3), 255, np.uint8)
    line[4:16, 10:194] = 0
    line[4:16, 206:390] = 0
    rows = folded(line, 260, 40, 2)
    assert (rows[10, 10:194] == 0).all()
    assert (rows[20:, :][10, 0:4] == 255).all(), "the second row begins with the gap"
    dark = [(part == 0).all(axis=2).sum() for part in (rows[:20], rows[20:])]
    assert dark == [12 * 184, 12 * 184], "no ink is lost and none is shown twice"
