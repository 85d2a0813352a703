"""Cards an hour are of today's words of this operator, from the journal; pauses do not count, nor words taken back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from carddesk.workflow.diligence import Diligence
from tests.unit.workflow.fakes import FakeService, drawn
from tests.workspaces import workspace_at

NINE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC).astimezone()


def after(*minutes: float) -> dict[int, datetime]:
    return {number: NINE + timedelta(minutes=each) for number, each in enumerate(minutes)}


def test_one_card_a_minute_is_sixty_an_hour() -> None:
    assert Diligence(after(0, 1, 2, 3, 4)).an_hour(NINE) == 60


def test_a_pause_does_not_count() -> None:
    assert Diligence(after(0, 1, 2, 45, 46, 47)).an_hour(NINE) == 60


@pytest.mark.parametrize("decided", [after(), after(0, 1, 2, 3), after(0, 0, 0, 0, 0)])
def test_too_little_tells_nothing(decided: dict[int, datetime]) -> None:
    assert Diligence(decided).an_hour(NINE) == 0


def test_yesterday_is_over() -> None:
    assert Diligence(after(0, 1, 2, 3, 4)).an_hour(NINE + timedelta(days=1)) == 0


def test_a_word_taken_back_counts_no_more_and_one_said_again_keeps_its_time() -> None:
    diligence = Diligence(after(0, 1, 2, 3, 4))
    diligence.note(4, NINE + timedelta(minutes=9), closed=True)
    assert diligence.an_hour(NINE) == 60
    diligence.note(4, NINE, closed=False)
    assert diligence.an_hour(NINE) == 0


async def test_a_desk_opened_again_goes_on_with_the_day(tmp_path: Path) -> None:
    class Watch:
        now = NINE

        def __call__(self) -> datetime:
            return self.now

    async def decide(operator: str, count: int) -> int:
        desk = Desk(workspace_at(tmp_path / "w"), {"local": FakeService()}, Settings(), operator=operator, now=watch)
        for _ in range(count):
            watch.now += timedelta(minutes=2)
            desk.judging.accept()
        rate = desk.progress.an_hour
        await desk.close()
        return rate

    watch = Watch()
    folder = tmp_path / "in"
    desk = Desk(workspace_at(tmp_path / "w"), {"local": FakeService()}, Settings(), operator="ann", now=watch)
    await desk.add_files(drawn(folder, *(f"{number}.png" for number in range(8))))
    await desk.read()
    await desk.close()
    assert await decide("ann", 4) == 0
    assert await decide("ann", 2) == 30
    assert await decide("bob", 0) == 0
