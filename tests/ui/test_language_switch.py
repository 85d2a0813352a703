"""The language is switched while the program runs: every widget follows, and nothing at work is lost."""

import re
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from carddesk.language import catalogue, current
from tests.ui.desk_at_work import BAD_NUMBER, AtWork, Script, files, permit
from tests.ui.everything_seen import told

KEPT = {"English", "CardDesk", "Enter", "Tab", "Esc", "Alt", "Ctrl", "Shift"}
"""What is the same in every language."""


def english_in(texts: list[str]) -> list[str]:
    """Texts in which a source string of the catalogue still stands, its places filled with anything."""
    sources = [source for source, said in catalogue("zh_CN").items() if source != said and source not in KEPT]
    plain = [
        re.sub(r"\\\{\w+\\\}", ".+?", re.escape(source))
        for source in sources
        if re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", source))
    ]
    found = re.compile(r"(?<![A-Za-z])(?:" + "|".join(sorted(plain, key=len, reverse=True)) + r")(?![A-Za-z])")
    return [text for text in texts if (match := found.search(text)) and match[0] not in KEPT]


async def at_work_on_cards(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER}, doubtful=["name"], low_characters={"address": [2]})]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    at_work.row("name").take_focus()


async def test_no_english_is_left_and_none_comes_back_wrong(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await at_work_on_cards(at_work, script, tmp_path)
    at_work.desk.privacy.switch()
    at_work.desk.privacy.switch()
    before, seen = told(at_work.window), sorted(told(at_work.window, visible=True))
    assert len(english_in(before)) > 50
    at_work.window.speak("zh_CN")
    assert current() == "zh_CN"
    assert english_in(told(at_work.window)) == []
    await at_work.shown()
    assert english_in(told(at_work.window)) == []
    at_work.window.speak("en")
    await at_work.shown()
    assert sorted(told(at_work.window, visible=True)) == seen


async def test_the_empty_desk_and_the_cover_follow_too(at_work: AtWork) -> None:
    before = sorted(told(at_work.window, visible=True))
    at_work.window.speak("zh_CN")
    assert english_in(told(at_work.window)) == []
    at_work.window.lock.lock()
    assert english_in(told(at_work.window)) == []
    at_work.window.lock.put_back()
    at_work.window.speak("en")
    assert sorted(told(at_work.window, visible=True)) == before


async def test_drafts_caret_view_and_layout_stay(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await at_work_on_cards(at_work, script, tmp_path)
    window = at_work.window
    at_work.type("李四")
    at_work.press(Qt.Key.Key_Left)
    window.image.view.zoom(2.0)
    window.image.view.turn(1)
    window._frame.work.setSizes([300, 400, 500])
    window._frame.work.keep()
    outlook, sizes = window.image.view.outlook, window._frame.work.sizes()
    for language in ("zh_CN", "en"):
        window.speak(language)
        await at_work.shown()
        row = at_work.row("name")
        assert (row.edit.text, row.edit.drafted, row.edit.textCursor().position()) == ("李四", True, 1)
        assert at_work.focused is row.edit
        assert window.image.view.outlook == outlook
        assert window._frame.work.sizes() == sizes
    assert at_work.desk._workspace.case(at_work.case.id).human == {}, "a draft is not said by switching"
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.row("name").edit.text == "张三"


async def test_keys_and_work_go_on_after_the_switch(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await at_work_on_cards(at_work, script, tmp_path)
    at_work.window.speak("zh_CN")
    await at_work.shown()
    first = at_work.case.id
    at_work.press(Qt.Key.Key_PageDown)
    assert at_work.case.id != first
    at_work.enter()
    await at_work.shown()
    assert at_work.window.status.done.startswith("已核验") or "1" in at_work.window.status.done
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.case.id != first


async def test_what_stands_in_the_filter_and_the_reason_stays(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await at_work_on_cards(at_work, script, tmp_path)
    window = at_work.window
    window.queue.filter.setText("a.png")
    window.queue.only_open.setChecked(True)
    at_work.ctrl(Qt.Key.Key_R, shift=True)
    window.form.reject.reason.setText("模糊")
    window.speak("zh_CN")
    await at_work.shown()
    assert window.queue.filter.text() == "a.png"
    assert window.queue.only_open.isChecked()
    assert [row.name for row in at_work.desk.filtered_queue] == ["a.png"]
    assert window.form.reject.isVisible()
    assert window.form.reject.reason.text() == "模糊"
    assert at_work.focused is window.form.reject.reason


async def test_an_error_that_was_said_is_not_lost(at_work: AtWork) -> None:
    done: list[str] = []
    at_work.window.notices.say("error", "The disk is full.", action="Try again", do=lambda: done.append("again"))
    at_work.window.speak("zh_CN")
    notices = at_work.window.notices
    assert (notices.level, notices.words) == ("error", "The disk is full.")
    notices._action.click()
    assert done == ["again"]


async def test_the_menu_says_what_holds_and_the_choice_is_kept(at_work: AtWork) -> None:
    view = at_work.window.top.view
    view._languages["zh_CN"].trigger()
    await at_work.shown()
    assert at_work.desk.settings.text("ui.language") == "zh_CN"
    chosen = [key for key, action in at_work.window.top.view._languages.items() if action.isChecked()]
    assert chosen == ["zh_CN"]
    at_work.window.speak("en")


async def test_it_can_be_chosen_by_keyboard_alone(at_work: AtWork) -> None:
    at_work.press(Qt.Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert menu is at_work.window.top.view.menu()
    menu.close()
