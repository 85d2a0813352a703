"""A whole session without a mouse: a service is picked, cards are opened, verified, repaired, let stand, rejected, found and exported."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.desktop.accessible import Accessible
from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CARDS = (
    "01-resident-id-portrait.jpg",
    "05-residence-permit-hong-kong-portrait.jpg",
    "07-foreign-resident-2017.jpg",
)
READING_SECONDS = 120.0
NUMBER = "公民身份号码"


class Keys:
    """The operator's keyboard. The tree of the window is only looked at, never acted upon."""

    def __init__(self, screen: Screen, program: Program) -> None:
        self.screen = screen
        self._program = program
        self.window = program.window("CardDesk", seconds=60)
        self.wait(lambda: "active" in self.window.states, "active window")

    def press(self, *keys: str) -> None:
        self.screen.press(*keys)

    def answer(self, title: str, text: str) -> None:
        """Type the answer into a dialog of this title."""
        dialog = self._program.window(title)
        self.wait(lambda: "active" in dialog.states, f"active dialog {title}")
        self.press("ctrl+a")
        self.screen.type(text)
        self.press("Return")

    def go_to(self, label: str) -> Accessible:
        """Tab until the caret is in the field with this label."""
        for _ in range(12):
            if self.focused == label:
                break
            before = self.focused
            self.press("Tab")
            self.wait(lambda before=before: self.focused != before, "another field")  # type: ignore[misc]
        assert self.focused == label
        return self.field(label)

    def field(self, label: str, *, seconds: float = READING_SECONDS) -> Accessible:
        return self.window.find("text", label, seconds=seconds)

    @property
    def focused(self) -> str:
        """Name of the text box that has the caret."""
        found = self.window.find_all("text", where=lambda each: "focused" in each.states)
        return found[0].name if found else ""

    def wait_for_caret(self, label: str) -> None:
        self.wait(lambda: self.focused == label, f"caret in {label}")

    def wait_for_text(self, label: str, text: str) -> None:
        self.wait(lambda: self.field(label).text == text, f"{text} in {label}")

    def wait_for_words(self, words: str) -> None:
        self.wait(lambda: words in self.window.outline(), words)

    def wait_for_rows(self, count: int) -> None:
        self.wait(lambda: len(self.window.find("list").children()) == count, f"{count} rows in the queue")

    def go_to_card_with(self, label: str, text: str) -> None:
        """Page through the queue from its top until a card shows this."""
        self.press(*["Prior"] * len(CARDS))
        for _ in CARDS:
            time.sleep(0.5)
            if any(each.text == text for each in self.window.find_all("text", label)):
                break
            self.press("Next")
        self.wait_for_text(label, text)

    def wait(self, holds: Callable[[], object], what: str) -> None:
        wait_for(holds, what, otherwise=self.window.outline)


def test_a_whole_session_by_keyboard_alone(screen: Screen, carddesk: Callable[..., Program]) -> None:
    # The system's own keyring would ask for a password in a window of its own as soon as services are looked at.
    screen.session.env["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    program = carddesk("--lang", "en")
    keys = Keys(screen, program)
    pick_a_service(keys)
    open_cards(keys, screen.home / "cards")
    let_an_error_stand(keys)
    repair_and_undo(keys)
    reject(keys)
    search(keys)
    export(keys, screen.home / "verified.xlsx")
    keys.press("ctrl+q")
    assert program.wait() == 0, program.said()


def pick_a_service(keys: Keys) -> None:
    """Another one, and then the engine inside again."""
    keys.press("ctrl+shift+s", "Down", "Return")
    keys.wait(lambda: not keys.window.find_all("push button", "Service: Engine inside"), "another service")
    keys.press("ctrl+shift+s", "Home", "Return")
    keys.window.find("push button", "Service: Engine inside")


def open_cards(keys: Keys, folder: Path) -> None:
    """One by its name, then the folder with all of them."""
    folder.mkdir()
    for name in CARDS:
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    keys.press("ctrl+o")
    keys.answer("Open images", str(folder / CARDS[0]))
    keys.wait_for_rows(1)
    keys.press("ctrl+shift+d")
    keys.answer("Open a folder", str(folder))
    keys.wait_for_rows(len(CARDS))


def let_an_error_stand(keys: Keys) -> None:
    """The third card has expired: it is accepted as it is, for a reason."""
    keys.field(NUMBER)
    keys.press("Next", "Next")
    keys.field("证件号码")
    keys.wait_for_caret("有效期限 止")
    keys.press("Return")
    keys.wait(lambda: keys.focused != "有效期限 止", "the question for a reason")
    keys.screen.type("original seen")
    keys.press("Return")
    keys.wait_for_caret("有效期限 止")
    keys.press("Return")
    keys.wait_for_words("1 of 3 verified")


def repair_and_undo(keys: Keys) -> None:
    """The second card's number is mistyped, and what is offered for it is taken; two steps back it is right again."""
    keys.go_to_card_with(NUMBER, "810000196908133611")
    keys.go_to(NUMBER)
    keys.press("End", "BackSpace", "2", "Return")
    keys.wait_for_text(NUMBER, "810000196908133612")
    keys.wait(lambda: "Alt+1 takes" in keys.field(NUMBER).description, "a repair")
    offered = keys.field(NUMBER).description.split("Alt+1 takes ")[1][:18]
    keys.press("alt+1")
    keys.wait_for_text(NUMBER, offered)
    keys.press("ctrl+z", "ctrl+z")
    keys.wait_for_text(NUMBER, "810000196908133611")
    keys.press("ctrl+Return")
    keys.wait_for_words("2 of 3 verified")


def reject(keys: Keys) -> None:
    """The one that is left, for the second of the usual reasons."""
    keys.press("ctrl+shift+r", "Down", "Down", "Return")
    keys.wait_for_words("All 3 cards are done.")


def search(keys: Keys) -> None:
    keys.press("ctrl+f")
    keys.screen.type("05-")
    keys.wait_for_rows(1)
    keys.press("ctrl+a", "BackSpace")
    keys.wait_for_rows(len(CARDS))


def export(keys: Keys, target: Path) -> None:
    keys.press("ctrl+e")
    keys.answer("Export", str(target))
    keys.wait(target.exists, "the workbook")
    heading, *rows = openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(map(str, heading), row, strict=True)) for row in rows]
    assert sorted(str(row["ID number"]) for row in found) == ["810000196908133611", "ESP370619040827"]
