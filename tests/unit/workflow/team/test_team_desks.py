"""Two desks of a team in one process, on the real server: what one reads the other does not pay for, and caps are the team's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.basis import Basis
from carddesk.cards.case import Status
from carddesk.errors import UserError
from carddesk.settings import Settings
from carddesk.store.team.faults import ClaimLost
from carddesk.store.team.steady import SteadyWorkspace
from carddesk.workflow.desk import Desk
from tests.postgres.team import Team
from tests.unit.store.team.steady_desk import sat_down
from tests.unit.workflow.fakes import FakeService, drawn, reading


class Seated:
    """A desk with its service."""

    def __init__(self, team: Team, name: str, folder: Path, settings: Settings, **service: object) -> None:
        self.workspace: SteadyWorkspace = sat_down(team, name, folder)
        self.service = FakeService(**service)  # type: ignore[arg-type]
        services = {self.service.info.id: self.service}
        self.desk = Desk(self.workspace, services, settings, operator="", now=lambda: datetime.now(UTC))
        assert self.desk.team is not None
        self.desk.team.start()


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - the other desk tells nobody here
            await asyncio.sleep(0.02)


async def test_no_image_is_read_by_two_desks(made: Team, tmp_path: Path) -> None:
    settings = Settings()
    settings.override("reading.auto=false")
    ann, bob = (Seated(made, name, tmp_path, settings) for name in ("ann", "bob"))
    try:
        await ann.desk.add_files(drawn(tmp_path / "in", *(f"{number}.png" for number in range(6))))
        await until(lambda: len(bob.desk.queue) == 6)
        await asyncio.gather(ann.desk.read(), bob.desk.read())
        await until(lambda: all(row.status is Status.READ for desk in (ann, bob) for row in desk.desk.queue))
        asked = Counter(ann.service.asked + bob.service.asked)
        assert asked == Counter(f"{number}.png" for number in range(6))
        await until(lambda: _readings_of(bob) == 6)
    finally:
        await ann.desk.close()
        await bob.desk.close()


async def test_the_days_limit_is_that_of_all_desks_together(made: Team, tmp_path: Path) -> None:
    settings = Settings()
    settings.override("reading.auto=false")
    settings.override("vendors.baidu.daily_cap=4")
    service = {"service": "baidu", "offline": False, "script": lambda _image: [reading(service="baidu")]}
    ann, bob = (Seated(made, name, tmp_path, settings, **service) for name in ("ann", "bob"))
    try:
        await ann.desk.add_files(drawn(tmp_path / "in", *(f"{number}.png" for number in range(6))))
        await until(lambda: len(bob.desk.queue) == 6)
        for each in (ann, bob):
            each.desk.pick_service("baidu")
        await asyncio.gather(ann.desk.read(), bob.desk.read())
        counted = ann.workspace.uses(datetime.now().astimezone().date().isoformat())["baidu"].calls
        assert counted == len(ann.service.asked + bob.service.asked) == 4
    finally:
        await ann.desk.close()
        await bob.desk.close()


async def test_each_desk_has_its_own_card_and_a_word_about_anothers_is_refused(made: Team, tmp_path: Path) -> None:
    settings = Settings()
    settings.override("reading.auto=false")
    ann = Seated(made, "ann", tmp_path, settings)
    await ann.desk.add_files(drawn(tmp_path / "in", *(f"{number}.png" for number in range(9))))
    await ann.desk.read()
    await until(lambda: ann.workspace.unsent == 0 and len(ann.workspace.holding.cases) >= 4)
    bob = Seated(made, "bob", tmp_path, settings)
    try:
        assert bob.desk.current is not None
        assert ann.desk.current is not None
        assert bob.desk.current.id not in ann.workspace.holding.cases
        await until(lambda: bob.desk.current is not None and bob.workspace.holding.is_ready(bob.desk.current.id))
        bob.desk.judging.accept()
        bob.desk.select_case(ann.desk.current.id)
        await until(lambda: bob.desk.current is not None and bob.desk.current.holder == "ann")
        await until(lambda: bob.desk.current is not None and not bob.desk.current.arriving)
        before = bob.workspace.events(ann.desk.current.id)
        try:
            bob.desk.judging.accept()
        except ClaimLost as error:
            refused = error.code
        assert refused == "claim_lost"
        assert bob.workspace.events(ann.desk.current.id) == before
        ann.desk.judging.accept()
        await until(lambda: ann.desk.progress.verified == bob.desk.progress.verified == 2)
    finally:
        await ann.desk.close()
        await bob.desk.close()


async def test_a_basis_noted_at_one_desk_is_seen_at_the_other_and_put_right_by_who_has_the_card(
    made: Team, tmp_path: Path
) -> None:
    settings = Settings()
    settings.override("reading.auto=false")
    ann, bob = (Seated(made, name, tmp_path, settings) for name in ("ann", "bob"))
    try:
        ann.desk.basis.note("开户", "K-1")
        (case_id,) = await ann.desk.add_files(drawn(tmp_path / "in", "a.png"))
        await until(lambda: len(bob.desk.queue) == 1 and ann.workspace.holding.is_ready(case_id))
        bob.desk.set_filter("k-1")
        assert [row.id for row in bob.desk.filtered_queue] == [case_id]
        bob.desk.select_case(case_id)
        await until(lambda: bob.desk.current is not None and bob.desk.current.holder == "ann")
        with pytest.raises(UserError, match="ann is at this card"):
            bob.desk.basis.correct("入职", "K-2", case_id)
        ann.desk.basis.correct("入职", "K-2", case_id)
        await until(lambda: ann.workspace.unsent == 0)
        await until(lambda: bob.desk.current is not None and bob.desk.current.basis == Basis("入职", "K-2"))
    finally:
        await ann.desk.close()
        await bob.desk.close()


def _readings_of(seated: Seated) -> int:
    said = (event.body for row in seated.desk.queue for event in seated.workspace.events(row.id))
    return sum(isinstance(body, events.ReadingArrived) for body in said)
