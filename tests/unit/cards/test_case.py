from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import events
from carddesk.cards.case import Case, Human, Status, counting, fold
from carddesk.cards.events import Body, Event
from carddesk.cards.geometry import Quad
from carddesk.cards.places import FieldPlace, Places
from carddesk.cards.reading import Field, Reading

IMAGE = events.ImageAdded("ab" * 32, "a.jpg")
READING = Reading("local", "resident_id", "portrait", (Field("name", "姓名", "样张", "样张"),))
ARRIVED = events.ReadingArrived(READING, IMAGE.sha256)
FAILED = events.ReadingFailed("local", IMAGE.sha256, "timeout", "It took too long.")


def journal(*bodies: Body) -> list[Event]:
    numbers = count(1)
    return [Event(next(numbers), 1, "2026-11-21T00:00:00.000000Z", "ann", body, "", "") for body in bodies]


def case(*bodies: Body) -> Case:
    return fold(1, journal(*bodies))


def test_a_case_goes_from_new_to_read_to_decided_and_back() -> None:
    steps = [
        (IMAGE, Status.NEW),
        (FAILED, Status.FAILED),
        (ARRIVED, Status.READ),
        (events.CaseAccepted(), Status.ACCEPTED),
        (events.CaseReopened(), Status.READ),
        (events.CasePostponed(), Status.POSTPONED),
        (events.CaseRejected("torn"), Status.REJECTED),
        (events.CaseExported("csv", "a.csv"), Status.REJECTED),
    ]
    for number in range(1, len(steps) + 1):
        assert case(*(body for body, _ in steps[:number])).status is steps[number - 1][1]


def test_a_refused_file_that_opens_later_is_new() -> None:
    refused = events.ImageRefused("a.jpg", 1, "image_empty", "The file is empty.")
    assert case(refused).status is Status.REFUSED
    assert case(refused).source == "a.jpg"
    assert case(refused, IMAGE).status is Status.NEW


def test_the_reason_goes_when_the_rejection_goes() -> None:
    assert case(IMAGE, events.CaseRejected("torn")).reason == "torn"
    assert case(IMAGE, events.CaseRejected("torn"), events.CaseReopened()).reason == ""


def test_a_reading_takes_the_place_of_the_one_before_of_the_same_image() -> None:
    again = events.ReadingArrived(Reading("other", "passport", "page", ()), IMAGE.sha256)
    assert case(IMAGE, ARRIVED, again).readings == {IMAGE.sha256: again.reading}
    assert case(IMAGE, ARRIVED, again).document == "passport"


def test_a_failure_after_a_reading_leaves_the_reading() -> None:
    failed = case(IMAGE, ARRIVED, FAILED)
    assert failed.status is Status.FAILED
    assert failed.readings == {IMAGE.sha256: READING}


def test_a_correction_that_is_then_confirmed_is_still_a_correction_and_knows_despite_what() -> None:
    corrected = events.FieldCorrected("name", before="样张", value="样章", text=" 样章")
    assert case(IMAGE, ARRIVED, corrected).human == {"name": Human("样章", " 样章", corrected=True)}
    confirmed = events.FieldConfirmed("name", "样章", ("bad_format",))
    both = case(IMAGE, ARRIVED, corrected, confirmed).human
    assert both == {"name": Human("样章", " 样章", corrected=True, despite=("bad_format",))}


def test_a_new_correction_forgets_despite_what_the_old_one_was_confirmed() -> None:
    confirmed = events.FieldConfirmed("name", "样张", ("low_confidence",))
    corrected = events.FieldCorrected("name", before="样张", value="样章", text="样章")
    assert case(IMAGE, ARRIVED, confirmed, corrected).human["name"].despite == ()


judgements = st.sampled_from(
    [
        events.FieldCorrected("name", "", "a", "a"),
        events.FieldCorrected("name", "", "b", "b"),
        events.FieldConfirmed("name", "a"),
        events.CaseAccepted(),
        events.CaseRejected("torn"),
        events.CasePostponed(),
        events.CaseReopened(),
    ]
)


@given(st.lists(judgements, min_size=1, max_size=6), st.data())
def test_what_was_undone_might_as_well_not_have_been(said: list[Body], data: st.DataObject) -> None:
    target = data.draw(st.integers(0, len(said) - 1))
    undone = case(IMAGE, ARRIVED, *said, events.Undone(target + 3))
    assert undone == case(IMAGE, ARRIVED, *said[:target], *said[target + 1 :])


@given(st.lists(judgements, min_size=1, max_size=6), st.data())
def test_undone_and_redone_is_as_before(said: list[Body], data: st.DataObject) -> None:
    target = data.draw(st.integers(0, len(said) - 1)) + 3
    marks: list[Body] = [events.Undone(target), events.Redone(target)]
    assert case(IMAGE, ARRIVED, *said, *marks) == case(IMAGE, ARRIVED, *said)
    assert case(IMAGE, ARRIVED, *said, *marks, events.Undone(target)) == case(IMAGE, ARRIVED, *said, marks[0])


def test_marks_themselves_do_not_count() -> None:
    lines = journal(IMAGE, events.CaseAccepted(), events.Undone(2))
    assert [event.seq for event in counting(lines)] == [1]


SECOND = events.SecondReadingArrived(Reading("other", "resident_id", "portrait", ()), IMAGE.sha256)


