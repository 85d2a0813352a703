"""Notices never get in the way: they take no caret, end no composition, cover nothing, go by themselves and give way."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from carddesk.cards.case import Status
from carddesk.errors import ServiceError
from carddesk.ui import notice_bar
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.status_bar import StatusBar
from carddesk.workflow.changes import Notice
from carddesk.workflow.views import Progress
from tests.ui.desk_at_work import AtWork, Script, files

BUSY = ServiceError("busy", "The service is busy.", retryable=True)


def nothing() -> None:
    """What a button does that nobody presses."""


KINDS: dict[str, Callable[[NoticeBar], None]] = {
    "info": lambda bar: bar.say("info", "By the way."),
    "done": lambda bar: bar.say("done", "Exported.", action="Open folder", do=nothing),
    "warn": lambda bar: bar.say("warn", "Mind this."),
    "question": lambda bar: bar.say("warn", "Shall it?", action="Yes", do=nothing, stay=True),
    "two ways": lambda bar: bar.say("warn", "Failed.", action="Again", do=nothing, more=("Show", nothing), stay=True),
    "error": lambda bar: bar.say("error", "The disk is full. " * 12),
}
every_kind = pytest.mark.parametrize("say", KINDS.values(), ids=KINDS)


def on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


@every_kind
async def test_the_caret_stays_in_its_field_and_typing_goes_on(
    at_work: AtWork, tmp_path: Path, say: Callable[[NoticeBar], None]
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.select_field("address")
    at_work.type("AB")
    field = at_work.focused
    say(at_work.window.notices)
    await at_work.shown()
    at_work.insert("CD")
    at_work.window.notices.dismiss()
    await at_work.shown()
    at_work.insert("EF")
    assert at_work.focused is field
    assert at_work.row("address").edit.text == "ABCDEF"


@every_kind
async def test_what_is_being_composed_is_composed_to_its_end(
    at_work: AtWork, tmp_path: Path, say: Callable[[NoticeBar], None]
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.select_field("name")
    at_work.ctrl(Qt.Key.Key_A)
    at_work.compose("zhang")
    field = at_work.focused
    say(at_work.window.notices)
    await at_work.shown()
    assert at_work.focused is field
    at_work.insert("章")
    assert at_work.row("name").edit.text == "章"


@every_kind
async def test_no_part_of_the_window_is_covered(
    at_work: AtWork, tmp_path: Path, say: Callable[[NoticeBar], None]
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    window = at_work.window
    say(window.notices)
    await at_work.shown()
    notice = on_screen(window.notices)
    assert notice.height() > 0
    for part in (window.top, window.queue, window.image, window.form, window.status):
        assert not notice.intersects(on_screen(part)), part
    assert window.rect().contains(QRect(window.notices.mapTo(window, QPoint(0, 0)), window.notices.size()))


async def test_what_asks_nothing_goes_by_itself_and_what_asks_something_stays(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_bar, "LEAST_MS", 20)
    monkeypatch.setattr(notice_bar, "MS_A_CHARACTER", 0)
    stays = {}
    for kind, say in KINDS.items():
        at_work.window.notices.dismiss()
        say(at_work.window.notices)
        await asyncio.sleep(0.15)
        stays[kind] = at_work.window.notices.isVisible()
    assert stays == {"info": False, "done": False, "warn": False, "question": True, "two ways": True, "error": True}


@pytest.mark.parametrize("remark", ["warn", "error"])
async def test_a_question_comes_back_after_a_remark(at_work: AtWork, remark: str) -> None:
    notices = at_work.window.notices
    KINDS["two ways"](notices)
    KINDS[remark](notices)
    assert "Failed." not in notices.words
    notices.dismiss()
    assert notices.words == "Failed."
    KINDS[remark](notices)
    notices.dismiss_words("Failed.")
    notices.dismiss()
    assert notices.words == ""


async def test_the_newest_question_is_the_one_that_is_asked(at_work: AtWork) -> None:
    notices = at_work.window.notices
    KINDS["question"](notices)
    KINDS["two ways"](notices)
    notices.dismiss()
    assert notices.words == ""


@pytest.mark.parametrize(("kind", "interrupts"), [("info", False), ("question", False), ("error", True)])
async def test_assistive_technology_is_told(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch, kind: str, interrupts: bool
) -> None:
    heard: list[QAccessibleEvent] = []
    played = SimpleNamespace(
        Event=QAccessible.Event,
        AnnouncementPoliteness=QAccessible.AnnouncementPoliteness,
        updateAccessibility=heard.append,
    )
    monkeypatch.setattr(notice_bar, "QAccessible", played)
    KINDS[kind](at_work.window.notices)
    assert [each.type() for each in heard] == [QAccessible.Event.Alert, QAccessible.Event.Announcement]
    said = heard[1]
    assert isinstance(said, QAccessibleAnnouncementEvent)
    assert said.message() == at_work.window.notices.words
    assert (said.politeness() is QAccessible.AnnouncementPoliteness.Assertive) == interrupts


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
async def test_a_caret_that_was_put_into_the_notice_goes_back_to_the_field(
    at_work: AtWork, tmp_path: Path, key: Qt.Key
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.select_field("address")
    KINDS["question"](at_work.window.notices)
    await at_work.shown()
    button = next(each for each in at_work.window.notices.findChildren(QWidget) if each.property("look") == "small")
    button.setFocus()
    at_work.press(key)
    assert not at_work.window.notices.isVisible()
    assert at_work.focused_key == "address"


async def test_a_question_about_a_card_goes_with_the_card(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    at_work.window.notices.say("warn", "Read it again?", stay=True, about=at_work.case.id)
    at_work.desk.judging.commit("address", "北京市样张路2号")
    assert at_work.window.notices.words == "Read it again?"
    at_work.desk.next_case()
    assert at_work.window.notices.words == ""


async def test_failed_cards_are_told_of_shown_and_read_again_by_one_key(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name |= {"b.png": BUSY, "c.png": BUSY}
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    window = at_work.window
    assert window.notices.words == "Cards not read: 2. 2 × The service is busy."
    assert at_work.focused_key == "name"
    assert window.status.failed.text() == "2 cards failed"
    window.status.failed.click()
    await at_work.shown()
    assert [row.status for row in at_work.desk.filtered_queue] == [Status.FAILED] * 2
    assert at_work.case.source.endswith("b.png")
    script.by_name.clear()
    at_work.press(Qt.Key.Key_F5)
    await at_work.until(lambda: at_work.desk.progress.failed == 0)
    await at_work.settled()
    assert not window.status.failed.isVisible()


async def test_the_notice_of_failed_cards_goes_once_they_are_read(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name |= {"b.png": BUSY}
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    assert at_work.window.notices.isVisible()
    script.by_name.clear()
    at_work.press(Qt.Key.Key_F5)
    await at_work.until(lambda: at_work.desk.progress.failed == 0)
    await at_work.shown()
    assert not at_work.window.notices.isVisible()


async def test_the_second_press_says_yes_to_what_is_paid_for_twice(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    async def retry(*, paid: bool = False) -> None:
        asked.append(paid)

    monkeypatch.setattr(at_work.desk.retrying, "retry", retry)
    question = Notice("warn", "Pay twice?", action="retry_paid")
    at_work.window.intents.reading.retry_failed()
    at_work.window.tidings.show(question)
    at_work.window.intents.reading.retry_failed()
    await at_work.shown()
    at_work.window.intents.reading.retry_failed()
    await at_work.shown()
    assert asked == [False, True, False]
    assert at_work.window.notices.words == ""


@pytest.mark.parametrize(
    ("a_minute", "left_s", "words"),
    [
        (0, 0, "reading 4 of 9 …"),
        (12, 30, "reading 4 of 9 · 12 a minute · about 1 min left"),
        (3.25, 110, "reading 4 of 9 · 3.2 a minute · about 2 min left"),
        (60, 4000, "reading 4 of 9 · 60 a minute · about 1 h 7 min left"),
    ],
)
def test_the_status_bar_tells_rate_and_time_left(qtbot: object, a_minute: float, left_s: float, words: str) -> None:
    bar = StatusBar()
    bar.show_progress(Progress(cases=9, reading_done=3, reading_total=9, a_minute=a_minute, left_s=left_s))
    assert bar.working == words
    bar.show_progress(Progress())
    bar.deleteLater()


async def test_rate_and_time_left_are_told_anew_while_nothing_comes(at_work: AtWork, tmp_path: Path) -> None:
    told: list[float] = []
    at_work.window.status.stale.connect(lambda: told.append(1))
    at_work.window.status.show_progress(Progress(cases=9, reading_done=3, reading_total=9))
    await at_work.until(lambda: told)
    await at_work.shown()
    before = len(told)
    at_work.window.status.show_progress(Progress(cases=9))
    await asyncio.sleep(1.1)
    assert len(told) == before
