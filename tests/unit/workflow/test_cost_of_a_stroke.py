"""What one stroke costs: how often a case is looked at with every check, and how often the journal is brought to disk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from carddesk.cards.case import Case, Status
from carddesk.store.workspace import Workspace
from carddesk.store.writing import Writing
from carddesk.workflow import review
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import CaseView
from tests.unit.workflow.fakes import GOOD, FakeService, png, reading

NUMBERS = ("11010519491231002X", "110105194912310038", "110105194912310054")
"""Three women of one day and county: cards that are no duplicates of each other."""


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases for which checks and repairs were made, in order."""
    made: list[int] = []
    view = review.view

    def counted(case: Case, *args: object, **kwargs: object) -> CaseView:
        made.append(case.id)
        return view(case, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(review, "view", counted)
    return made


@pytest.fixture
def brought_to_disk(monkeypatch: pytest.MonkeyPatch, workspace: Workspace) -> list[int]:
    """One number a transaction: how many lines and looks were in it."""
    made: list[int] = []
    transaction = workspace.transaction

    @contextmanager
    def counted(operator: str, at: str) -> Iterator[Writing]:
        with transaction(operator, at) as writing:
            yield writing
        made.append(len(writing.entries))

    monkeypatch.setattr(workspace, "transaction", counted)
    return made


async def with_cards(desk: Desk, service: FakeService, *changed: dict[str, str]) -> list[int]:
    """A clean case each, the first on the desk."""
    service.script = lambda image: [reading({**GOOD, **changed[int(image.name)]})]
    made = [case_id for number in range(len(changed)) for case_id in await desk.add_image(png(number), str(number))]
    await desk.read(made)
    desk.select_case(made[0])
    return made


def say(word: str) -> Callable[[Desk], object]:
    return {
        "confirmed": lambda desk: desk.judging.confirm(""),
        "rejected": lambda desk: desk.judging.reject("blurred"),
        "postponed": lambda desk: desk.judging.postpone(),
    }[word]


@pytest.mark.parametrize("word", ["confirmed", "rejected", "postponed"])
async def test_a_word_costs_a_look_at_its_card_and_one_at_the_next_and_one_trip_to_the_disk(
    desk: Desk, service: FakeService, looked_at: list[int], brought_to_disk: list[int], word: str
) -> None:
    first, second, _ = await with_cards(desk, service, *({"id_number": number} for number in NUMBERS))
    told: list[Change] = []
    desk.subscribe(told.append)
    looked_at.clear()
    brought_to_disk.clear()
    say(word)(desk)
    assert looked_at == [first, second]
    assert brought_to_disk == [1]
    assert [each.case_ids for each in told if "case" in each.what] == [(first, second)]
    assert desk.current is not None
    assert desk.current.id == second


@pytest.mark.parametrize(
    ("word", "status"),
    [("confirmed", Status.ACCEPTED), ("rejected", Status.REJECTED), ("postponed", Status.POSTPONED)],
)
async def test_where_no_other_card_is_open_the_one_at_hand_shows_the_word(
    desk: Desk, service: FakeService, word: str, status: Status
) -> None:
    await with_cards(desk, service, {})
    told: list[Change] = []
    desk.subscribe(told.append)
    say(word)(desk)
    assert desk.current is not None
    assert desk.current.status is status
    assert any("case" in each.what for each in told)


async def test_of_a_card_that_lies_here_twice_a_word_that_changes_neither_number_nor_name_is_one_trip_to_the_disk(
    desk: Desk, service: FakeService, brought_to_disk: list[int]
) -> None:
    await with_cards(desk, service, {}, {"address": "北京市朝阳区样张路2号"})
    brought_to_disk.clear()
    desk.judging.accept("seen both")
    assert brought_to_disk == [1]


async def test_a_name_that_parts_two_cards_of_one_number_has_the_other_looked_at_again(
    desk: Desk, service: FakeService, looked_at: list[int], brought_to_disk: list[int]
) -> None:
    first, second = await with_cards(desk, service, {}, {})
    before = desk.row(second).open_fields, desk.row(second).has_error
    brought_to_disk.clear()
    looked_at.clear()
    desk.judging.commit("name", "样章", first)
    assert brought_to_disk == [1, 1]
    assert second in looked_at
    assert (desk.row(second).open_fields, desk.row(second).has_error) != before
