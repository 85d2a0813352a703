"""Names freed of what cannot stand in them: digits for letters, points for · or a comma, stray signs (R13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carddesk.cards.checks import Card
from carddesk.cards.checks.names import LATIN_NAMES, chinese_name, latin_name
from carddesk.cards.lookalikes import as_letters
from carddesk.cards.repairs.contract import Repair, Repairer

_POINT = re.compile(r"[.。,，、\-_*'’]|\s+[.·。]?\s*")
_ZEROS = str.maketrans(dict.fromkeys("○◯0Oo零", "〇"))
_STRAY = re.compile(r"[^\w\s·]|[\d_a-zA-Z]")


def _chinese(card: Card) -> Iterator[Repair]:
    name = card.value("name")
    if not name or not card.document.spec("name") or not chinese_name(name):
        return
    pointed = re.sub("·+", "·", _POINT.sub("·", name)).strip("·")
    for value, message in (
        (pointed, "Between the parts of a name stands ·"),
        (name.translate(_ZEROS), "A ring in a Chinese name is the character 〇"),
        (
            re.sub("·+", "·", re.sub(r"\s", "", _STRAY.sub("", name))).strip("·"),
            "What is no Chinese character left out",
        ),
    ):
        if value and not chinese_name(value):
            yield Repair("name", value, message)


def _latin(card: Card) -> Iterator[Repair]:
    for key in LATIN_NAMES:
        name = card.value(key)
        if not name or not card.document.spec(key) or not latin_name(key, name):
            continue
        for value, message in (
            (as_letters(name), "Digits read for letters put right"),
            (re.sub(r"\.\s+", ", ", name, count=1), "A comma parts surname and given names"),
            (re.sub(r"\s+", " ", re.sub(r"[^\w\s,.'’‘ʼ`´/()|·-]|[\d_]", "", name)).strip(), "Stray signs left out"),
        ):
            if value and not latin_name(key, value):
                yield Repair(key, value, message)


REPAIRERS = (
    Repairer("chinese_name", "A Chinese name freed of what cannot stand in it", _chinese, "R13"),
    Repairer("latin_name", "A name in Latin letters freed of digits and signs", _latin, "ICAO 9303-3 §6"),
)
