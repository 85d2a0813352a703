from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.case import Status
from carddesk.store.projection import QueueEntry, Summary, frame_of
from carddesk.workflow.queue import UNDECIDED, Queue
from carddesk.workflow.rows import Difference


def entry(
    case_id: int, status: Status = Status.READ, *, behind: int | None = None, rank: int = 0, **rest: object
) -> QueueEntry:
    name = f"card {case_id}"
    summary = asdict(Summary(name, status, search=name, **rest))  # type: ignore[arg-type]
    return QueueEntry(case_id, behind or case_id, rank, **summary)


def ids(queue: Queue) -> list[int]:
    return [row.id for row in queue.filtered]


places = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), max_size=12)


@given(places, st.randoms())
def test_rows_stand_in_the_order_of_their_places_in_whatever_order_they_came(
    given_places: list[tuple[int, int]], chance: object
) -> None:
    entries = [entry(case_id, behind=anchor, rank=rank) for case_id, (anchor, rank) in enumerate(given_places, start=1)]
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    queue = Queue(shuffled)
    assert ids(queue) == [each.case_id for each in sorted(entries, key=lambda each: each.place)]
    assert all(queue.row(each.case_id).id == each.case_id for each in entries)


statuses = st.lists(st.tuples(st.sampled_from(Status), st.integers(0, 2)), min_size=1, max_size=8)


@given(statuses, st.lists(st.tuples(st.integers(0, 7), st.sampled_from(Status), st.integers(0, 2)), max_size=12))
def test_counts_are_those_of_the_rows_after_any_changes(
    first: list[tuple[Status, int]], changes: list[tuple[int, Status, int]]
) -> None:
    queue = Queue(entry(case_id, status, open_fields=flags) for case_id, (status, flags) in enumerate(first, start=1))
    for which, status, flags in changes:
        queue.put(entry(which % len(first) + 1, status, open_fields=flags))
    waiting = {Status.NEW, Status.READ, Status.FAILED}
    assert queue.verified == sum(row.status is Status.ACCEPTED for row in queue.rows)
    assert queue.rejected == sum(row.status is Status.REJECTED for row in queue.rows)
    assert queue.open == sum(row.status in waiting | {Status.POSTPONED} for row in queue.rows)
    assert queue.flagged == sum(row.status in waiting and row.open_fields > 0 for row in queue.rows)


def test_the_filter_wants_every_word_and_ignores_case() -> None:
    queue = Queue([entry(1), entry(2), entry(12)])
    queue.set_filter("CARD 2", only_open=False)
    assert ids(queue) == [2, 12]
    queue.set_filter("", only_open=False)
    assert ids(queue) == [1, 2, 12]


def test_only_open_leaves_out_what_is_decided_or_refused_and_follows_changes() -> None:
    queue = Queue([entry(1, Status.ACCEPTED), entry(2), entry(3, Status.REFUSED), entry(4, Status.POSTPONED)])
    queue.set_filter("", only_open=True)
    assert ids(queue) == [2, 4]
    queue.put(entry(2, Status.REJECTED))
    assert ids(queue) == [4]


@given(statuses, st.lists(st.tuples(st.integers(1, 12), st.sampled_from(Status)), max_size=12), st.booleans())
def test_a_filter_lets_the_same_cases_through_whether_they_came_before_it_or_after(
    first: list[tuple[Status, int]], changes: list[tuple[int, Status]], only_open: bool
) -> None:
    queue = Queue(entry(case_id, status) for case_id, (status, _) in enumerate(first, start=1))
    queue.set_filter("1", only_open)
    assert len(queue.filtered) <= len(queue.rows)
    for case_id, status in changes:
        queue.put(entry(case_id, status))
        shown = ids(queue)
        queue.set_filter("1", only_open)
        assert shown == ids(queue)


