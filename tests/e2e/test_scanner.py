"""A scanner on the network and the program as a user has it: F9 brings a card, and leaving in the middle of a scan frees the device."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for
from tests.fakes.escl import EsclScanner

LEAVING_S = 6.0


def test_f9_brings_a_card_and_leaving_in_the_middle_of_the_next_frees_the_scanner(
    carddesk: Callable[..., Program], screen: Screen
) -> None:
    with EsclScanner() as scanner:
        profile = f"scanner.profiles=Counter: device=escl:{scanner.address} source=flatbed"
        program = carddesk("--lang", "en", "--set", "reading.auto=false", "--set", profile)
        window = program.window("CardDesk", seconds=60)
        wait_for(lambda: "active" in window.states, "active window")
        screen.press("F9")
        wait_for(lambda: len(window.find("list").children()) == 1, "the card in the queue", seconds=30)
        scanner.temper.page_s = 120.0
        screen.press("F9")
        wait_for(lambda: "Scanning page 1" in window.outline(), "a scan under way", seconds=30)
        started = time.monotonic()
        screen.press("ctrl+q")
        assert program.wait(LEAVING_S) == 0
        assert time.monotonic() - started < LEAVING_S
        wait_for(lambda: scanner.is_free, "the scanner to be free")
        assert len(scanner.cancelled) == 1
