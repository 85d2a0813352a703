"""Faces of type: the system's own for the interface, one with CJK that tells 0/O and 1/I/l apart for field values."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from carddesk.ui.look.tokens import TEXT_PX, VALUE_PX

CJK = ("PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
"""For Chinese glyphs in the Chinese form; a font list without one may fall back on Japanese shapes."""

VALUES = (
    "Sarasa Mono SC",
    "Maple Mono CN",
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Consolas",
    "Menlo",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)
"""Faces whose zero is dotted or slashed and whose 1, I and l differ, best first. Noto Sans Mono CJK is not among them:
its zero is an oval like its O. Chinese characters come from the families of `CJK` behind them."""

RARE = (
    "Plangothic P1",
    "Plangothic P2",
    "Jigmo",
    "Jigmo2",
    "Jigmo3",
    "HanaMinA",
    "HanaMinB",
    "BabelStone Han",
    "TH-Tshyn-P0",
    "TH-Tshyn-P1",
    "TH-Tshyn-P2",
    "SimSun-ExtB",
    "SimSun-ExtG",
    "MingLiU-ExtB",
    "Source Han Serif SC",
    "Noto Serif CJK SC",
)
"""Families that have the rare characters of CJK Extensions B to H, behind those for the usual ones: a name may need one."""

_PLACEHOLDERS = {"sans serif", "sans", "sans-serif"}
"""What Qt says where no desktop has chosen a font: then the choice is ours."""


@cache
def interface_families() -> tuple[str, ...]:
    """Families for labels and buttons, first choice first."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    there = [family for family in CJK if QFontDatabase.hasFamily(family)]
    if system.lower() in _PLACEHOLDERS and there:
        return (*there, system)
    return (system, *there)


@cache
def value_families() -> tuple[str, ...]:
    """Families for field values, first choice first."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    there = [family for family in (*VALUES, *CJK) if QFontDatabase.hasFamily(family)]
    rare = [family for family in RARE if QFontDatabase.hasFamily(family)]
    return (*there, fixed, *rare)


def interface_font(pixels: int = TEXT_PX, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's face at a size in logical pixels."""
    return _font(interface_families(), pixels, weight)


def value_font(pixels: int = VALUE_PX) -> QFont:
    """The face of field values at a size in logical pixels."""
    font = _font(value_families(), pixels, QFont.Weight.Normal)
    # Doubtful characters are looked at one by one: ligatures would join them.
    font.setFeature(QFont.Tag("liga"), 0)
    font.setFeature(QFont.Tag("zero"), 1)
    return font


def adopt(app: QApplication) -> None:
    """Make the interface face the program's own."""
    app.setFont(interface_font())


def _font(families: tuple[str, ...], pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font
