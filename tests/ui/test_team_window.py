"""The window of a desk that is one of a team's: whose card it is, what waits while it is cut off, and what others contradict."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import Connection

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.language import use
from carddesk.settings import Settings
from carddesk.store.team.steady import Fresh, SteadyWorkspace
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.ui.look.states import look_of_row
from carddesk.workflow.desk import Desk
from tests.postgres.cut_line import CutLine, cut_line
from tests.postgres.team import Team
from tests.ui.desk_at_work import AtWork, number_of, permit, picture
from tests.unit.store.team.cases import AT
from tests.unit.store.team.steady_desk import sat_down


@pytest.fixture
def bob(made: Team) -> TeamWorkspace:
    """Another desk of the team, with four cards that were read; at the second one."""
    bob = made.open("bob")
    with bob.transaction("bob", AT) as writing:
        images = bob.put_images([picture(shade) for shade in range(4)])
        for name, sha256 in zip(("a.png", "b.png", "c.png", "d.png"), images, strict=True):
            case_id = writing.case()
            writing.event(case_id, events.ImageAdded(sha256, name, width=800, height=500))
            writing.event(case_id, events.ReadingArrived(permit({"id_number": number_of(name)}), sha256))
    bob.claims.claim(2)
    return bob


@pytest.fixture
def line(made: Team) -> Iterator[CutLine]:
    with cut_line(made.server.port) as line:
        yield line


@pytest.fixture
async def desk(made: Team, bob: TeamWorkspace, line: CutLine, tmp_path: Path) -> AsyncIterator[Desk]:
    workspace = sat_down(made, "ann", tmp_path, port=line.port)
    made_desk = Desk(workspace, {}, Settings(), operator="nobody", now=lambda: datetime.now(UTC))
    assert made_desk.team is not None
    made_desk.team.start()
    yield made_desk
    await made_desk.close()


async def until_mine(at_work: AtWork, count: int = 3) -> None:
    workspace = at_work.desk._workspace
    await at_work.until(lambda: len(workspace.holding.cases) == count and not workspace.holding.unready)


async def test_a_card_on_another_desk_is_shown_and_nothing_can_be_typed(at_work: AtWork, bob: TeamWorkspace) -> None:
    window, desk = at_work.window, at_work.desk
    await until_mine(at_work)
    await at_work.until(lambda: desk.row(2).holder == "bob")
    assert window._frame.team_sign.words.endswith(" as ann")
    assert look_of_row(desk.row(2), at_work.window._theme.tokens)[2] == "{who} is at it"
    desk.select_case(2)
    await at_work.shown()
    assert window.form.look.words.startswith("bob is at this card.")
    assert all(row.edit.isReadOnly() for row in window.form.rows)
    decisions = [window.top.buttons[deed] for deed in ("read", "accept", "later", "reject")]
    assert not any(button.isEnabled() for button in decisions)
    assert window.form._hint.text() == "Tab goes to every field · F1 lists all keys"
    at_work.ctrl(Qt.Key.Key_R)
    assert window.notices.words == "bob is at this card."
    assert all("bob is at this card" in button.toolTip() for button in decisions)
    bob.claims.release(2)
    await at_work.until(lambda: window.form.look.words == "")
    assert all(button.isEnabled() for button in decisions)
    assert not any("bob" in button.toolTip() for button in decisions)
    assert window.form._hint.text().startswith("Enter confirms and goes on")
    assert not any(row.edit.isReadOnly() for row in window.form.rows)


async def test_a_card_that_is_not_here_is_fetched_while_the_window_goes_on(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server takes its time: the card is shown in brief, nothing is said of it, and no thread of the window's asks."""
    window, desk, workspace = at_work.window, at_work.desk, at_work.desk._workspace
    assert isinstance(workspace, SteadyWorkspace)
    await until_mine(at_work)
    come, look_ahead, reading, asked = threading.Event(), workspace.look_ahead, workspace._reading, list[bool]()

    def slow(case_id: int) -> Fresh:
        come.wait(10)
        return look_ahead(case_id)

    def told() -> AbstractContextManager[Connection]:
        asked.append(threading.current_thread() is threading.main_thread())
        return reading()

    monkeypatch.setattr(workspace, "look_ahead", slow)
    monkeypatch.setattr(workspace, "_reading", told)
    try:
        desk.select_case(2)
        assert at_work.case.arriving
        assert window.form.state.isVisible()
        assert window.form.state.accessibleName() == "The card is on its way…"
        assert "b.png" in window.form.header._source.text()
        assert not any(window.top.buttons[deed].isEnabled() for deed in ("accept", "later", "reject", "read"))
        at_work.enter()
        desk.judging.reject("blurred")
        assert at_work.case.id == 2, "nobody goes on from a card that they have not seen"
        assert "on its way" in window.notices.words
    finally:
        come.set()
    await at_work.until(lambda: not at_work.case.arriving)
    await at_work.until(lambda: at_work.case.holder == "bob")
    assert len(window.form.rows) == 5
    assert not any(asked), "the window's own thread asked the server"


