import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from carddesk.ui.image.pyramid import SMALLEST_SIDE, Pyramid, to_image


@pytest.mark.parametrize("width", [1, 2, 3, 5, 31, 33])
def test_colours_and_rows_keep_their_places_at_any_width(qapp: QApplication, width: int) -> None:
    pixels = np.zeros((4, width, 3), np.uint8)
    pixels[2, width - 1] = (10, 20, 30)
    made = to_image(pixels)
    assert QColor(made.pixel(width - 1, 2)).getRgb()[:3] == (10, 20, 30)
    assert QColor(made.pixel(width - 1, 1)).getRgb()[:3] == (0, 0, 0)


def test_the_image_owns_its_pixels(qapp: QApplication) -> None:
    pixels = np.full((4, 4, 3), 200, np.uint8)
    made = to_image(pixels)
    pixels[:] = 0
    assert QColor(made.pixel(1, 1)).red() == 200


def test_levels_halve_until_small(qapp: QApplication) -> None:
    pyramid = Pyramid.build(np.zeros((3000, 4000, 3), np.uint8), 4000, 3000)
    assert [level.width() for level in pyramid.levels] == [4000, 2000, 1000]
    assert pyramid.levels[-1].width() <= SMALLEST_SIDE * 2


def test_a_preview_paints_in_the_originals_place(qapp: QApplication) -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:, 100:] = (255, 0, 0)
    pyramid = Pyramid.build(pixels, 2000, 1000)
    canvas = QImage(200, 100, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    painter.scale(0.1, 0.1)
    pyramid.paint(painter, QRectF(0, 0, 2000, 1000), 0.1)
    painter.end()
    assert QColor(canvas.pixel(50, 50)).red() == 0
    assert QColor(canvas.pixel(150, 50)).red() == 255
