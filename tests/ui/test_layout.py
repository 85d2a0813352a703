"""The layout is remembered for each screen, and what cannot be used bothers nobody."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent

from carddesk.ui.look import window_place
from carddesk.ui.look.layout_memory import Layout, LayoutFile, Place, parsed, place_on, written
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.ui.desk_at_work import AtWork, files

ROOM = (0, 0, 1920, 1040)
WHOLE = st.integers(-3000, 6000)
SIZES = st.integers(1, 6000)
PLACES = st.builds(
    Place,
    st.tuples(WHOLE, WHOLE, SIZES, SIZES),
    st.booleans(),
    st.sampled_from([(), (200, 600, 500)]),
)
LAYOUTS = st.builds(
    Layout, st.dictionaries(st.text(max_size=9), PLACES, max_size=4), st.text(max_size=9), st.booleans()
)


@given(LAYOUTS)
def test_it_is_read_as_it_was_written(layout: Layout) -> None:
    assert parsed(written(layout)) == layout


@given(LAYOUTS, st.tuples(WHOLE, WHOLE, st.integers(640, 8000), st.integers(480, 5000)))
def test_the_window_is_always_wholly_on_a_screen_that_is_there(layout: Layout, room: tuple[int, int, int, int]) -> None:
    for name in layout.places:
        found = place_on(layout, {name: room})
        assert found is not None
        left, top, width, height = found[1].rect
        assert room[0] <= left <= left + width <= room[0] + room[2]
        assert room[1] <= top <= top + height <= room[1] + room[3]
        assert width >= room[2] // 6


def test_a_screen_that_is_gone_gives_way_to_one_that_is_known() -> None:
    big, small = Place((2000, 0, 1800, 1000), parts=(300, 900, 600)), Place((10, 10, 1200, 700))
    layout = Layout({"big": big, "small": small}, last="big")
    assert place_on(layout, {"small": ROOM}) == ("small", small)
    assert place_on(layout, {"small": ROOM, "big": (1920, 0, 1920, 1040)}) == ("big", big)
    assert place_on(layout, {"another": ROOM}) is None


BROKEN = [
    "",
    "{",
    "[]",
    "null",
    '{"version": 2}',
    '{"version": 1, "places": [], "last": "", "only_open": true}',
    '{"version": 1, "places": {"a": {"rect": [0, 0, 1e99, 5], "maximised": true, "parts": []}}, "last": "a", "only_open": 1}',
    '{"version": 1, "places": {"a": {"rect": [0, 0, -4, 5], "maximised": true, "parts": []}}, "last": "a", "only_open": 1}',
    '{"version": 1, "places": {"a": {"rect": [0, 0, 4, 5], "maximised": 1, "parts": [1]}}, "last": "a", "only_open": 1}',
    "[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_used_is_passed_over(text: str, tmp_path: Path) -> None:
    assert parsed(text) == Layout()
    path = tmp_path / "layout.json"
    path.write_bytes(text.encode() + b"\xff")
    assert LayoutFile(path).read() == Layout()


def test_a_place_that_cannot_be_written_bothers_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    LayoutFile(tmp_path / "file" / "layout.json").write(Layout())
    assert LayoutFile(tmp_path / "none.json").read() == Layout()


def let_go(window: MainWindow) -> None:
    window.leave()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


async def test_a_window_stands_again_as_it_was_left(
    desk: Desk, theme: Theme, at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_place, "_room", lambda _screen: ROOM)
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    tasks = Tasks(lambda _: None)
    file = LayoutFile(tmp_path / "state" / "layout.json")
    first = MainWindow(desk, tasks, theme, threshold=0.8, layout=file)
    first.showNormal()
    first.setGeometry(30, 40, 1190, 700)
    first._frame.work.setSizes([220, 500, 470])
    first._frame.work.keep()
    first.queue.only_open.setChecked(True)
    sizes = first._frame.work.sizes()
    await at_work.shown()
    let_go(first)
    stored = json.loads((tmp_path / "state" / "layout.json").read_text())
    assert stored["only_open"] is True
    second = MainWindow(desk, tasks, theme, threshold=0.8, layout=file)
    second.show()
    await at_work.shown()
    assert second.geometry().getRect() == (30, 40, 1190, 700)
    assert second._frame.work.sizes() == sizes
    assert second.queue.only_open.isChecked()
    let_go(second)
    await tasks.close()


async def test_what_was_typed_into_the_filter_is_not_kept(
    desk: Desk, theme: Theme, at_work: AtWork, tmp_path: Path
) -> None:
    tasks = Tasks(lambda _: None)
    path = tmp_path / "layout.json"
    window = MainWindow(desk, tasks, theme, threshold=0.8, layout=LayoutFile(path))
    window.show()
    window.queue.filter.setText("张三")
    await at_work.shown()
    let_go(window)
    assert "张三" not in path.read_text(encoding="utf-8")
    await tasks.close()


async def test_the_colours_are_a_choice_and_kept(at_work: AtWork, theme: Theme) -> None:
    before = theme.tokens.dark
    at_work.window.top.view._colours["dark"].trigger()
    assert theme.tokens.dark
    assert at_work.desk.settings.text("ui.theme") == "dark"
    at_work.window.top.view._colours["light"].trigger()
    assert not theme.tokens.dark
    at_work.window.top.view._colours["system"].trigger()
    assert theme.tokens.dark == before