async def test_cut_off_a_card_that_is_not_here_comes_once_the_line_is_back(at_work: AtWork, line: CutLine) -> None:
    await until_mine(at_work)
    line.cut()
    began = time.monotonic()
    at_work.desk.select_case(2)
    assert time.monotonic() - began < 0.05
    assert at_work.case.arriving
    await at_work.until(lambda: at_work.window._frame.team_sign.words.startswith("Cut off since "))
    assert "once that is back" in at_work.window.form.state.words
    line.mend()
    await at_work.until(lambda: not at_work.case.arriving)
    assert len(at_work.window.form.rows) == 5


async def test_the_next_card_is_one_that_nobody_else_has(at_work: AtWork, bob: TeamWorkspace) -> None:
    await until_mine(at_work)
    await at_work.until(lambda: at_work.desk.row(2).holder == "bob")
    assert at_work.case.id == 1
    at_work.desk.judging.accept()
    assert at_work.case.id == 3


async def test_what_others_do_is_seen(at_work: AtWork, bob: TeamWorkspace) -> None:
    await at_work.until(lambda: len(at_work.desk.queue) == 4)
    with bob.transaction("bob", AT) as writing:
        case_id = writing.case()
        writing.event(case_id, events.ImageAdded("ab" * 32, "d.png"))
    await at_work.until(lambda: len(at_work.desk.queue) == 5)
    bob.append(2, events.CaseRejected("blurred"), "bob", AT)
    await at_work.until(lambda: at_work.desk.row(2).status is Status.REJECTED)


async def test_a_cut_off_desk_goes_on_says_so_and_shows_what_others_contradict(
    at_work: AtWork, bob: TeamWorkspace, made: Team, line: CutLine
) -> None:
    window, desk = at_work.window, at_work.desk
    await until_mine(at_work)
    line.cut()
    await at_work.until(lambda: window._frame.team_sign.words.startswith("Cut off since "))
    desk.judging.commit("name", "李四")
    desk.judging.accept()
    assert at_work.case.id == 3
    desk.judging.reject("blurred")
    assert desk.row(1).status is Status.ACCEPTED
    await at_work.until(lambda: "edits kept here: 3" in window._frame.team_sign.words)
    with made.server.admin(made.database) as admin:
        admin.execute("DELETE FROM claims")
    bob.claims.claim(1)
    bob.append(1, events.FieldCorrected("name", "张三", "王五", "王五"), "bob", AT)
    bob.append(1, events.CaseAccepted(), "bob", AT)
    bob.claims.release(1)
    line.mend()
    await at_work.until(window._frame.team_sign.contradicted.isVisible)
    assert bob.case(3).status is Status.REJECTED
    window._frame.team_sign.contradicted.click()
    sheet = window.team.sheet
    assert "“王五”" in sheet.theirs.toPlainText()
    assert "“李四”" in sheet.mine.toPlainText()
    assert sheet.aside.hasFocus()
    QTest.keyClick(sheet.aside, Qt.Key.Key_Tab)
    assert sheet.on_top.hasFocus()
    QTest.keyClick(sheet.on_top, Qt.Key.Key_Return)
    await at_work.until(lambda: not sheet.isVisible())
    await at_work.until(lambda: bob.case(1).human["name"].value == "李四")
    bodies = [each.body for each in bob.events(1)][-3:]
    assert bodies == [
        events.CaseReopened(),
        events.FieldCorrected("name", "王五", "李四", "李四"),
        events.CaseAccepted(),
    ]
    assert bob.verify().whole
    await at_work.until(lambda: not window._frame.team_sign.contradicted.isVisible())


