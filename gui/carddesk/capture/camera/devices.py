"""The cameras of this machine, with the names that people know."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSTEM: Final = Path("/sys/class/video4linux")
_SAYS: Final = platform.system() == "Linux"
"""Whether the system says which cameras there are."""
_MOST: Final = 6
"""So many numbers are tried where the system does not say which cameras it has."""


@dataclass(frozen=True, slots=True)
class Device:
    """One camera: its number, and what it is called."""

    number: str
    title: str

    @property
    def id(self) -> str:
        """How settings name it: by number and title, since numbers change when cameras are plugged in in another order."""
        return f"{self.number} {self.title}"


def devices() -> tuple[Device, ...]:
    """Those that are there now. Where numbers must be tried this takes seconds, and may hang in a driver."""
    return _listed(SYSTEM) if _SAYS else _tried()


def chosen(wished: str, there: Sequence[Device]) -> Device | None:
    """The wished one of those that are there: the same one, else one of the same name, else the first; None where there is none."""
    title = wished.partition(" ")[2]
    same = [each for each in there if each.id == wished] or [each for each in there if title and each.title == title]
    return next(iter([*same, *there]), None)


def found(wished: str) -> Device | None:
    """The camera to open for this id, or for none; None where there is no camera."""
    if _SAYS:
        return chosen(wished, devices())
    number, _, title = wished.partition(" ")  # trying all of them would light up all of them
    return Device(number or "0", title)


def _listed(system: Path) -> tuple[Device, ...]:
    """By the kernel's list. A camera has several nodes: the first gives pictures, the others tell of them."""
    found = []
    for node in system.glob("video*"):
        number = node.name.removeprefix("video")
        if number.isdigit() and _read(node / "index") in {"0", ""}:
            found.append(Device(number, _read(node / "name") or node.name))
    return tuple(sorted(found, key=lambda each: int(each.number)))


def _read(path: Path) -> str:
    try:
        return " ".join(path.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return ""


def _tried() -> tuple[Device, ...]:
    from carddesk.capture.camera.opening import opened_device  # noqa: PLC0415  (OpenCV is no small thing to load)

    found = []
    for number in range(_MOST):
        capture = opened_device(number)
        if capture.isOpened():
            found.append(Device(str(number), f"Camera {number + 1}"))
        capture.release()
    return tuple(found)
