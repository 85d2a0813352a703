from pathlib import Path

from carddesk.store.service_use import Use
from carddesk.store.workspace import Workspace
from tests.workspaces import workspace_at


def test_calls_add_up_by_service_and_day_and_outlive_the_run(folder: Path) -> None:
    workspace = workspace_at(folder)
    workspace.count_use("a", "2026-11-21", Use(1, 0))
    workspace.count_use("a", "2026-11-21", Use(2, 1))
    workspace.count_use("a", "2026-11-22", Use(5, 0))
    workspace.count_use("b", "2026-11-21", Use(0, 1))
    workspace.close()
    workspace = workspace_at(folder)
    try:
        assert workspace.uses("2026-11-21") == {"a": Use(3, 1), "b": Use(0, 1)}
        assert workspace.uses("2026-11-22") == {"a": Use(5, 0)}
        assert workspace.uses("2026-11-23") == {}
    finally:
        workspace.close()


def test_options_are_kept_by_service_the_last_ones_alone(workspace: Workspace) -> None:
    workspace.keep_service_options("a", '{"x":1}')
    workspace.keep_service_options("b", "")
    workspace.keep_service_options("a", '{"x":2}')
    assert workspace.service_options() == {"a": '{"x":2}', "b": ""}


def test_a_call_is_counted_unless_all_services_of_the_account_have_reached_the_cap(folder: Path) -> None:
    workspace = workspace_at(folder)
    beside = workspace_at(folder, beside=True)
    day, both = "2026-11-21", ["a", "b"]
    try:
        asked = [(workspace, "a"), (beside, "b"), (workspace, "b"), (beside, "a")]
        assert [each.reserve_call(service, day, both, 3) for each, service in asked] == [True, True, True, False]
        assert workspace.uses(day) == {"a": Use(1), "b": Use(2)}
        assert workspace.reserve_call("a", "2026-11-22", both, 3)
        assert workspace.reserve_call("c", day, ["c"], 3)
        assert workspace.reserve_call("a", day, both, 0)
    finally:
        beside.close()
        workspace.close()
