"""Packed cases: whatever is done to them, they are what a plain sorted list would be, and small and quick besides."""

import sys
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.case import Status
from carddesk.store.projection import QueueEntry
from carddesk.workflow import packed
from carddesk.workflow.packed import Pack
from carddesk.workflow.queue import Queue
from carddesk.workflow.standings import Codes
from tests.unit.workflow.test_queue import entry

MANY, FEW = 20_000, 200
WEIGHED = 4_096

numbers = st.integers(1, 40)
steps = st.lists(st.tuples(numbers, st.integers(0, 3), st.sampled_from(Status), st.booleans()), max_size=60)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """So small that a few cases fill many."""
    if "whole_blocks" not in request.fixturenames:
        monkeypatch.setattr(packed, "BLOCK", 4)


@pytest.fixture
def whole_blocks() -> None:
    """Blocks as large as they are in the program."""


def pack_of(entries: list[QueueEntry]) -> Pack:
    return Pack.of(entries, Codes().of, lambda _group: None)


@given(st.sets(numbers), steps)
def test_a_pack_holds_what_a_sorted_list_would_hold(
    first: set[int], changes: list[tuple[int, int, Status, bool]]
) -> None:
    plain = {case_id: entry(case_id) for case_id in first}
    pack = pack_of(list(plain.values()))
    for case_id, behind, status, comes in changes:
        before, held = pack, list(pack.entries())
        if comes:
            # A case keeps its place for good.
            anchor = pack.place_of(case_id)[0] if case_id in plain or case_id in pack else max(case_id - behind, 1)
            plain[case_id] = entry(case_id, status, behind=anchor, rank=int(anchor != case_id))
            pack = pack.having(plain[case_id])
        elif case_id in plain:
            del plain[case_id]
            pack = pack.without(case_id)
        assert list(before.entries()) == held, "what was taken once stays as it was"
        in_order = sorted(plain.values(), key=lambda each: each.place)
        assert list(pack.entries()) == in_order
        assert [pack.entry(each.case_id) for each in in_order] == in_order
        changed = {each.case_id for each in in_order if each not in held} & {each.case_id for each in held}
        assert set(pack.otherwise(before)) == changed


@given(st.sets(numbers, min_size=1), st.integers(-9, 9))
def test_what_stands_beside_a_case_is_found_over_the_ends_of_blocks(case_ids: set[int], step: int) -> None:
    in_order = sorted(case_ids)
    pack = pack_of([entry(each) for each in in_order])
    for at, case_id in enumerate(in_order):
        found = pack.beside(case_id, step)
        wanted = in_order[at + step] if 0 <= at + step < len(in_order) else None
        assert (found.case_id if found is not None else None) == wanted


def test_a_case_that_is_not_there_is_none() -> None:
    pack = pack_of([entry(3), entry(5)])
    assert 4 not in pack
    for asked in (pack.entry, pack.without, lambda case_id: pack.beside(case_id, 1)):
        with pytest.raises(KeyError):
            asked(4)


def test_words_with_the_sign_between_two_cases_in_them_stay_with_their_case() -> None:
    odd = entry(1)._replace(search="a\0b")
    pack = pack_of([odd, entry(2)])
    assert [each.search for each in pack.entries()] == ["a b", "card 2"]


def test_what_was_erased_is_in_no_block_that_is_kept_at_hand() -> None:
    pack = pack_of([entry(case_id) for case_id in range(1, 9)])
    assert pack.entry(2).name == "card 2"
    kept = [pack.entry(1), pack.without(2).entry(1)]
    assert all(each.name == "card 1" for each in kept)
    left = pack.without(2)
    at_hand = [each for entries in left._kin._opened.values() for each in entries]
    assert at_hand
    assert all(each.case_id != 2 for each in at_hand)


def whole(case_id: int, status: Status = Status.ACCEPTED) -> QueueEntry:
    """As much as is known of a card."""
    said = f"scan_{case_id:06d}.png 港澳台居民居住证 张三 女 1994-08-23 北京市朝阳区样张路1号 {case_id:018d}"
    card = {
        "document": "residence_permit",
        "image": f"{case_id:064x}",
        "number": f"{case_id:018d}",
        "person": f"张{case_id}",
    }
    return entry(case_id, status, face="portrait", intake=1, **card)._replace(search=said)


@pytest.mark.usefixtures("whole_blocks")
def test_a_case_takes_about_half_a_kilobyte() -> None:
    tracemalloc.start()
    try:
        queue = Queue(whole(case_id) for case_id in range(1, WEIGHED + 1))
        queue.mates("1", but=0)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(queue) == WEIGHED
    # 506 bytes by itself; what ran before decides which caches are filled within the measure.
    assert taken / WEIGHED < 560


def _around(queue: Queue, middle: int) -> Iterator[Callable[[], object]]:
    """What one stroke of a key asks of the queue."""
    yield lambda: queue.neighbour(middle, 1)
    yield lambda: queue.row(middle)
    yield lambda: queue.next_open(middle)
    yield lambda: queue.mates(queue.number(middle), but=middle)
    yield lambda: queue.filtered.place_of(middle)
    before = queue.filtered
    yield lambda: queue.put(whole(middle, Status.REJECTED))
    yield lambda: queue.filtered.since(before)


def _calls(work: Callable[[], object]) -> int:
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.usefixtures("whole_blocks")
def test_a_stroke_asks_no_more_of_a_hundred_times_as_many_cases() -> None:
    costs = []
    for cases in (FEW, MANY):
        queue = Queue([*(whole(case_id) for case_id in range(1, cases)), whole(cases, Status.READ)])
        queue.mates("1", but=0)
        list(map(_calls, _around(queue, cases // 2 - 1)))
        costs.append(sum(map(_calls, _around(queue, cases // 2))))
    few, many = costs
    # Halving finds its place in seven more steps each time.
    assert many <= few * 1.3
