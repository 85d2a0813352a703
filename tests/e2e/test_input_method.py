"""Pinyin is composed with a real input method in the real program, and no key of the composition means anything to the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desktop.accessible import Accessible
from tests.desktop.input_method import Pinyin, missing
from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CARDS = ("05-residence-permit-hong-kong-portrait.jpg", "01-resident-id-portrait.jpg")
READING_SECONDS = 120.0
SETTLING_SECONDS = 0.6
"""So long nothing may happen before it counts as not happening."""

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


class Name:
    """The name of the first card, into which is typed."""

    def __init__(self, window: Accessible) -> None:
        self._window = window
        self._edit = window.find("text", "姓名", seconds=READING_SECONDS)
        self._edit.focus()
        wait_for(lambda: self.has_caret, "the caret in the name", otherwise=window.outline)

    @property
    def text(self) -> str:
        return self._edit.text

    @property
    def has_caret(self) -> bool:
        return "focused" in self._edit.states

    def becomes(self, wanted: Callable[[str], object]) -> str:
        wait_for(lambda: wanted(self.text), "the text", otherwise=lambda: f"it is {self.text!r}")
        return self.text


@pytest.fixture
def pinyin(screen: Screen) -> Pinyin:
    return Pinyin(screen)


@pytest.fixture
def window(screen: Screen, pinyin: Pinyin, carddesk: Callable[..., Program]) -> Accessible:
    """Two clean cards, the caret in the first one's name, pinyin switched on; F12 accepts."""
    program = carddesk("--lang", "en", "--set", "ui.keys=accept=F12", *(SAMPLES / name for name in CARDS))
    window = program.window("CardDesk", seconds=60)
    wait_for(lambda: "active" in window.states, "active window", otherwise=window.outline)
    window.find("text", "公民身份号码", seconds=READING_SECONDS)
    return window


def stays(window: Accessible, name: Name, text: str) -> None:
    """Nothing happened: no card was decided, the caret is where it was, and so is the text."""
    with pytest.raises(TimeoutError):
        wait_for(
            lambda: not name.has_caret or name.text != text or "0 of 2 verified" not in window.outline(),
            "something",
            seconds=SETTLING_SECONDS,
        )


def test_pinyin_is_composed_and_no_key_of_it_does_anything_else(
    screen: Screen, pinyin: Pinyin, window: Accessible
) -> None:
    name = Name(window)
    before = name.text
    screen.press("End")
    pinyin.switch_on()

    # A digit picks a candidate; so does Space.
    pinyin.compose("zhang")
    stays(window, name, before)
    screen.press("2")
    picked = name.becomes(lambda text: len(text) == len(before) + 1)
    assert not picked[-1].isascii()
    pinyin.wait_until_done()
    pinyin.compose("nihao")
    screen.press("space")
    name.becomes(lambda text: text == picked + "你好")
    stays(window, name, picked + "你好")

    # Enter commits the letters as they are, and does not confirm the field.
    pinyin.compose("li")
    screen.press("Return")
    name.becomes(lambda text: text == picked + "你好li")
    stays(window, name, picked + "你好li")

    # Esc gives the composition up, and leaves nothing else.
    pinyin.compose("shan")
    screen.press("Escape")
    pinyin.wait_until_done()
    stays(window, name, picked + "你好li")

    # What the input method has no use for reaches the program, where it means nothing while something is composed.
    pinyin.compose("wang")
    for key in ("ctrl+d", "F12", "ctrl+Return", "alt+1", "F1", "ctrl+shift+r", "Page_Down", "Page_Up", "F6"):
        screen.press(key)
        stays(window, name, picked + "你好li")
    assert not window.find_all("push button", "Change keys…", where=lambda each: "showing" in each.states)
    screen.press("Escape")
    pinyin.wait_until_done()

    # And the keys work again at once.
    screen.press("F12")
    wait_for(lambda: "1 of 2 verified" in window.outline(), "a verified card", otherwise=window.outline)
