"""What a screen reader finds in the running program: names for all there is, fields in order, flags and offers told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.desktop.accessible import Accessible
from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
READING_SECONDS = 120.0
CONTROLS = {"push button", "check box", "text", "combo box", "list", "toggle button", "radio button", "progress bar"}


def showing(window: Accessible) -> list[Accessible]:
    return [each for each in window.walk() if "showing" in each.states]


def focused(window: Accessible) -> str:
    found = [each.name for each in showing(window) if "focused" in each.states]
    return found[0] if found else ""


def field_boxes(window: Accessible) -> list[Accessible]:
    """The edit boxes of the form, by where they stand on the screen."""
    boxes = [each for each in showing(window) if each.role == "text" and each.name not in {"", "Filter"}]
    return sorted(boxes, key=lambda each: each.extents[1])


def test_all_is_named_fields_come_in_order_and_tell_what_is_wrong_with_them(
    screen: Screen, carddesk: Callable[..., Program]
) -> None:
    sample = screen.home / "card.jpg"
    sample.write_bytes((SAMPLES / "07-foreign-resident-2017.jpg").read_bytes())
    window = carddesk("--lang", "en", sample).window("CardDesk", seconds=60)
    window.find("text", "证件号码", seconds=READING_SECONDS)

    nameless = [each.role for each in showing(window) if each.role in CONTROLS and not each.name]
    assert nameless == [], window.outline()

    # The desk leads to the field that needs a human, and that says why.
    wait_for(lambda: focused(window) == "有效期限 止", "focus at the expired date", otherwise=window.outline)
    flagged = window.find("text", "有效期限 止")
    assert "expired" in flagged.description.lower()

    boxes = [each.name for each in field_boxes(window)]
    assert len(boxes) >= 5
    start = boxes.index("有效期限 止")
    for name in reversed(boxes[:start]):
        screen.press("shift+Tab")
        wait_for(lambda name=name: focused(window) == name, f"focus at {name}", otherwise=window.outline)  # type: ignore[misc]
    for name in boxes[1:start]:
        screen.press("Tab")
        wait_for(lambda name=name: focused(window) == name, f"focus at {name}", otherwise=window.outline)  # type: ignore[misc]

    # The loupe opens over the image, has a name, and leaves the caret where it is.
    before = focused(window)
    screen.press("F2")
    wait_for(lambda: [each for each in showing(window) if each.name == "Loupe"], "loupe", otherwise=window.outline)
    assert focused(window) == before
    screen.press("Escape")
