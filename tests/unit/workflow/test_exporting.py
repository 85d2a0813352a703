import json
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.errors import UserError
from carddesk.store.workspace import Workspace
from carddesk.workflow.desk import Desk
from carddesk.workflow.export_rows import case_row
from carddesk.workflow.exporting import export_cases
from carddesk.workflow.rules import Rules
from tests.unit.workflow.fakes import GOOD, NOON, FakeService, noon, png, reading
from tests.unit.workflow.test_desk import with_cards
from tests.workspaces import workspace_at


async def test_a_row_tells_who_corrected_and_decided_and_when(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    (case_id,) = await with_cards(desk, service, ["address"])
    desk.judging.commit("name", "样章")
    desk.judging.accept()
    china = timezone(timedelta(hours=8))
    row = case_row(case_id, workspace.events(case_id), Rules(), NOON.astimezone(china))
    assert (row.case_id, row.status, row.operator, row.service) == (case_id, "accepted", "ann", "local")
    assert row.decided_at is not None
    assert (row.decided_at, row.decided_at.hour, row.read_at) == (NOON, 20, NOON)
    name, address = row.field("name"), row.field("address")
    assert name is not None
    assert address is not None
    assert (name.value, name.text, name.state, name.changed_by, name.changed_at) == (
        "样章", GOOD["name"], "corrected", "ann", NOON,
    )  # fmt: skip
    assert (address.state, address.changed_by) == ("doubtful", "")


async def test_what_was_undone_is_not_told(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.commit("name", "样章")
    desk.judging.accept()
    desk.judging.undo()
    desk.judging.undo()
    row = case_row(case_id, workspace.events(case_id), Rules(), NOON)
    name = row.field("name")
    assert name is not None
    assert (row.status, row.operator, row.decided_at) == ("read", "", None)
    assert (name.value, name.state, name.changed_by) == (GOOD["name"], "sure", "")


async def test_a_refused_file_is_a_row_with_its_trouble(desk: Desk, workspace: Workspace) -> None:
    (case_id,) = await desk.add_image(b"", "a.png")
    row = case_row(case_id, workspace.events(case_id), Rules(), NOON)
    assert (row.status, row.document, row.fields, row.source) == ("refused", None, (), "a.png")
    assert row.trouble


async def test_accepted_cards_are_exported_and_the_journal_says_so(
    desk: Desk, service: FakeService, workspace: Workspace, tmp_path: Path
) -> None:
    first, second = await with_cards(desk, service, [], [])
    desk.judging.accept()
    path = tmp_path / "out.json"
    assert await desk.export(path) == 1
    assert [row["case"] for row in json.loads(path.read_text("utf-8"))] == [first]
    assert workspace.events(first)[-1].body == events.CaseExported("json", str(path))
    assert workspace.events(second)[-1].body != events.CaseExported("json", str(path))
    assert desk.row(first).status is Status.ACCEPTED
    assert desk.judging.can_undo


async def test_all_cards_are_exported_in_the_order_of_the_queue(
    desk: Desk, service: FakeService, tmp_path: Path
) -> None:
    service.script = lambda _image: [reading(index=0), reading(index=1)]
    cases = [*await desk.add_image(png(1), "1"), *await desk.add_image(png(2), "2")]
    await desk.read(cases)
    path = tmp_path / "out.json"
    assert await desk.export(path, only_verified=False) == 4
    assert [row["case"] for row in json.loads(path.read_text("utf-8"))] == [row.id for row in desk.queue]


async def test_nothing_to_export_is_said_and_nothing_is_written(
    desk: Desk, service: FakeService, tmp_path: Path, workspace: Workspace
) -> None:
    (case_id,) = await with_cards(desk, service, [])
    before = workspace.events(case_id)
    for name, code in (("out.json", "nothing_to_export"), ("out.doc", "nothing_to_export")):
        with pytest.raises(UserError) as caught:
            await desk.export(tmp_path / name)
        assert caught.value.code == code
    with pytest.raises(UserError) as caught:
        await desk.export(tmp_path / "out.doc", only_verified=False)
    assert caught.value.code == "unknown_format"
    assert workspace.events(case_id) == before
    assert not list(tmp_path.glob("out*"))  # noqa: ASYNC240 - nothing else runs


async def test_a_command_exports_beside_the_open_desk(
    desk: Desk, service: FakeService, workspace: Workspace, tmp_path: Path
) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.accept()
    beside = workspace_at(workspace.place, beside=True)
    queue = workspace.queue()
    count = export_cases(beside, tmp_path / "out.csv", rules=Rules(), operator="command", now=noon)
    beside.close()
    assert workspace.queue() == queue
    assert count == 1
    desk.judging.commit("name", "样章", case_id=case_id)
    assert [event.operator for event in workspace.events(case_id)][-3:] == ["command", "ann", "ann"]
    assert workspace.verify().whole
