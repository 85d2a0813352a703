"""Undo and redo without limit, over restarts: each step back leads to exactly the world that was there before."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.cards.case import Case, Status
from carddesk.cards.reading import Reading
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.desk import Desk
from tests.unit.workflow.fakes import FakeService, drawn, noon, reading
from tests.workspaces import workspace_at

EMBLEM = {"issuing_authority": "样张市公安局", "issue_date": "2020-01-01", "expiry_date": "2040-01-01"}
NAMES = ("1.png", "2.png", "3.png", "4.png")
"""A portrait, its emblem, and the same once more: they can be joined by hand."""

World = dict[int, Case]
Step = tuple[str, int, int]

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["correct", "correct", "accept", "reject", "later", "reopen", "wall", "join", "part"]
            + ["undo"] * 5
            + ["redo"] * 3
            + ["restart"]
        ),
        st.integers(0, len(NAMES) - 1),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=20,
)


@dataclass
class Model:
    """What undo and redo must lead to: worlds, not events."""

    now: World
    before: list[World] = field(default_factory=list)
    after: list[World] = field(default_factory=list)

    def judged(self, world: World) -> None:
        self.before.append(self.now)
        self.now = world
        self.after.clear()

    def undo(self) -> None:
        if self.before:
            self.after.append(self.now)
            self.now = self.before.pop()

    def redo(self) -> None:
        if self.after:
            self.before.append(self.now)
            self.now = self.after.pop()


class Play:
    """One operator at a desk that is closed and opened again as the script says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = Settings()
        self._settings.set("cases.pair", "off")
        self._typed = 0
        self.open()

    def open(self) -> None:
        self.workspace: Workspace = workspace_at(self._folder / "workspace")
        service = FakeService(lambda image: [emblem() if image.name[0] in "24" else reading()])
        self.desk = Desk(self.workspace, {"local": service}, self._settings, operator="ann", now=noon)

    async def close(self) -> None:
        await self.desk.close()
        self.workspace.close()

    @property
    def world(self) -> World:
        return {entry.case_id: self.workspace.case(entry.case_id) for entry in self.workspace.queue()}

    async def judge(self, what: str, card: int, which: int) -> None:
        """Something a human says; some of it means nothing where it is said."""
        self.desk.select_case(sorted(self.world)[card])
        does: dict[str, Callable[[int], object]] = {
            "correct": self._correct,
            "accept": lambda _: self.desk.judging.accept("looked at"),
            "reject": lambda _: self.desk.judging.reject("blurred"),
            "later": lambda _: self.desk.judging.postpone(),
            "reopen": lambda _: self.desk.judging.reopen(),
            "join": lambda _: self.desk.pairing.join_next(),
            "part": lambda _: self.desk.pairing.part(),
        }
        if what == "wall":
            await self._confirm_wall(which)
        else:
            does[what](which)

    def _correct(self, which: int) -> None:
        seen = self.desk.current
        # A correction of a decided card says two things, which are taken back one by one.
        if seen is not None and seen.fields and not seen.status.closed:
            self._typed += 1
            key = seen.fields[which % len(seen.fields)].key
            self.desk.judging.commit(key, f"样张{self._typed}")

    async def _confirm_wall(self, which: int) -> None:
        walls = await self.desk.walls()
        if walls:
            items = walls[sorted(walls)[which % len(walls)]]
            self.desk.judging.confirm_group(items, [items[0].case_id] if which % 2 else [])


def emblem() -> Reading:
    return replace(reading(EMBLEM), face="emblem")


async def played(folder: Path, script: list[Step]) -> None:
    play = Play(folder)
    await play.desk.add_files(drawn(folder / "cards", *NAMES))
    await play.desk.read()
    model = Model(play.world)
    for what, card, which in [*script, *[("undo", 0, 0)] * len(script), *[("redo", 0, 0)] * len(script)]:
        if what == "restart":
            await play.close()
            play.open()
        elif what == "undo":
            play.desk.judging.undo()
            model.undo()
        elif what == "redo":
            play.desk.judging.redo()
            model.redo()
        else:
            last = play.workspace.to_undo("ann")
            await play.judge(what, card, which)
            if play.workspace.to_undo("ann") != last:
                model.judged(play.world)
        assert play.world == model.now, what
        assert play.desk.judging.can_undo == bool(model.before)
        assert play.desk.judging.can_redo == bool(model.after)
    assert play.workspace.verify().whole
    assert {case.status for case in play.world.values()} <= set(Status)
    await play.close()


@given(steps)
@settings(max_examples=6)
def test_every_step_back_and_forth_leads_to_the_world_that_was_there(script: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(played(Path(folder), script))
