"""What changes together is told once, in order, and notices are never lost."""

import pytest

from carddesk.workflow.changes import Announcer, Change


@pytest.fixture
def heard() -> list[Change]:
    return []


@pytest.fixture
def announcer(heard: list[Change]) -> Announcer:
    made = Announcer()
    made.subscribe(heard.append)
    return made


def test_many_changes_become_one_with_all_their_cases(announcer: Announcer, heard: list[Change]) -> None:
    with announcer.together():
        announcer.tell("queue", case_ids=[1, 2])
        with announcer.together():
            announcer.tell("case", "field", case_ids=[2, 3])
        assert heard == []
    assert heard == [Change(frozenset({"queue", "case", "field"}), (1, 2, 3))]


def test_each_notice_is_told_after_what_changed(announcer: Announcer, heard: list[Change]) -> None:
    with announcer.together():
        announcer.say("info", "First.")
        announcer.tell("queue")
        announcer.say("warn", "Second.")
    assert [change.notice.message if change.notice else "" for change in heard] == ["", "First.", "Second."]


def test_what_changed_is_told_though_the_rest_failed(announcer: Announcer, heard: list[Change]) -> None:
    def fails() -> None:
        with announcer.together():
            announcer.tell("queue")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    announcer.tell("progress")
    assert [change.what for change in heard] == [{"queue"}, {"progress"}]


def test_where_nothing_changed_nothing_is_told(announcer: Announcer, heard: list[Change]) -> None:
    with announcer.together():
        pass
    assert heard == []
