"""Can these be names? Chinese ones in Chinese characters, Latin ones in letters (logic-rules §4, §7 R13)."""

from __future__ import annotations

import re

from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, warn
from carddesk.cards.flags import Flag, FlagCode, Level

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE = re.compile(f"[{_HAN}]+(?:·[{_HAN}]+)*")
_NOT_CHINESE = re.compile(f"[^{_HAN}·]")
_NOT_LATIN = re.compile(r"[^\w\s,.'’‘ʼ`´/()|·-]|[\d_]")
_CJK = re.compile(f"[{_HAN}\u3040-\u30ff\uac00-\ud7a3]")
_POINT_FOR_COMMA = re.compile(r"[^\s.,]{2,}\.\s+[^.,]+")
LATIN_NAMES = ("name_latin", "surname", "given_names")


def _chinese_name(card: Card) -> Outcome:
    """On a passport services put the Latin name here too; that one is not judged."""
    name = card.value("name")
    return () if card.document.id == "passport" and not _CJK.search(name) else chinese_name(name)


def chinese_name(name: str) -> tuple[Flag, ...]:
    """What speaks against a name being a Chinese one."""
    if others := "".join(dict.fromkeys(_NOT_CHINESE.findall(name))):
        message = "A Chinese name has no characters but Chinese ones and ·: {found}"
        return (warn(FlagCode.BAD_FORMAT, "name", message, found=others),)
    if not _CHINESE.fullmatch(name):
        return (warn(FlagCode.BAD_FORMAT, "name", "A · stands only between two parts of a name"),)
    if len(name) == 1:
        return (warn(FlagCode.BAD_FORMAT, "name", "A name of one character: some of it may be lost"),)
    return ()


def _latin_names(card: Card) -> Outcome:
    written = [(key, card.value(key)) for key in LATIN_NAMES if card.document.spec(key) and card.value(key)]
    if not written:
        return NotChecked(tuple(key for key in LATIN_NAMES if card.document.spec(key)))
    return tuple(flag for key, name in written for flag in latin_name(key, name))


def latin_name(key: str, name: str) -> tuple[Flag, ...]:
    """What speaks against a name being one in Latin letters; Chinese characters are told by the form of its kind."""
    others = "".join(dict.fromkeys(_NOT_LATIN.findall(name)))
    if others:
        message = "A name has letters, blanks, hyphens and apostrophes, but not {found}"
        return (warn(FlagCode.BAD_FORMAT, key, message, found=others),)
    if not any(character.isalpha() for character in name):
        return (warn(FlagCode.BAD_FORMAT, key, "There are no letters in this name"),)
    if key == "name_latin" and _POINT_FOR_COMMA.fullmatch(name):
        return (warn(FlagCode.BAD_FORMAT, key, "A comma parts surname and given names, not a full stop"),)
    return ()


CHECKS = (
    Check(
        "chinese_name",
        "A Chinese name is of Chinese characters, with · between its parts",
        {FlagCode.BAD_FORMAT: Level.WARN},
        ("name",),
        _chinese_name,
        "R13",
    ),
    Check(
        "latin_names",
        "A name in Latin letters has no digits or signs in it",
        {FlagCode.BAD_FORMAT: Level.WARN},
        (),
        _latin_names,
        "ICAO 9303-3 §3.4 and §6",
        frozenset({"foreign_resident", "passport", "driving_licence", "national_id"}),
    ),
)
