"""Reading goes on beside the work: it shows, can be stopped, and says in place what went wrong."""

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt

from carddesk.cards.case import Status
from carddesk.errors import ServiceError, UserError
from tests.ui.desk_at_work import AtWork, Script, files
from tests.unit.workflow.fakes import FakeService


async def test_reading_can_be_stopped_from_the_status_bar(
    at_work: AtWork, service: FakeService, tmp_path: Path
) -> None:
    service.gate = asyncio.Event()
    at_work.window.intents.add(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    status = at_work.window.status
    await at_work.until(lambda: len(at_work.desk.queue) == 3 and status.cancel.isVisible())
    assert "of 3" in status.working
    status.cancel.click()
    await at_work.until(lambda: not status.cancel.isVisible())
    assert [row.status for row in at_work.desk.queue] == [Status.NEW] * 3
    assert "Cards not read yet: 3" in at_work.window.notices.words
    service.gate.set()
    at_work.window.intents.reading.read_rest()
    await at_work.settled()
    assert [row.status for row in at_work.desk.queue] == [Status.READ] * 3


async def test_fields_appear_while_the_operator_waits_and_take_the_caret(
    at_work: AtWork, service: FakeService, tmp_path: Path
) -> None:
    service.gate = asyncio.Event()
    at_work.window.intents.add(files(tmp_path / "in", "a.png"))
    await at_work.until(lambda: at_work.desk.current is not None and at_work.desk.current.reading)
    await at_work.until(at_work.window.form.state.isVisible)
    service.gate.set()
    await at_work.settled()
    assert at_work.focused_key == "name"


async def test_a_failed_reading_says_why_and_one_key_tries_again(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    script.by_name["a.png"] = ServiceError("reader_crashed", "The engine stopped.", retryable=True)
    await at_work.open(files(tmp_path / "in", "a.png"))
    state = at_work.window.form.state
    assert "The engine stopped." in state.words
    assert at_work.focused is state.read
    script.by_name.clear()
    at_work.press(Qt.Key.Key_Space)
    await at_work.until(lambda: at_work.focused_key == "name")


async def test_an_error_stays_until_dismissed_and_good_news_do_not_push_it_away(at_work: AtWork) -> None:
    notices = at_work.window.notices
    notices.say("error", "The disk is full.")
    notices.say("info", "By the way.")
    assert notices.words == "The disk is full."
    notices.dismiss()
    notices.say("info", "By the way.")
    assert notices.words == "By the way."


async def test_a_warning_that_stays_is_not_pushed_away_by_good_news_but_by_an_error(at_work: AtWork) -> None:
    notices = at_work.window.notices
    notices.say("warn", "Mend the settings.", stay=True)
    notices.say("done", "Exported.")
    assert notices.words == "Mend the settings."
    notices.say("error", "The disk is full.")
    assert notices.words == "The disk is full."
    notices.dismiss()
    notices.say("warn", "No images were found there.")
    notices.say("done", "Exported.")
    assert notices.words == "Exported."


async def test_a_rejected_card_is_done_but_not_verified(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    at_work.desk.judging.reject("a copy")
    await at_work.shown()
    assert at_work.window.status.done == "0 of 2 verified · 1 rejected"
    at_work.desk.judging.accept()
    await at_work.shown()
    assert at_work.window.status.done == "1 of 2 verified · 1 rejected"
    assert "All 2 cards are done" in at_work.window.notices.words


async def test_all_is_done_though_a_file_could_not_be_opened_but_not_while_a_card_is_put_off(
    at_work: AtWork, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"")
    await at_work.open([*files(tmp_path / "in", "a.png", "b.png"), tmp_path / "broken.png"])
    at_work.desk.judging.postpone()
    at_work.desk.judging.accept()
    await at_work.shown()
    assert "are done" not in at_work.window.notices.words
    at_work.desk.judging.accept()
    await at_work.shown()
    assert "All 2 cards are done" in at_work.window.notices.words
    assert at_work.window.status.done == "2 of 3 verified"


async def test_where_all_cards_are_rejected_there_is_nothing_verified_to_export(
    at_work: AtWork, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.judging.reject("a copy")
    await at_work.shown()
    at_work.ctrl(Qt.Key.Key_E)
    assert "nothing to export" in at_work.window.notices.words


async def test_what_cannot_be_exported_is_said_in_place(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.ctrl(Qt.Key.Key_E)
    assert "nothing to export" in at_work.window.notices.words
    at_work.enter()
    at_work.window.intents.results.write(tmp_path / "missing" / "out.xlsx")
    await at_work.until(lambda: "xlsx" in at_work.window.notices.words or "missing" in at_work.window.notices.words)
    assert not (tmp_path / "missing").exists()


async def test_an_export_says_where_it_went(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.enter()
    out = tmp_path / "out.xlsx"
    at_work.window.intents.results.write(out)
    await at_work.until(lambda: str(out) in at_work.window.notices.words)
    assert out.stat().st_size > 0


async def test_the_empty_desk_offers_the_samples_and_gives_way(at_work: AtWork, tmp_path: Path) -> None:
    window = at_work.window
    assert window.empty.isVisible()
    assert window.empty.samples.isVisible()
    window.empty.samples.click()
    await at_work.until(lambda: len(at_work.desk.queue) >= 12)
    await at_work.settled()
    assert not window.empty.isVisible()


async def test_a_user_error_of_a_task_is_a_notice(at_work: AtWork) -> None:
    async def fails() -> None:
        raise UserError("no", "That cannot be done.")

    at_work.window.intents.spawn(fails())
    await at_work.until(lambda: at_work.window.notices.words == "That cannot be done.")
