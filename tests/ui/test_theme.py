"""The colour scheme is switched while the program runs: everything follows, what is painted by hand and icons, too."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from carddesk.ui.look import theme as look_theme
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import DARK, LIGHT, Tokens, contrast
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit


class System:
    """Stands for the system's wish: the platforms that tests are drawn on have none, and take none."""

    def __init__(self) -> None:
        self.scheme = Qt.ColorScheme.Light

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 - Qt's own name
        return self.scheme

    def switch(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)
        # Not processEvents: within a coroutine that would step others, which asyncio loses then.
        QApplication.sendPostedEvents()


@pytest.fixture
def system(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> System:
    made = System()
    monkeypatch.setattr(look_theme, "QGuiApplication", SimpleNamespace(styleHints=lambda: made))
    return made


def ink(pixmap: QPixmap) -> str:
    """The colour of the most opaque pixel of an icon."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha).name()


def icons_in(window: object) -> dict[str, str]:
    """The colour of each icon that a widget holds, by what tells it apart."""
    found: dict[str, str] = {}
    assert hasattr(window, "findChildren")
    for number, button in enumerate(window.findChildren(QAbstractButton)):
        if not button.icon().isNull() and button.isEnabled():
            found[f"{number} {button.accessibleName() or button.text()}"] = ink(button.icon().pixmap(16))
    for number, label in enumerate(window.findChildren(QLabel)):
        if not label.pixmap().isNull():
            found[f"{number} label"] = ink(label.pixmap())
    return found


def known(colour: str, tokens: Tokens) -> bool:
    """Whether an icon of this scheme may have this colour, but for rounding where it is not quite opaque."""
    roles = ("text", "on_accent", "secondary", "accent", "sure", "doubtful", "broken", "control")
    channels = [QColor(getattr(tokens, role)).getRgb()[:3] for role in roles]
    seen = QColor(colour).getRgb()[:3]
    return any(max(abs(one - other) for one, other in zip(seen, each, strict=True)) <= 3 for each in channels)


async def test_every_icon_and_surface_follows_the_system(
    at_work: AtWork, system: System, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER}, doubtful=["name"], low_characters={"address": [2]})]
    system.switch(Qt.ColorScheme.Light)
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    window = at_work.window
    window.notices.say("warn", "A warning.", stay=True)
    for scheme, tokens in ((Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK)):
        system.switch(scheme)
        await at_work.shown()
        assert window.form.isVisible()
        strange = {name: colour for name, colour in icons_in(window).items() if not known(colour, tokens)}
        assert strange == {}
        shot = window.grab().toImage()
        place = window.form.rect()
        surface = surface_of(shot, QRect(window.form.mapTo(window, place.topLeft()), place.size()))
        assert surface == QColor(tokens.panel).name()
        below = window.queue.list.viewport()
        queue = QRect(below.mapTo(window, below.rect().topLeft()), below.size())
        assert surface_of(shot, queue) == QColor(tokens.panel).name()
        marks = window.form.row("address")
        assert marks is not None
        layout = marks.edit.document().firstBlock().layout()
        underlines = {each.format.underlineColor().name() for each in layout.formats() if each.format.fontUnderline()}
        assert underlines <= {QColor(tokens.doubtful).name()}
        waves = {each.format.underlineColor().name() for each in layout.formats()}
        assert QColor(tokens.doubtful).name() in waves


def surface_of(shot: QImage, place: QRect) -> str:
    """The colour of which most of this part is made."""
    counts: dict[str, int] = {}
    for x in range(place.left(), place.right(), 5):
        for y in range(place.top(), place.bottom(), 5):
            name = shot.pixelColor(x, y).name()
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name])


def test_the_two_schemes_are_told_apart() -> None:
    assert contrast(LIGHT.panel, DARK.panel) > 10