def test_a_second_reading_stands_beside_the_one_that_holds() -> None:
    both = case(IMAGE, ARRIVED, SECOND)
    assert both.readings == {IMAGE.sha256: READING}
    assert both.seconds == {IMAGE.sha256: SECOND.reading}
    assert both.document == READING.document


def test_a_second_reading_that_failed_changes_nothing_but_that_it_did() -> None:
    failed = events.SecondReadingFailed("other", IMAGE.sha256, "timeout", "It took too long.")
    assert case(IMAGE, ARRIVED, failed).status is Status.READ
    assert case(IMAGE, ARRIVED, failed).second_failure == failed
    assert case(IMAGE, ARRIVED, failed, SECOND).second_failure is None


def test_a_value_taken_from_another_reading_keeps_whose_it_is_when_it_is_confirmed() -> None:
    box = Quad.from_bounds(1, 2, 30, 20)
    taken = events.ReadingTaken("name", "样张", "样章", "样 章", "local", box)
    confirmed = events.FieldConfirmed("name", "样章", ("readings_differ",))
    assert case(IMAGE, ARRIVED, taken).human["name"] == Human("样章", "样 章", True, service="local", quad=box)
    assert case(IMAGE, ARRIVED, taken, confirmed).human["name"].service == "local"
    assert events.ReadingTaken in events.UNDOABLE


EMBLEM = Reading("local", "resident_id", "emblem", (Field("issue_date", "有效期限", "2016.01.01", "2016-01-01"),))
OTHER_IMAGE = events.ImageAdded("cd" * 32, "b.jpg")
SAID = events.FieldSaid("issue_date", "2016-01-02", "20160102", corrected=True)
PAIRED = events.FacesPaired(2, "order", OTHER_IMAGE, EMBLEM, (SAID,))


def test_a_face_that_is_taken_in_comes_with_its_reading_and_what_was_said_of_it() -> None:
    paired = case(IMAGE, ARRIVED, events.CaseAccepted(), PAIRED)
    assert paired.joined is not None
    assert (paired.joined.case_id, paired.joined.image, paired.joined.reading) == (2, OTHER_IMAGE, EMBLEM)
    assert paired.human == {"issue_date": Human("2016-01-02", "20160102", corrected=True)}
    assert (paired.readings, paired.status) == ({IMAGE.sha256: READING}, Status.READ)


def test_a_face_that_is_parted_takes_what_was_said_of_it_along() -> None:
    named = events.FieldCorrected("name", "样张", "样章", "样章")
    parted = case(IMAGE, ARRIVED, PAIRED, named, events.FacesParted(2, ("issue_date",)))
    assert (parted.joined, list(parted.human), parted.parted) == (None, ["name"], {2})
    back = case(OTHER_IMAGE, events.FaceGiven(1, "order"), events.FaceReturned(1, (SAID,)))
    assert (back.given_to, back.human["issue_date"].value, back.parted) == (0, "2016-01-02", {1})


def test_what_is_heard_of_a_face_counts_only_while_it_is_there() -> None:
    later = events.ReadingArrived(Reading("other", "resident_id", "emblem", ()), OTHER_IMAGE.sha256, of=2)
    heard = case(IMAGE, ARRIVED, PAIRED, later)
    assert heard.joined is not None
    assert heard.joined.reading == later.reading
    assert heard.readings == {IMAGE.sha256: READING}
    gone = case(IMAGE, ARRIVED, PAIRED, events.FacesParted(2), later, events.ReadingFailed("x", "", "a", "b", of=2))
    assert (gone.joined, gone.readings, gone.status) == (None, {IMAGE.sha256: READING}, Status.READ)


def test_only_a_human_pairing_is_one_that_undo_takes_back() -> None:
    by_hand = events.FacesPaired(2, "hand", OTHER_IMAGE)
    assert [events.can_be_undone(body) for body in (by_hand, PAIRED, events.FaceGiven(1, "name"))] == [
        True,
        False,
        False,
    ]
    assert events.can_be_undone(events.FacesParted(2))
    assert not events.can_be_undone(ARRIVED)


PLACE = Quad.from_bounds(1, 2, 30, 12)
FOUND = Places(PLACE, (FieldPlace("name", PLACE, 0.8),))


def test_places_found_later_go_to_the_reading_they_were_found_for() -> None:
    seen = case(IMAGE, ARRIVED, events.FieldsLocated(IMAGE.sha256, 2, FOUND)).readings[IMAGE.sha256]
    assert (seen.card_quad, seen.fields[0].quad) == (PLACE, PLACE)
    # The journal keeps what the service said as it came.
    assert ARRIVED.reading.fields[0].quad is None


def test_places_of_a_reading_that_holds_no_more_count_for_nothing() -> None:
    seen = case(IMAGE, ARRIVED, ARRIVED, events.FieldsLocated(IMAGE.sha256, 2, FOUND))
    assert seen.readings[IMAGE.sha256].fields[0].quad is None


def test_places_found_on_the_other_face_go_to_its_reading() -> None:
    other = events.ImageAdded("cd" * 32, "b.jpg")
    paired = events.FacesPaired(2, "hand", other, READING)
    seen = case(IMAGE, ARRIVED, paired, events.FieldsLocated(other.sha256, 3, FOUND, of=2))
    assert seen.joined is not None
    assert seen.joined.reading is not None
    assert seen.joined.reading.fields[0].quad == PLACE
    assert seen.readings[IMAGE.sha256].fields[0].quad is None
