"""Rare characters are marked quietly, told of at the caret, and what looks like them is put in their place by one key."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QToolTip

from carddesk.ui.form import rare_words
from carddesk.ui.form.field_marks import in_python, in_qt
from carddesk.ui.form.rare_panel import RarePanel
from carddesk.ui.look import glyphs
from carddesk.ui.look.theme import Theme
from tests.ui.desk_at_work import AtWork, Script, files, permit


async def opened(at_work: AtWork, script: Script, tmp_path: Path, name: str, **changes: object) -> RarePanel:
    script.by_name["a.png"] = [permit({"name": name}, **changes)]  # type: ignore[arg-type]
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.desk.select_field("name")
    at_work.window.intents.focus_field()
    return at_work.window.form.rare


async def ask(at_work: AtWork) -> None:
    """F4 and what it takes until the helper has unpacked what it knows."""
    before = at_work.window.form.rare.isVisible(), at_work.window.focusWidget()
    at_work.press(Qt.Key.Key_F4)
    rare = at_work.window.form.rare
    await at_work.until(lambda: (rare.isVisible(), at_work.window.focusWidget()) != before)


def underlines(at_work: AtWork, key: str) -> dict[int, QTextCharFormat.UnderlineStyle]:
    """How the places in a box are underlined, by where Qt has them."""
    formats = at_work.row(key).edit.document().firstBlock().layout().formats()
    return {
        each.start + offset: each.format.underlineStyle()
        for each in formats
        for offset in range(each.length)
        if each.format.underlineStyle() != QTextCharFormat.UnderlineStyle.NoUnderline
    }


async def test_what_is_outside_the_common_characters_is_dotted(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await opened(at_work, script, tmp_path, "张龘伟")
    assert underlines(at_work, "name") == {1: QTextCharFormat.UnderlineStyle.DotLine}


async def test_marks_stand_under_their_own_characters_behind_one_of_two_units(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await opened(at_work, script, tmp_path, "𠀀张三", low_characters={"name": [2]})
    dotted, waved = QTextCharFormat.UnderlineStyle.DotLine, QTextCharFormat.UnderlineStyle.WaveUnderline
    assert underlines(at_work, "name") == {0: dotted, 1: dotted, 3: waved}


async def test_its_tip_says_why(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await opened(at_work, script, tmp_path, "龘龘龘")
    edit = at_work.row("name").edit
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(20, 14), edit.viewport().mapToGlobal(QPoint(20, 14)))
    QApplication.sendEvent(edit.viewport(), event)
    assert "U+9F98" in QToolTip.text()
    assert "F4" in QToolTip.text()
    QToolTip.hideText()


async def test_it_tells_of_the_character_before_the_caret_and_follows_it(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    rare = await opened(at_work, script, tmp_path, "张堃")
    await ask(at_work)
    assert rare.character == "堃"
    assert {"U+5803", "kūn"} <= set(rare.facts.split(" · "))
    assert "坤" in rare.offers
    assert at_work.focused_key == "name", "the caret stays where it was"
    at_work.press(Qt.Key.Key_Left)
    assert rare.character == "张"
    at_work.press(Qt.Key.Key_Escape)
    assert not rare.isVisible()
    assert at_work.focused_key == "name"


async def test_what_looks_like_it_is_put_in_its_place_and_undo_takes_that_back(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    rare = await opened(at_work, script, tmp_path, "𠀀末", low_characters={"name": [1]})
    await ask(at_work)
    place = rare.offers.index("未")
    await ask(at_work)
    for _ in range(place):
        at_work.press(Qt.Key.Key_Tab)
    at_work.enter()
    assert at_work.row("name").edit.text == "𠀀未"
    assert at_work.focused_key == "name"
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.row("name").edit.text == "𠀀末"


async def test_where_a_decided_card_can_no_longer_be_changed_nothing_is_offered(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    rare = await opened(at_work, script, tmp_path, "张堃")
    at_work.desk.judging.accept()
    at_work.desk.select_field("name")
    at_work.window.intents.focus_field()
    await ask(at_work)
    assert rare.character == "堃"
    assert rare.offers == []


async def test_a_character_that_no_font_can_draw_is_told_in_words(
    at_work: AtWork, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rare_words, "can_be_drawn", lambda character: character != "𰻝")
    await opened(at_work, script, tmp_path, "张𰻝")
    await at_work.shown()
    words = [label.text() for label in at_work.row("name").flags.findChildren(type(at_work.row("name").label))]
    assert any("U+30EDD" in each and "CJK Extension G" in each for each in words)


def test_a_glyph_is_missed_only_where_there_is_none(theme: Theme) -> None:
    assert theme.tokens
    assert glyphs.can_be_drawn("张")
    assert not glyphs.can_be_drawn("\U000f1234"), "nobody draws private numbers of plane 15"


@pytest.mark.parametrize("text", ["", "张三", "𠀀张", "张𠀀", "𠀀𠀀"])
def test_counting_as_qt_does_and_back_is_the_same_place(text: str) -> None:
    for index in range(len(text) + 1):
        assert in_python(text, in_qt(text, index)) == index
    assert in_qt(text, len(text)) == len(text.encode("utf-16-le")) // 2
