"""What is typed and not yet said outlives the program, and says that it does."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from carddesk.settings import Settings
from carddesk.store.faults import fault
from carddesk.store.workspace import Workspace
from carddesk.ui.form.form_pane import NotKeptError
from carddesk.ui.look.theme import Theme
from carddesk.ui.main_window import MainWindow
from carddesk.workflow import drafting
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.ui.desk_at_work import AtWork, files
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

Again = Callable[..., AbstractAsyncContextManager[AtWork]]


@pytest.fixture
def again(tmp_path: Path, theme: Theme, service: FakeService) -> Again:
    """The program started anew on what is on disk now, as after a kill: on a copy, so that nothing is handed on in memory."""
    starts = iter(range(100))

    @asynccontextmanager
    async def start(workspace_path: Path, operator: str = "ann") -> AsyncIterator[AtWork]:
        copy = tmp_path / f"again-{next(starts)}"
        shutil.copytree(workspace_path, copy)
        workspace = workspace_at(copy)
        desk = Desk(workspace, {"local": service}, Settings(), operator=operator, now=noon)
        tasks = Tasks(lambda error: None)
        window = MainWindow(desk, tasks, theme, threshold=0.8)
        window.show()
        window.activateWindow()
        hands = AtWork(window, desk)
        try:
            await hands.until(window.isActiveWindow)
            yield hands
        finally:
            await tasks.close()
            await desk.close()
            window.leave()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    return start


async def a_while() -> None:
    """As long as may pass until what is typed must be kept."""
    await asyncio.sleep(drafting.DELAY_S + 0.3)


@contextmanager
def full(monkeypatch: pytest.MonkeyPatch, at_work: AtWork) -> Iterator[None]:
    """The disk is full, as far as judgements and drafts go."""

    def refuse(self: Workspace, *_: object) -> None:
        raise fault("disk_full", self.place)

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "transaction", refuse)
        patch.setattr(at_work.desk._workspace.drafts, "keep", lambda *_: refuse(at_work.desk._workspace))
        yield


async def test_text_being_typed_is_there_after_a_kill_in_its_field_and_marked(
    at_work: AtWork, tmp_path: Path, workspace_path: Path, again: Again
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    at_work.press(Qt.Key.Key_PageDown)
    at_work.row("address").take_focus()
    at_work.type("北京市朝")
    await a_while()
    async with again(workspace_path) as after:
        assert after.case.id == at_work.case.id
        row = after.row("address")
        assert (row.edit.text, row.edit.drafted) == ("北京市朝", True)
        assert after.focused_key == "address"
        assert "not yet confirmed" in row.flags._note.text()
        assert after.value("address") == "北京市朝阳区样张路1号", "it is typed, and no more"
        assert "not closed in good order" in after.desk.sitting.story
        assert "住址 (b.png)" in after.desk.sitting.story
        after.press(Qt.Key.Key_Tab)
        assert after.value("address") == "北京市朝"
        assert row.flags._note.text() == ""


async def test_keys_one_after_the_other_without_a_pause_are_kept_within_a_second(
    at_work: AtWork, tmp_path: Path, workspace_path: Path, again: Again
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    loop = asyncio.get_running_loop()
    typed: list[tuple[float, str]] = []
    at_work.type("x")
    until = loop.time() + 2.0
    while loop.time() < until:
        at_work.insert("x")
        typed.append((loop.time(), at_work.row("name").edit.text))
        await asyncio.sleep(0.05)
    killed = loop.time()
    async with again(workspace_path) as after:
        due = [text for at, text in typed if at < killed - 1.0][-1]
        assert len(after.row("name").edit.text) >= len(due)


async def test_what_was_said_or_taken_back_is_no_draft_any_more(
    at_work: AtWork, tmp_path: Path, workspace_path: Path, again: Again
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.type("李四")
    at_work.row("address").take_focus()
    at_work.type("x")
    await a_while()
    at_work.press(Qt.Key.Key_Tab)
    at_work.row("address").take_focus()
    at_work.type("y")
    await a_while()
    while at_work.row("address").edit.drafted:
        at_work.ctrl(Qt.Key.Key_Z)
    await a_while()
    assert at_work.desk._workspace.drafts.of("ann") == []
    async with again(workspace_path) as after:
        assert "put back" not in after.desk.sitting.story
        assert after.value("name") == "李四"


async def test_a_draft_whose_word_came_before_the_kill_is_dropped(
    at_work: AtWork, tmp_path: Path, workspace_path: Path, again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.type("李四")
    await a_while()
    monkeypatch.setattr(at_work.desk._workspace.drafts, "keep", lambda *_: None)
    at_work.press(Qt.Key.Key_Tab)
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.value("name") == "张三"
    async with again(workspace_path) as after:
        assert not after.row("name").edit.drafted, "it was said and taken back since"


async def test_another_operator_sees_no_draft_of_mine_and_it_waits_for_me(
    at_work: AtWork, tmp_path: Path, workspace_path: Path, again: Again
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.type("李四")
    await a_while()
    async with again(workspace_path, operator="bob") as after:
        assert not after.row("name").edit.drafted
        assert "not closed in good order" in after.desk.sitting.story
        assert "put back" not in after.desk.sitting.story
        assert [draft.text for draft in after.desk._workspace.drafts.of("ann")] == ["李四"]


async def test_an_orderly_end_tells_no_story_and_leads_back_to_the_case(
    at_work: AtWork, tmp_path: Path, workspace_path: Path, again: Again
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    at_work.press(Qt.Key.Key_PageDown)
    at_work.row("sex").take_focus()
    case_id = at_work.case.id
    await at_work.desk.sitting.close()
    async with again(workspace_path) as after:
        assert after.desk.sitting.story == ""
        assert (after.case.id, after.desk.active) == (case_id, "sex")


async def test_a_full_disk_leaves_the_text_in_its_box_and_goes_nowhere_and_again_keeps_it(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first, row = at_work.case.id, at_work.row("name")
    with full(monkeypatch, at_work):
        at_work.type("李四")
        for leave in (at_work.window.intents.next_case, at_work.window.intents.accept, at_work.window.intents.postpone):
            with pytest.raises(NotKeptError):
                leave()
        assert at_work.case.id == first
        assert (row.edit.text, row.edit.drafted) == ("李四", True)
        assert "full" in at_work.window.notices.words
        at_work.enter()
        assert (row.edit.text, row.edit.drafted) == ("李四", True)
        at_work.press(Qt.Key.Key_Tab)
        assert (row.edit.text, row.edit.drafted) == ("李四", True)
        assert at_work.value("name") == "张三"
    at_work.window.notices._act()
    assert at_work.value("name") == "李四"
    assert not at_work.window.notices.isVisible()


async def test_a_window_that_cannot_keep_what_is_typed_closes_only_when_asked_twice(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    asked = []
    at_work.window.close_asked.connect(lambda: asked.append(1))
    with full(monkeypatch, at_work):
        at_work.type("李四")
        at_work.window.close()
        assert (asked, at_work.row("name").edit.text) == ([], "李四")
        assert "once more" in at_work.window.notices.words
        at_work.window.close()
        assert asked == [1]


async def test_a_reason_that_could_not_be_kept_stands_where_it_was_typed(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.window.intents.ask_reason()
    with full(monkeypatch, at_work), pytest.raises(Exception, match="full"):
        at_work.window.intents.reject("blurred")
    assert at_work.window.form.reject.isVisible()
    assert at_work.window.form.reject.reason.text() == "blurred"