def test_rows_taken_once_stay_as_they_were_and_know_what_changed_since() -> None:
    queue = Queue([entry(1), entry(2), entry(3)])
    before = queue.filtered
    queue.put(entry(2, Status.ACCEPTED))
    queue.set_waiting([3])
    queue.put(entry(4))
    now = queue.filtered
    assert [row.status for row in before] == [Status.READ] * 3
    assert now.since(before) == Difference(3, 0, 1, (1, 2))
    assert (now.place_of(4), before.place_of(4), now.place_of(9)) == (3, None, None)
    queue.put(entry(5, behind=1, rank=1))
    assert queue.filtered.since(now) == Difference(1, 0, 1)


def test_neighbours_follow_the_filter_even_from_a_case_it_hides() -> None:
    queue = Queue([entry(1), entry(2, Status.ACCEPTED), entry(3), entry(4)])
    assert (queue.neighbour(1, 1), queue.neighbour(4, 1), queue.neighbour(1, -1)) == (2, None, None)
    queue.set_filter("", only_open=True)
    assert (queue.neighbour(1, 1), queue.neighbour(2, 1), queue.neighbour(2, -1)) == (3, 3, 1)
    assert (queue.neighbour(None, 1), queue.neighbour(None, -1)) == (1, 4)
    assert Queue([]).neighbour(None, 1) is None


def test_the_next_open_case_is_the_one_below_then_from_the_top_then_a_postponed_one() -> None:
    queue = Queue([entry(1), entry(2, Status.POSTPONED), entry(3), entry(4, Status.ACCEPTED)])
    assert queue.next_open(1) == 3
    assert queue.next_open(3) == 1
    queue.put(entry(1, Status.ACCEPTED))
    assert queue.next_open(3) == 2
    queue.put(entry(2, Status.REJECTED))
    assert queue.next_open(3) is None


def test_a_service_at_work_shows_until_it_is_done_whatever_is_written_meanwhile() -> None:
    queue = Queue([entry(1)])
    queue.set_reading([1])
    queue.put(entry(1, Status.FAILED))
    assert queue.row(1).reading
    queue.set_idle([1])
    assert not queue.row(1).reading


def test_a_case_in_line_is_told_from_one_being_read() -> None:
    queue = Queue([entry(1), entry(2)])
    queue.set_waiting([1, 2])
    queue.set_reading([1])
    assert [(row.waiting, row.reading) for row in queue.rows] == [(False, True), (True, False)]
    queue.set_idle([1, 2])
    assert not any(row.waiting or row.reading for row in queue.rows)


def test_siblings_are_the_cases_of_the_same_page() -> None:
    same = {"image": "ab"}
    queue = Queue(
        [entry(1, **same), entry(2, page=2, **same), entry(3, behind=1, rank=1, **same), entry(4, image="cd")]
    )
    assert queue.siblings(3) == [1, 3]
    assert queue.siblings(2) == [2]
    assert queue.cases_of_image("ab") == [1, 3, 2]


def test_in_another_frame_of_the_page_is_another_card() -> None:
    same = {"image": "ab"}
    one, two = "0.0 0.0 9.0 0.0 9.0 9.0 0.0 9.0", "0.0 0.0 8.0 0.0 8.0 8.0 0.0 8.0"
    framed = [entry(number, frame=frame, **same) for number, frame in enumerate((None, one, two, one), start=1)]
    queue = Queue(framed)
    assert [queue.siblings(each) for each in range(1, 5)] == [[1], [2, 4], [3], [2, 4]]
    assert queue.of_page(3) == [1, 2, 3, 4]
    assert {place[2] for place in queue.pages(2)} == {frame_of(one)}
    assert [row.frame for row in queue.rows] == [None, frame_of(one), frame_of(two), frame_of(one)]


