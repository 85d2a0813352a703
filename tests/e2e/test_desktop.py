"""The desktop the end-to-end tests stand on: a tiny window on it can be seen, read, pressed and typed into."""

import sys
from pathlib import Path

import pytest

from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

TINY = Path(__file__).with_name("tiny_window.py")


@pytest.fixture
def tiny(screen: Screen) -> Program:
    return screen.start(sys.executable, str(TINY))


def test_a_button_is_found_by_its_name_and_pressed(tiny: Program) -> None:
    window = tiny.window("Tiny")
    window.find("push button", "Greet").press()
    wait_for(lambda: window.find("label", "Hello, nobody"), "greeting")


def test_the_text_of_an_edit_is_read_and_set(tiny: Program) -> None:
    edit = tiny.window("Tiny").find("text", "Name")
    assert edit.text == "nobody"
    edit.set_text("张三")
    assert edit.text == "张三"


def test_keys_and_clicks_arrive(screen: Screen, tiny: Program) -> None:
    window = tiny.window("Tiny")
    edit = window.find("text", "Name")
    screen.click(edit)
    wait_for(lambda: "focused" in edit.states, "focus in the edit")
    screen.press("ctrl+a")
    screen.type("Li Si-8100")
    screen.press("Return")
    window.find("label", "Hello, Li Si-8100")


def test_a_dialog_takes_the_keyboard(screen: Screen, tiny: Program) -> None:
    tiny.window("Tiny").find("push button", "Ask").press()
    tiny.window("Question")
    wait_for(lambda: "active" in tiny.window("Question").states, "active dialog")
    screen.press("Escape")
    wait_for(lambda: [each.name for each in tiny.windows()] == ["Tiny"], "end of the dialog")


def test_a_picture_shows_the_window(screen: Screen, tiny: Program) -> None:
    swatch = tiny.window("Tiny").find("label", "swatch")
    left, top, width, height = swatch.extents
    middle = (left + width // 2, top + height // 2)
    wait_for(lambda: screen.screenshot().convert("RGB").getpixel(middle) == (37, 99, 235), "blue on the screen")


def test_a_closed_window_ends_the_program_with_its_exit_code(screen: Screen, tiny: Program) -> None:
    # Shown is not yet in front: until then the window manager has nobody to give the key to.
    wait_for(lambda: "active" in tiny.window("Tiny").states, "active window")
    screen.press("alt+F4")
    assert tiny.wait() == 7
    assert "closed" in tiny.said()


def test_nothing_of_a_closed_desktop_stays_alive() -> None:
    desktop = Screen()
    program = desktop.start(sys.executable, str(TINY))
    program.window("Tiny")
    assert len(list(desktop.session.running())) >= 5  # screen, bus, window manager, accessibility bus, program
    desktop.close()
    assert list(desktop.session.running()) == []
    assert not desktop.home.exists()


def test_what_is_not_there_is_missed_with_the_tree_in_words(tiny: Program) -> None:
    window = tiny.window("Tiny")
    with pytest.raises(TimeoutError, match=r"push button 'Fly'(.*\n)+.*push button 'Greet'"):
        window.find("push button", "Fly", seconds=0.1)
