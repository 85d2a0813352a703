"""The main job as a user does it: cards from the command line, corrected by keyboard, exported, read back from the workbook."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.desktop.accessible import Accessible
from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
READING_SECONDS = 120.0


def field(window: Accessible, label: str, *, seconds: float = READING_SECONDS) -> Accessible:
    """The edit box of the field with this label, once the card is read."""
    return window.find("text", label, seconds=seconds)


def focused(window: Accessible) -> Accessible | None:
    return next(iter(window.find_all("text", where=lambda each: "focused" in each.states)), None)


def wait_for_focus(window: Accessible, label: str) -> Accessible:
    wait_for(
        lambda: (at := focused(window)) is not None and at.name == label, f"focus at {label}", otherwise=window.outline
    )
    return field(window, label)


@pytest.fixture
def copies(screen: Screen) -> Callable[..., list[Path]]:
    """Sample cards in the user's own folder."""

    def copy(*names: str) -> list[Path]:
        folder = screen.home / "cards"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes((SAMPLES / name).read_bytes())
        return [folder / name for name in names]

    return copy


def export_to(screen: Screen, window: Accessible, carddesk: Program, target: Path) -> None:
    screen.press("ctrl+e")
    dialog = carddesk.window("Export")
    wait_for(lambda: "active" in dialog.states, "active export dialog", otherwise=dialog.outline)
    screen.press("ctrl+a")
    screen.type(str(target))
    screen.press("Return")
    wait_for(target.exists, f"file {target.name}", otherwise=window.outline)


def rows_of(workbook: Path) -> list[dict[str, str]]:
    sheet = openpyxl.load_workbook(workbook).worksheets[0]
    heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def test_a_card_is_corrected_by_keyboard_and_exported(
    screen: Screen, carddesk: Callable[..., Program], copies: Callable[..., list[Path]]
) -> None:
    flagged, clean = copies("07-foreign-resident-2017.jpg", "05-residence-permit-hong-kong-portrait.jpg")
    program = carddesk("--lang", "en", flagged, clean)
    window = program.window("CardDesk", seconds=60)

    # The first card's validity has run out: the desk leads to that field by itself.
    field(window, "证件号码")
    expiry = wait_for_focus(window, "有效期限 止")
    assert "expired" in expiry.description.lower()
    screen.press("ctrl+a")
    screen.type("20310123")
    screen.press("Return")
    wait_for(lambda: field(window, "有效期限 止").text == "2031-01-23", "the corrected date", otherwise=window.outline)
    screen.press("Return")

    # The second card needs nobody: one stroke.
    number = field(window, "公民身份号码")
    wait_for(lambda: number.text == "810000196908133611", "the number of the second card", otherwise=window.outline)
    screen.press("Return")
    wait_for(lambda: "2 of 2 verified" in window.outline(), "two verified cards", otherwise=window.outline)

    # Also from a text box that on this platform has a use of its own for Ctrl+E.
    screen.press("ctrl+f")
    target = screen.home / "verified.xlsx"
    export_to(screen, window, program, target)
    first, second = rows_of(target)
    assert first["Valid until"] == "2031-01-23"
    assert first["ID number"] == "ESP370619040827"
    assert second["ID number"] == "810000196908133611"
    assert second["Name"] == "孙子春"

    screen.press("ctrl+q")
    assert program.wait() == 0, program.said()


def test_what_was_typed_is_there_again_after_a_kill(
    screen: Screen, carddesk: Callable[..., Program], copies: Callable[..., list[Path]]
) -> None:
    (card,) = copies("05-residence-permit-hong-kong-portrait.jpg")
    program = carddesk("--lang", "en", card)
    window = program.window("CardDesk", seconds=60)
    name = field(window, "姓名")
    name.focus()
    wait_for_focus(window, "姓名")
    screen.press("ctrl+a")
    screen.type("LI")
    screen.press("Tab")
    wait_for(lambda: (at := focused(window)) is not None and at.name != "姓名", "next field", otherwise=window.outline)
    field(window, "住址").focus()
    wait_for_focus(window, "住址")
    screen.press("ctrl+a")
    screen.type("ROAD 9")
    wait_for(lambda: field(window, "住址").text == "ROAD 9", "what was typed", otherwise=window.outline)
    time.sleep(1)  # so long it may take to be kept
    screen.session.run("kill", "-9", str(program.pid))
    program.wait()

    again = carddesk("--lang", "en").window("CardDesk", seconds=60)
    assert field(again, "姓名").text == "LI"
    assert field(again, "住址").text == "ROAD 9", "typed, and not yet said"
    assert "not closed in good order" in again.outline()
    wait_for_focus(again, "住址")
    assert field(again, "公民身份号码").text == "810000196908133611"


@pytest.mark.parametrize("screen", ["zh_CN.UTF-8"], indirect=True)
def test_a_new_user_tries_the_sample_cards_in_chinese(screen: Screen, carddesk: Callable[..., Program]) -> None:
    program = carddesk()
    window = program.window("CardDesk", seconds=60)
    window.find("push button", "试用样张").press()
    queue = window.find("list", seconds=READING_SECONDS)
    wait_for(lambda: len(queue.children()) >= len(list(SAMPLES.iterdir())), "a row for each sample", seconds=60)
    assert field(window, "姓名").text
