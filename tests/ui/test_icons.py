"""Icons are drawn for the scale at hand: at none of the usual ones is a pixel made of others."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from carddesk.resources import resource
from carddesk.ui.look import icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import DARK, ICON_PX, LIGHT, Tokens

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 3.0)


def pixels(image: QImage) -> bytes:
    converted = image.convertToFormat(QImage.Format.Format_ARGB32)  # the bits live as long as it does
    return bytes(converted.constBits())


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", ["check", "triangle-alert", "zoom-in", "lock"])
def test_a_button_shows_the_drawing_itself(theme: Theme, name: str, scale: float, tokens: Tokens) -> None:
    shown = icons.icon(name, tokens).pixmap(QSize(ICON_PX, ICON_PX), scale)
    assert shown.size() == QSize(round(ICON_PX * scale), round(ICON_PX * scale))
    drawn = icons.pixmap(name, tokens.text, ICON_PX, scale)
    assert pixels(shown.toImage()) == pixels(drawn.toImage())


def test_every_icon_takes_the_colour_it_is_given(theme: Theme) -> None:
    colourless = [
        each.name for each in resource("icons").glob("*.svg") if 'stroke="currentColor"' not in each.read_text("utf-8")
    ]
    assert colourless == []