async def test_what_is_set_aside_stays_in_the_history(
    at_work: AtWork, bob: TeamWorkspace, made: Team, line: CutLine
) -> None:
    window, desk = at_work.window, at_work.desk
    await until_mine(at_work)
    line.cut()
    await at_work.until(lambda: desk.team is not None and desk.team.view.cut_since != "")
    desk.judging.commit("name", "李四")
    with made.server.admin(made.database) as admin:
        admin.execute("DELETE FROM claims")
    bob.claims.claim(1)
    bob.append(1, events.CaseAccepted(), "bob", AT)
    bob.claims.release(1)
    line.mend()
    await at_work.until(window._frame.team_sign.contradicted.isVisible)
    window.team.compare()

    def is_set_aside() -> bool:
        if window.team.sheet.isVisible():  # asked again, as an operator would, while the server is still coming back
            window.team.sheet.aside.click()
        return isinstance(bob.events(1)[-1].body, events.EditsSetAside)

    await at_work.until(is_set_aside)
    (kept,) = bob.events(1)[-1].body.edits
    assert (kept.kind, kept.key, kept.value) == ("field_corrected", "name", "李四")
    assert bob.case(1).status is Status.ACCEPTED
    await asyncio.sleep(0)


async def test_a_server_that_comes_back_newer_gets_nothing_and_what_was_said_is_kept(
    at_work: AtWork, bob: TeamWorkspace, made: Team, line: CutLine
) -> None:
    window, desk = at_work.window, at_work.desk
    await until_mine(at_work)
    line.cut()
    await at_work.until(lambda: desk.team is not None and desk.team.view.cut_since != "")
    desk.judging.commit("name", "李四")
    with made.server.admin(made.database) as admin:
        admin.execute("UPDATE journal_version SET version_num = '9999'")
    line.mend()
    sign = window._frame.team_sign
    await at_work.until(lambda: sign.words.startswith("The team uses a newer version"))
    assert "edits kept here: 1" in sign.words
    desk.judging.accept()
    await at_work.until(lambda: "edits kept here: 2" in sign.words)
    assert desk.row(1).status is Status.ACCEPTED
    assert [type(each.body) for each in bob.events(1)] == [events.ImageAdded, events.ReadingArrived]


async def test_what_was_typed_stays_where_a_card_went_to_another_desk(
    at_work: AtWork, bob: TeamWorkspace, made: Team
) -> None:
    window, desk = at_work.window, at_work.desk
    await until_mine(at_work)
    row = window.form.row("name")
    assert row is not None
    row.edit.setFocus()
    QTest.keyClicks(row.edit, "X")
    typed = row.edit.text
    with made.server.admin(made.database) as admin:
        admin.execute("DELETE FROM claims WHERE case_id = 1")
    bob.claims.claim(1)
    await at_work.until(lambda: desk.current is not None and desk.current.holder == "bob")
    assert row.edit.text == typed
    assert len(bob.events(1)) == 2


async def test_the_team_is_spoken_of_in_chinese_too(at_work: AtWork) -> None:
    use("zh_CN")
    at_work.window.speak("zh_CN")
    await at_work.shown()
    assert "ann" in at_work.window._frame.team_sign.words
    assert " as " not in at_work.window._frame.team_sign.words