def test_a_card_that_was_taken_back_into_its_page_is_out_of_sight_and_about_no_card() -> None:
    same = {"image": "ab"}
    queue = Queue([entry(1, **same), entry(2, given_to=-1, **same)])
    assert [row.id for row in queue.rows] == [1]
    assert queue.seen_as(2) == 1
    assert queue.cases_of_image("ab") == [1]
    assert queue.siblings(2) == [2]  # what was paid for is kept with it
    queue.put(entry(2, **same))
    assert [row.id for row in queue.rows] == [1, 2]
    queue.put(entry(2, given_to=-1, **same))
    assert [row.id for row in queue.rows] == [1]


def test_a_face_comes_into_sight_again_when_the_case_that_showed_it_is_no_more() -> None:
    queue = Queue([entry(1, joined=2), entry(2, given_to=1, open_fields=1), entry(3)])
    assert ids(queue) == [1, 3]
    assert (queue.seen_as(2), queue.flagged, queue.open) == (1, 0, 2)
    queue.remove([1])
    assert ids(queue) == [2, 3]
    assert (queue.seen_as(2), queue.flagged, queue.open) == (2, 1, 2)


def test_rows_that_come_and_go_in_the_middle_are_told_as_such() -> None:
    queue = Queue([entry(case_id) for case_id in (1, 2, 4, 5)])
    queue.set_filter("", only_open=True)
    before = queue.filtered
    queue.put(entry(3))
    with_third = queue.filtered
    assert with_third.since(before) == Difference(2, 0, 1)
    queue.put(entry(2, Status.ACCEPTED))
    queue.put(entry(4, Status.POSTPONED))
    assert queue.filtered.since(with_third) == Difference(1, 1, 0, (2,))
    assert queue.filtered.since(queue.filtered) == Difference(4, 0, 0)


@given(statuses, st.sets(st.sampled_from(Status)))
def test_cases_are_found_by_how_they_stand(first: list[tuple[Status, int]], wanted: set[Status]) -> None:
    queue = Queue(entry(case_id, status) for case_id, (status, _) in enumerate(first, start=1))
    found = [case_id for case_id, (status, _) in enumerate(first, start=1) if status in wanted]
    assert queue.with_status(*wanted) == found
    waiting = [case_id for case_id, (status, _) in enumerate(first, start=1) if status in UNDECIDED]
    assert queue.first_open() == (waiting or [1])[0]


def test_the_next_to_be_read_is_the_next_that_the_operator_comes_to() -> None:
    queue = Queue([entry(case_id, Status.NEW) for case_id in range(1, 6)])
    queue.set_waiting([1, 4])
    assert [queue.next_waiting(case_id) for case_id in (1, 2, 4, 5)] == [1, 4, 4, 1]
    queue.set_filter("5", only_open=False)
    assert queue.next_waiting(1) is None


def test_mates_are_those_that_bear_the_number_now() -> None:
    queue = Queue([entry(1, number="A", person="one"), entry(2, number="A", person="two"), entry(3, number="B")])
    assert [each.case_id for each in queue.mates("A", but=1)] == [2]
    queue.put(entry(2, number="B"))
    assert (queue.mates("A", but=1), [each.case_id for each in queue.mates("B", but=0)]) == ((), [2, 3])
    queue.put(entry(2, number="A"))
    queue.remove([1])
    assert [each.case_id for each in queue.mates("A", but=0)] == [2]
    assert queue.mates("", but=0) == ()


def test_what_came_in_one_go_is_told_whole_and_whether_it_is_still_being_read() -> None:
    came = [entry(case_id, intake=1 if case_id < 4 else 4) for case_id in range(1, 7)]
    queue = Queue([*came, entry(7)])
    assert [each.case_id for each in queue.intake(2)] == [1, 2, 3]
    assert [each.case_id for each in queue.intake(4)] == [4, 5, 6]
    assert [each.case_id for each in queue.intake(7)] == [7]
    queue.put(entry(5, Status.NEW, intake=4))
    assert [queue.is_still_being_read(case_id) for case_id in (3, 4, 5, 6, 7)] == [False, True, True, True, False]
