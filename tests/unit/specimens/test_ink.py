"""Text is set in the faces that were asked for, and known where it is."""

import pytest
from PIL import Image

from tests.specimens.ink import SANS, FontMissingError, Pen, Sheet, font, wrap


def test_a_missing_face_is_an_error_and_not_boxes_of_another_face() -> None:
    with pytest.raises(FontMissingError, match="fonts-noto-cjk"):
        font("No Such Family", 20)


def test_wrapped_lines_fit_and_lose_nothing() -> None:
    pen, text = Pen(SANS, 40, (0, 0, 0)), "重庆市石柱土家族自治县芳山巷579号14栋2207室"
    lines = wrap(text, pen, 400)
    assert "".join(lines) == text
    assert len(lines) > 2
    assert all(pen.width(line) <= 400 for line in lines)


def test_text_stands_where_it_was_put() -> None:
    sheet = Sheet(Image.new("RGB", (400, 200), (255, 255, 255)))
    left, top, right, bottom = sheet.put("name", "姓名", 25, 50, "国", Pen(SANS, 60, (0, 0, 0)))
    ink = sheet.image.convert("L").point(lambda level: 255 * (level < 128)).getbbox()
    assert ink is not None
    assert left < ink[0] < left + 8
    assert top < ink[1] < top + 8
    assert right - 8 < ink[2] < right
    assert bottom - 8 < ink[3] < bottom
    assert abs(ink[0] - 100) < 8
    assert abs(ink[1] - 100) < 4
