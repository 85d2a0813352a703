"""What a service calls a field, and what it says against it, is shown letter by letter and never taken for markup."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Field
from tests.ui.desk_at_work import AtWork, Script, files, permit

MARKUP = '<img src="file:///x.png"><b>seal</b>'


async def test_markup_in_a_services_words_is_shown_as_it_stands(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    flag = Flag(FlagCode.VENDOR_LOGIC, Level.WARN, "They say: {found}", MARKUP, (("found", MARKUP),))
    read = permit()
    strange = Field(MARKUP, MARKUP, MARKUP, MARKUP, flags=(flag,))
    script.by_name["a.png"] = [replace(read, fields=(*read.fields, strange))]
    await at_work.open(files(tmp_path / "in", "a.png"))
    row = at_work.row(MARKUP)
    assert row.label.text() == MARKUP
    assert row.edit.text == MARKUP
    shown = [label for label in row.findChildren(QLabel) if MARKUP in label.text()]
    assert len(shown) == 2
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in shown)
