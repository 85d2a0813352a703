"""The accessibility tree (AT-SPI) over D-Bus: what a screen reader sees and can do.

AT-SPI is spoken directly, by the interfaces of at-spi2-core's `xml/` folder, since its usual binding (PyGObject) lives in
the system's Python and not in the one that runs the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop.waiting import PATIENCE_SECONDS, wait_for

ATSPI = "org.a11y.atspi."
REGISTRY = (ATSPI + "Registry", "/org/a11y/atspi/accessible/root")
NULL = "/org/a11y/atspi/null"
CALL_SECONDS = 10.0
STATES = {
    1: "active", 4: "checked", 5: "collapsed", 7: "editable", 8: "enabled", 9: "expandable", 10: "expanded",
    11: "focusable", 12: "focused", 16: "modal", 17: "multi line", 20: "pressed", 23: "selected", 24: "sensitive",
    25: "showing", 30: "visible", 41: "checkable", 43: "read only",
}  # fmt: skip
"""Bit of the state set to name, after AtspiStateType in at-spi2-core's atspi-constants.h."""


class AccessibilityBus:
    """The bus on which programs show their widgets to assistive technology."""

    def __init__(self, address: str) -> None:
        self._connection: DBusConnection = open_dbus_connection(address)

    @classmethod
    def of_session(cls, session_bus: str) -> AccessibilityBus:
        """Ask the session bus for it, which starts it, and say that assistive technology is at work."""
        with open_dbus_connection(session_bus) as session:
            place = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (address,) = _reply(session, new_method_call(place, "GetAddress"))
            properties = place.with_interface("org.freedesktop.DBus.Properties")
            enabled = ("org.a11y.Status", "IsEnabled", ("b", True))
            _reply(session, new_method_call(properties, "Set", "ssv", enabled))
        return cls(address)

    def call(self, service: str, path: str, method: str, signature: str | None = None, *arguments: object) -> Any:
        """The answer of `method` (an interface below `org.a11y.atspi.` and its member), as a tuple."""
        interface, _, member = method.rpartition(".")
        place = DBusAddress(path, service, interface if interface.startswith("org.") else ATSPI + interface)
        return _reply(self._connection, new_method_call(place, member, signature, arguments))

    def applications(self) -> list[Accessible]:
        """The programs that are on the bus."""
        return Accessible(self, *REGISTRY).children()

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Accessible:
    """One thing on the screen. Each property asks the program anew, so it says what holds now."""

    bus: AccessibilityBus
    service: str
    path: str

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return str(self._property("Accessible", "Name"))

    @property
    def description(self) -> str:
        """What a screen reader says beside the name."""
        return str(self._property("Accessible", "Description"))

    @property
    def role(self) -> str:
        """What it is: `push button`, `label`, `text`, `list item` …"""
        return str(self._call("Accessible.GetRoleName")[0])

    @property
    def states(self) -> frozenset[str]:
        """What holds of it: `enabled`, `showing`, `focused`, `checked` …"""
        low, high = self._call("Accessible.GetState")[0]
        bits = low | high << 32
        return frozenset(name for bit, name in STATES.items() if bits >> bit & 1)

    @property
    def pid(self) -> int:
        """The process that shows it."""
        who = "org.freedesktop.DBus.GetConnectionUnixProcessID"
        return int(self.bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus", who, "s", self.service)[0])

    @property
    def extents(self) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen, in pixels."""
        left, top, width, height = self._call("Component.GetExtents", "u", 0)[0]
        return left, top, width, height

    @property
    def text(self) -> str:
        """The text it holds, such as that of a line edit."""
        return str(self._call("Text.GetText", "ii", 0, -1)[0])

    @property
    def value(self) -> float:
        """The number it stands at, such as that of a slider or a progress bar."""
        return float(self._property("Value", "CurrentValue"))

    def set_text(self, text: str) -> None:
        """Put this text into it, in place of what it holds."""
        self._call("EditableText.SetTextContents", "s", text)

    def press(self, action: str = "") -> None:
        """Do its action of this name, or its first one: press a button, toggle a box, open a menu."""
        actions = [name for name, *_ in self._call("Action.GetActions")[0]]
        self._call("Action.DoAction", "i", actions.index(action) if action else 0)

    def focus(self) -> None:
        """Give it the keyboard."""
        self._call("Component.GrabFocus")

    def children(self) -> list[Accessible]:
        """What is directly inside it; nothing once it has gone."""
        try:
            found = self._call("Accessible.GetChildren")[0]
        except DBusErrorResponse:
            return []
        return [Accessible(self.bus, service, path) for service, path in found if path != NULL]

    def walk(self) -> Iterator[Accessible]:
        """Itself and all that is inside it, outer before inner."""
        yield self
        for child in self.children():
            yield from child.walk()

    def find_all(
        self, role: str = "", name: str | None = None, where: Callable[[Accessible], bool] = bool
    ) -> list[Accessible]:
        """What is in it now with this role and this name, and for which `where` holds."""
        return [each for each in self.walk() if each._fits(role, name, where)]

    def find(self, role: str = "", name: str | None = None, *, seconds: float = PATIENCE_SECONDS) -> Accessible:
        """The first thing in it with this role and this name that is shown, once there is one."""

        def look() -> Accessible | None:
            return next((each for each in self.walk() if each._fits(role, name, _is_showing)), None)

        return wait_for(look, f"{role or 'thing'} {name!r}", seconds=seconds, otherwise=self.outline)  # type: ignore[return-value]

    def outline(self) -> str:
        """The tree in words, a line for each thing."""
        return "\n".join(self._lines(0))

    def _fits(self, role: str, name: str | None, where: Callable[[Accessible], bool]) -> bool:
        try:
            return (not role or self.role == role) and (name is None or self.name == name) and where(self)
        except DBusErrorResponse:
            return False  # it went away while being looked at

    def _lines(self, depth: int) -> Iterator[str]:
        try:
            yield f"{'  ' * depth}{self.role} {self.name!r} {' '.join(sorted(self.states))}"
        except DBusErrorResponse:
            return
        for child in self.children():
            yield from child._lines(depth + 1)

    def _property(self, interface: str, name: str) -> Any:
        answer = self._call("org.freedesktop.DBus.Properties.Get", "ss", ATSPI + interface, name)
        return answer[0][1]

    def _call(self, method: str, signature: str | None = None, *arguments: object) -> Any:
        return self.bus.call(self.service, self.path, method, signature, *arguments)


def _is_showing(each: Accessible) -> bool:
    return "showing" in each.states


def _reply(connection: DBusConnection, message: Any) -> Any:
    answer = connection.send_and_get_reply(message, timeout=CALL_SECONDS)
    if answer.header.message_type.name == "error":
        raise DBusErrorResponse(answer)
    return answer.body
