"""What a card costs in keys, counted at the window: one if it is clean, one more for each field looked at and each repair."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from carddesk.cards.case import Status
from tests.ui.desk_at_work import BAD_NUMBER, PERMIT, AtWork, Script, files, permit

ALT = Qt.KeyboardModifier.AltModifier


class Strokes:
    """The operator's hands, and how often they struck."""

    def __init__(self, at_work: AtWork) -> None:
        self._at_work = at_work
        self.count = 0

    def enter(self) -> None:
        self.count += 1
        self._at_work.press(Qt.Key.Key_Return)

    def alt(self, key: Qt.Key) -> None:
        self.count += 1
        self._at_work.press(key, ALT)

    def enter_until_accepted(self, case_id: int) -> list[str]:
        """Enter and nothing but Enter; gives the fields at which it was struck."""
        visited = []
        while self._at_work.desk.row(case_id).status is not Status.ACCEPTED:
            assert self.count < 30, f"still not accepted after {visited}"
            visited.append(self._at_work.focused_key)
            self.enter()
        return visited


@pytest.mark.parametrize("doubtful", range(len(PERMIT) + 1))
async def test_a_card_with_k_fields_that_are_right_costs_k_and_one(
    at_work: AtWork, script: Script, tmp_path: Path, doubtful: int
) -> None:
    script.by_name["a.png"] = [permit(doubtful=list(PERMIT)[:doubtful])]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first, strokes = at_work.case.id, Strokes(at_work)
    strokes.enter_until_accepted(first)
    assert strokes.count == doubtful + 1
    assert at_work.case.id != first


@pytest.mark.parametrize("doubtful", [(), ("name",), ("name", "address")])
async def test_a_repair_costs_one_more(
    at_work: AtWork, script: Script, tmp_path: Path, doubtful: tuple[str, ...]
) -> None:
    script.by_name["a.png"] = [permit({"id_number": BAD_NUMBER}, doubtful=doubtful)]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first, strokes = at_work.case.id, Strokes(at_work)
    strokes.alt(Qt.Key.Key_1)
    strokes.enter_until_accepted(first)
    assert strokes.count == len(doubtful) + 1 + 1
    assert at_work.value("id_number", first) != BAD_NUMBER


async def test_an_error_that_stands_for_the_last_reason_costs_two_more(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    for name in ("a.png", "b.png"):
        script.by_name[name] = [permit({"id_number": BAD_NUMBER}, doubtful=("name",))]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png"))
    first = at_work.case.id
    at_work.enter()
    at_work.insert("the original says so")
    at_work.enter(3)
    assert at_work.desk.row(first).status is Status.ACCEPTED
    second, strokes = at_work.case.id, Strokes(at_work)
    assert at_work.focused_key == "id_number"
    strokes.enter_until_accepted(second)
    assert strokes.count == 2 + 1 + 1
    at_work.desk.select_case(second)
    number = at_work.case.field("id_number")
    assert number is not None
    assert number.reason == "the original says so"


async def test_errors_are_visited_first_then_doubts_in_the_forms_order(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    changed = {"birth_date": "1994-02-31", "id_number": BAD_NUMBER}
    script.by_name["a.png"] = [permit(changed, doubtful=("name", "address"))]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    visited = []
    for _ in ("birth_date", "id_number"):
        visited.append(at_work.focused_key)
        at_work.enter()
        at_work.insert("as printed")
        at_work.enter()
    for _ in ("name", "address"):
        visited.append(at_work.focused_key)
        at_work.enter()
    assert visited == ["birth_date", "id_number", "name", "address"]
