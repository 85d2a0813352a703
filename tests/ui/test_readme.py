"""The keys that the README's table names are those that the desk has."""

import re
from pathlib import Path

from carddesk.ui.shortcuts import SHORTCUTS

README = Path(__file__).resolve().parents[2] / "README.md"
SPELT = {"PageUp": "PgUp", "PageDown": "PgDown"}
BY_HAND = {"Ctrl+drag on the image"}


def named() -> list[str]:
    """Every key in the first column, as the desk writes it."""
    table = README.read_text(encoding="utf-8").split("| key | what it does |")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    keys = [key.strip() for cell in cells for key in re.split(r"[,;…]", cell)]
    return [SPELT.get(key, key) for key in keys if key not in BY_HAND]


def test_every_key_in_the_table_is_one_of_the_desks_own() -> None:
    keys = {key for each in SHORTCUTS for key in each.keys}
    assert len(named()) > 30
    assert [key for key in named() if key not in keys] == []


def test_every_field_and_card_key_is_in_the_table() -> None:
    """What an operator needs for each card; turning the image and the like is under F1."""
    needed = [
        each for each in SHORTCUTS if each.group in {"Fields", "This card"} and not re.match(r"repair_[2-8]", each.id)
    ]
    assert [each.id for each in needed if not set(each.keys) & set(named())] == []
