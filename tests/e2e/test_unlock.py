"""A machine without a keyring, by keyboard alone: a passphrase is set, asked for, forgotten, and the recovery code opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desktop.accessible import Accessible
from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

GOOD, OTHER = "cloud piano seven hill", "river stone under moon"
START_SECONDS = 60.0


def active(program: Program, title: str) -> Accessible:
    """The window with this title, once it has the keyboard."""
    window = program.window(title, seconds=START_SECONDS)
    wait_for(lambda: "active" in window.states, f"active window {title}", otherwise=window.outline)
    return window


def focused(window: Accessible, role: str, name: str) -> Accessible:
    found = window.find(role, name)
    wait_for(lambda: "focused" in found.states, f"focus at {name}", otherwise=window.outline)
    return found


def says(window: Accessible, words: str) -> None:
    wait_for(
        lambda: any(words in each.name for each in window.find_all("label")),
        f"words {words!r}",
        otherwise=window.outline,
    )


def leave(screen: Screen, program: Program) -> None:
    active(program, "CardDesk")
    screen.press("alt+F4")
    assert program.wait() == 0


@pytest.fixture
def bare(screen: Screen) -> Screen:
    """A desktop without a keyring, and no passphrase is given: somebody is asked."""
    del screen.session.env["CARDDESK_WORKSPACE_PASSPHRASE"]
    # The bus would start one that asks for a password of its own.
    screen.session.env["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return screen


def made_by(screen: Screen, program: Program) -> str:
    """Make a workspace; gives its recovery code."""
    window = active(program, "A passphrase for the workspace")
    says(window, "no keyring")
    focused(window, "text", "Passphrase")
    screen.type("short")
    says(window, "At least 10 characters")
    screen.press("ctrl+a")
    screen.type(GOOD)
    screen.press("Tab")
    focused(window, "text", "Once more")
    screen.type(GOOD)
    screen.press("Return")
    window = active(program, "Recovery code")
    code = next(each.name for each in window.find_all("label") if each.name.count("-") == 5)
    focused(window, "check box", "I have written it down")
    screen.press("space", "Return")
    return code


def test_a_passphrase_is_set_and_asked_for_and_the_code_stands_in_for_it(
    bare: Screen, carddesk: Callable[..., Program]
) -> None:
    program = carddesk("--lang", "en")
    code = made_by(bare, program)
    leave(bare, program)

    program = carddesk("--lang", "en")
    window = active(program, "Unlock the workspace")
    focused(window, "text", "Passphrase")
    bare.type(OTHER)
    bare.press("Return")
    says(window, "not the passphrase")
    focused(window, "text", "Passphrase")
    bare.type(GOOD)
    bare.press("Return")
    leave(bare, program)

    program = carddesk("--lang", "en")
    window = active(program, "Unlock the workspace")
    for _ in range(10):
        if "focused" in window.find("push button", "I have a recovery code").states:
            break
        bare.press("Tab")
    bare.press("space")
    focused(window, "text", "Recovery code")
    bare.type(code[:4] + ("0" if code[4] != "0" else "1"))
    says(window, "slip in group 1")
    bare.press("ctrl+a")
    bare.type(code.lower().replace("-", " "))
    bare.press("Return")
    active(program, "A passphrase for the workspace")
    bare.type(OTHER)
    bare.press("Tab")
    bare.type(OTHER)
    bare.press("Return")
    leave(bare, program)


def test_who_does_not_know_leaves_and_nothing_is_lost(bare: Screen, carddesk: Callable[..., Program]) -> None:
    program = carddesk("--lang", "en")
    active(program, "A passphrase for the workspace")
    bare.press("Escape")
    assert program.wait() == 0
    assert not list(bare.home.rglob("journal.db"))
