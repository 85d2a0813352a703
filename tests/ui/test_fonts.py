"""Faces of type: rare characters have a font behind the usual ones wherever one is installed."""

import pytest
from PySide6.QtGui import QFontDatabase

from carddesk.ui.look import fonts
from carddesk.ui.look.glyphs import block_of
from carddesk.ui.look.theme import Theme


def test_fonts_for_rare_characters_stand_behind_the_usual_ones(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"JetBrains Mono", "Noto Sans CJK SC", "HanaMinB", "Plangothic P2"}
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda family: family in there)
    families = fonts.value_families.__wrapped__()
    assert families[:2] == ("JetBrains Mono", "Noto Sans CJK SC")
    assert families[-2:] == ("Plangothic P2", "HanaMinB")


@pytest.mark.parametrize(
    ("character", "block"),
    [
        ("张", ""),
        ("㐀", "CJK Extension A"),
        ("𠀀", "CJK Extension B"),
        ("𰻝", "CJK Extension G"),
        ("\ue123", "private use"),
    ],
)
def test_a_missing_font_is_named_by_what_it_must_cover(character: str, block: str) -> None:
    assert block_of(character) == block
