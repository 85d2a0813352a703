"""Whether a window can be opened is found out before Qt is asked."""

import socket
import sys
from pathlib import Path

import pytest

from carddesk import display
from carddesk.display import answers, display_kind, missing_libraries, require_display
from carddesk.errors import EnvironmentFault

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({}, None),
        ({"DISPLAY": ":0"}, "x11"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, "x11"),
        ({"QT_QPA_PLATFORM": "xcb"}, None),
        ({"QT_QPA_PLATFORM": "offscreen"}, "none"),
        ({"QT_QPA_PLATFORM": "offscreen:size=800x600"}, "none"),
        ({"QT_QPA_PLATFORM": "minimal"}, "none"),
        ({"QT_QPA_PLATFORM": "vnc:port=5900"}, "none"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "wayland;xcb"}, "wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"}, None),
        ({"WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": "/nowhere", "DISPLAY": ":0"}, "x11"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, None),
    ],
)
def test_what_qt_will_draw_on(environment: dict[str, str], kind: str | None) -> None:
    assert display_kind(environment) == kind


def test_a_wayland_display_answers_when_something_listens(tmp_path: Path) -> None:
    environment = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not answers("wayland", environment)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert answers("wayland", environment)


def test_memory_is_always_there_to_draw_on() -> None:
    assert answers("none", {})


def test_missing_libraries_are_named_by_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_loads", lambda library: "cursor" not in library and "EGL" not in library)
    assert missing_libraries(x11=True) == ["libegl1", "libxcb-cursor0"]
    assert missing_libraries(x11=False) == ["libegl1"]
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    with pytest.raises(EnvironmentFault, match="libegl1") as caught:
        require_display()
    assert caught.value.code == "display_libraries"


def test_a_library_that_does_not_exist_does_not_load() -> None:
    assert not display._loads("libnever-heard-of.so.99")


def test_without_any_display_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EnvironmentFault, match="no display") as caught:
        require_display()
    assert caught.value.code == "no_display"
