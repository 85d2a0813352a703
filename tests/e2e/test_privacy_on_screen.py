"""Privacy as assistive technology meets it: in the real window, through the accessibility bus, with real keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jeepney import DBusErrorResponse

from tests.desktop.accessible import Accessible
from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "05-residence-permit-hong-kong-portrait.jpg"
READING_SECONDS = 120.0


def read_out(window: Accessible) -> str:
    """Everything in the tree of a window: names, descriptions, texts; hidden parts, too."""
    said = []
    for each in window.walk():
        said += [each.name, each.description]
        try:
            said.append(each.text)
        except DBusErrorResponse:
            continue  # it holds no text
    return "\n".join(said)


def test_what_is_masked_or_covered_is_not_on_the_accessibility_bus(
    screen: Screen, carddesk: Callable[..., Program]
) -> None:
    program = carddesk("--lang", "en", SAMPLE)
    window = program.window("CardDesk", seconds=60)
    number = window.find("text", "公民身份号码", seconds=READING_SECONDS).text
    address = window.find("text", "住址").text
    assert len(number) == 18
    assert number in read_out(window)

    screen.press("ctrl+shift+m")
    name = window.find("text", "姓名")
    name.focus()
    wait_for(lambda: "•" in window.find("text", "公民身份号码").text, "mask", otherwise=window.outline)
    said = read_out(window)
    assert number not in said
    assert address not in said
    assert name.text in said

    screen.press("ctrl+shift+k")
    wait_for(lambda: "Locked. Press any key." in read_out(window), "cover", otherwise=window.outline)
    covered = read_out(window)
    assert "姓名" not in covered
    assert "Accept" not in covered

    screen.press("x")
    window.find("text", "姓名")
    assert "x" not in window.find("text", "姓名").text
    screen.press("F8")
    wait_for(lambda: window.find("text", "公民身份号码").text == number, "the card laid open", otherwise=window.outline)
