"""Random days at a desk over a real workspace: whatever the operator does, in whatever order, nothing is lost."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from carddesk.cards.case import Case, Status
from carddesk.cards.checks import Mate
from carddesk.cards.documents import FieldKind
from carddesk.cards.normal import normalise
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.workflow import review
from carddesk.workflow.clean import clean
from carddesk.workflow.desk import Desk
from carddesk.workflow.rules import Rules
from tests.unit.workflow.fakes import GOOD, NOON, FakeService, noon, png, reading
from tests.workspaces import workspace_at

KEYS = list(GOOD)
KINDS = {"sex": FieldKind.SEX, "birth_date": FieldKind.DATE, "id_number": FieldKind.NUMBER}
typed_texts = st.one_of(st.sampled_from(["", "样章", "男", "1950-01-02", "110105194912310021"]), st.text(max_size=6))
answers = st.sampled_from(
    [
        (reading(),),
        (reading(doubtful=["name", "address"]),),
        (reading({**GOOD, "id_number": "110105194912310021"}),),
        (reading(index=0), reading({"name": "样章"}, index=1)),
        (),
    ]
)


class DayAtTheDesk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="desk"))
        self.service = FakeService()
        self.settings = Settings()
        self.settings.set("reading.auto", False)
        self.typed: dict[tuple[int, str], str] = {}
        self.images = 0
        self.open()

    def open(self) -> None:
        workspace = workspace_at(self.folder)
        self.desk = Desk(workspace, {"local": self.service}, self.settings, operator="ann", now=noon)
        self.workspace = workspace

    def teardown(self) -> None:
        self.loop.run_until_complete(self.desk.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def views(self) -> dict[int, object]:
        today = NOON.astimezone().date()
        cases = [self.workspace.case(row.id) for row in self.desk.queue]
        return {case.id: review.view(case, Rules(), today, mates=self.mates(case)) for case in cases}

    def mates(self, case: Case) -> list[Mate]:
        others = [self.workspace.case(row.id) for row in self.desk.queue if row.id != case.id]
        same = [each for each in others if review.number(case) and review.number(each) == review.number(case)]
        return [Mate(each.id, review.person(each)) for each in same]

    @initialize(answer=answers)
    def first_card(self, answer: tuple[object, ...]) -> None:
        self.card_comes(answer)

    @precondition(lambda self: len(self.desk.queue) < 5)
    @rule(answer=answers)
    def card_comes(self, answer: tuple[object, ...]) -> None:
        self.images += 1
        self.service.script = lambda _image: list(answer)  # type: ignore[arg-type]
        made = self.loop.run_until_complete(self.desk.add_image(png(self.images), f"{self.images}"))
        self.loop.run_until_complete(self.desk.read(made))

    @rule(answer=answers, which=st.integers(0, 9))
    def card_is_read_again(self, answer: tuple[object, ...], which: int) -> None:
        case_id = self.desk.queue[which % len(self.desk.queue)].id

        def script(_image: SourceImage) -> list[object]:
            return list(answer)

        self.service.script = script  # type: ignore[assignment]
        self.loop.run_until_complete(self.desk.read([case_id], again=True))

    @rule(which=st.integers(0, 9))
    def go_to_case(self, which: int) -> None:
        self.desk.select_case(self.desk.queue[which % len(self.desk.queue)].id)

    @rule(key=st.sampled_from(KEYS))
    def go_to_field(self, key: str) -> None:
        self.desk.select_field(key)

    @rule(key=st.sampled_from(KEYS), text=typed_texts)
    def type_and_leave(self, key: str, text: str) -> None:
        seen = self.desk.current
        assert seen is not None
        if seen.field(key) is not None:
            self.desk.judging.commit(key, text)
            self.typed[seen.id, key] = text

    @rule(text=st.none() | typed_texts, reason=st.sampled_from(["", "", " ", "so printed"]))
    def enter(self, text: str | None, reason: str) -> None:
        seen = self.desk.current
        assert seen is not None
        field = seen.field(self.desk.active) if self.desk.active else None
        if field is not None and text is not None:
            self.typed[seen.id, field.key] = text
        before = self.views()
        if self.desk.judging.confirm(text if text is not None else field.shown if field else "", reason):
            assert not reason.strip()
            assert self.views() == before

    @rule(what=st.sampled_from(["accept", "postpone", "reopen", "next_case", "previous_case"]))
    def decide(self, what: str) -> None:
        getattr(self.desk.judging if hasattr(self.desk.judging, what) else self.desk, what)()

    @rule()
    def reject(self) -> None:
        self.desk.judging.reject("torn")

    @precondition(lambda self: self.desk.judging.can_undo)
    @rule(times=st.integers(1, 4))
    def undo_and_redo_change_nothing(self, times: int) -> None:
        before = self.views()
        done = 0
        while done < times and self.desk.judging.can_undo:
            self.desk.judging.undo()
            done += 1
        # More than one may cancel out, such as accepting and reopening; a single one that shows nothing would puzzle.
        assert done > 1 or self.views() != before
        for _ in range(done):
            assert self.desk.judging.can_redo
            self.desk.judging.redo()
        assert self.views() == before

    @precondition(lambda self: self.desk.judging.can_undo)
    @rule()
    def undo(self) -> None:
        self.desk.judging.undo()
        self.typed.clear()  # what was typed may have been taken back

    @precondition(lambda self: self.desk.judging.can_redo)
    @rule()
    def redo(self) -> None:
        self.desk.judging.redo()
        self.typed.clear()

    @rule()
    def enter_always_comes_to_an_end(self) -> None:
        seen = self.desk.current
        assert seen is not None
        if seen.status not in {Status.READ, Status.POSTPONED} or not seen.fields:
            return  # nothing to accept: Enter goes on to the next card
        needing = sum(field.needs_human for field in seen.fields)
        at = seen.field(self.desk.active) if self.desk.active else None
        elsewhere = at is not None and not at.needs_human and needing > 0  # one stroke leads to where Enter is wanted
        for _ in range(needing + 1 + elsewhere):
            field = self.desk.current.field(self.desk.active) if self.desk.current and self.desk.active else None
            self.desk.judging.confirm(field.shown if field else "", "so printed")
        assert self.desk.row(seen.id).status is Status.ACCEPTED

    @rule()
    def close_and_open(self) -> None:
        rows, views = list(self.desk.queue), self.views()
        undo = self.desk.judging.can_undo, self.desk.judging.can_redo
        self.loop.run_until_complete(self.desk.close())
        self.open()
        assert list(self.desk.queue) == rows
        assert self.views() == views
        assert (self.desk.judging.can_undo, self.desk.judging.can_redo) == undo

    @invariant()
    def what_was_typed_is_there(self) -> None:
        for (case_id, key), text in self.typed.items():
            said = self.workspace.case(case_id).human.get(key)
            stands = said.value if said else GOOD_OR_READ(self, case_id, key)
            wanted = clean(text)
            kind = KINDS.get(key, FieldKind.TEXT)
            assert stands in {wanted, normalise(kind, wanted)}

    @invariant()
    def the_desk_shows_what_the_journal_says(self) -> None:
        current = self.desk.current
        if current is not None:
            assert current == self.views()[current.id]
            assert self.desk.active is None or current.field(self.desk.active) is not None
        today = NOON.astimezone().date()
        for row in self.desk.queue:
            case = self.workspace.case(row.id)
            brief = review.summary(case, Rules(), today, mates=self.mates(case))
            assert (row.status, row.open_fields, row.search) == (brief.status, brief.open_fields, brief.search)

    @invariant()
    def the_journal_is_whole(self) -> None:
        assert self.workspace.verify().whole


def GOOD_OR_READ(day: DayAtTheDesk, case_id: int, key: str) -> str:  # noqa: N802
    latest = list(day.workspace.case(case_id).readings.values())[-1].field(key)
    return latest.value if latest else ""


DayAtTheDesk.TestCase.settings = settings(
    max_examples=14, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDayAtTheDesk = DayAtTheDesk.TestCase
