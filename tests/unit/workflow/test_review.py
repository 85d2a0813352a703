from dataclasses import replace
from datetime import date

import pytest

from carddesk.cards import events
from carddesk.cards.case import Case, Human, Status
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.workflow import review
from carddesk.workflow.rules import Rules
from carddesk.workflow.views import CaseView, FieldState, FieldView
from tests.unit.workflow.fakes import GOOD, reading

TODAY = date(2026, 11, 21)
IMAGE = events.ImageAdded("ab" * 32, "scans/card.jpg", width=160, height=100)


def seen(read: Reading | None, human: dict[str, Human] | None = None, **rest: object) -> CaseView:
    readings = {IMAGE.sha256: read} if read else {}
    case = Case(1, (IMAGE,), readings, human or {})
    return review.view(replace(case, **rest), Rules(), TODAY)  # type: ignore[arg-type]


def field(view: CaseView, key: str) -> FieldView:
    found = view.field(key)
    assert found is not None
    return found


def codes(of: FieldView | CaseView) -> list[FlagCode]:
    return [flag.code for flag in of.flags]


def test_a_card_on_which_all_holds_needs_nobody() -> None:
    view = seen(reading())
    assert {each.state for each in view.fields} == {FieldState.SURE}
    assert view.first_needing_human is None
    assert review.standing(view) == ()


def test_fields_stand_in_the_order_of_the_document_whatever_the_service_said_first() -> None:
    backwards = dict(reversed(GOOD.items()))
    assert [each.key for each in seen(reading(backwards)).fields] == list(GOOD)


def test_a_field_the_document_does_not_declare_comes_last() -> None:
    view = seen(reading({"permit_number": "H12345678", **GOOD}))
    assert [each.key for each in view.fields] == [*GOOD, "permit_number"]


def test_the_fields_of_a_certificate_are_those_of_its_reading_with_their_labels() -> None:
    read = Reading(
        "local",
        "certificate",
        "page",
        (Field("作业类别", "作业类别", "低压", "低压"), Field("证号", "证号", "T1", "T1")),
    )
    view = seen(read)
    assert [(each.key, each.label, each.kind) for each in view.fields] == [
        ("作业类别", "作业类别", FieldKind.TEXT),
        ("证号", "证号", FieldKind.TEXT),
    ]


def test_a_document_this_program_does_not_know_is_shown_as_it_was_read() -> None:
    view = seen(replace(reading(), document="library_card"))
    assert [each.value for each in view.fields] == list(GOOD.values())


def test_a_required_field_that_was_not_read_is_there_to_be_typed_and_flagged() -> None:
    without = {key: value for key, value in GOOD.items() if key != "address"}
    address = field(seen(reading(without)), "address")
    assert (address.label, address.shown, address.quad) == ("住址", "", None)
    assert codes(address) == [FlagCode.MISSING]
    assert address.needs_human


def test_what_the_service_never_gives_is_there_to_be_typed_and_troubles_nobody() -> None:
    without = {key: value for key, value in GOOD.items() if key not in {"address", "name"}}
    view = seen(replace(reading(without), not_given=("address", "mrz")))
    address = field(view, "address")
    assert (address.state, codes(address)) == (FieldState.EMPTY, [])
    assert codes(field(view, "name")) == [FlagCode.MISSING]


def test_the_front_of_a_card_that_has_no_faces_bears_what_is_on_its_page() -> None:
    card = replace(reading({"surname": "CHAN"}), document="national_id")
    assert FlagCode.MISSING in codes(field(seen(card), "document_number"))
    assert [each.key for each in seen(replace(card, face="emblem")).fields] == ["surname"]


def test_an_optional_field_that_was_not_read_is_empty_and_troubles_nobody() -> None:
    read = replace(reading({"permit_number": "H12345678"}), document="residence_permit", face="emblem")
    assert field(seen(read), "issue_count").state is FieldState.EMPTY


def test_values_are_shown_as_people_type_them() -> None:
    read = replace(reading({"expiry_date": "9999-12-31"}), face="emblem")
    assert field(seen(read), "expiry_date").shown == "长期"
    assert field(seen(reading()), "sex").shown == "女"


def test_a_reading_below_the_thresholds_is_doubtful() -> None:
    name = field(seen(reading(doubtful=["name"])), "name")
    assert name.state is FieldState.DOUBTFUL
    assert codes(name) == [FlagCode.LOW_CONFIDENCE]


def test_a_failed_check_breaks_the_field() -> None:
    number = field(seen(reading({**GOOD, "id_number": "110105194912310021"})), "id_number")
    assert number.state is FieldState.BROKEN
    assert FlagCode.BAD_CHECK_DIGIT in codes(number)


def test_the_graver_state_wins() -> None:
    read = reading({**GOOD, "id_number": "110105194912310021"}, doubtful=["id_number"])
    assert field(seen(read), "id_number").state is FieldState.BROKEN


def test_a_confirmed_field_keeps_its_flags_and_needs_nobody() -> None:
    view = seen(reading(doubtful=["name"]), {"name": Human("样张", "样张", False, ("low_confidence",))})
    name = field(view, "name")
    assert (name.state, codes(name)) == (FieldState.CONFIRMED, [FlagCode.LOW_CONFIDENCE])
    assert not name.needs_human
    assert review.standing(view) == ("low_confidence",)


def test_a_correction_is_checked_and_no_longer_doubted_for_how_it_was_read() -> None:
    view = seen(reading(doubtful=["name"]), {"name": Human("样章", "样章", True)})
    assert (field(view, "name").state, field(view, "name").flags) == (FieldState.CORRECTED, ())
    assert field(view, "name").value == "样章"


def test_a_correction_that_cannot_be_right_asks_once_more() -> None:
    typed = Human("110105194912310021", "110105194912310021", True)
    assert field(seen(reading(), {"id_number": typed}), "id_number").state is FieldState.BROKEN
    stubborn = replace(typed, despite=("bad_check_digit",))
    assert field(seen(reading(), {"id_number": stubborn}), "id_number").state is FieldState.CORRECTED


def test_correcting_one_field_can_break_another_that_was_confirmed() -> None:
    confirmed = {"birth_date": Human("1949-12-31", "", False)}
    assert field(seen(reading(), confirmed), "birth_date").state is FieldState.CONFIRMED
    number = {"id_number": Human("320481199408243811", "", True)}
    assert field(seen(reading(), {**confirmed, **number}), "birth_date").state is FieldState.BROKEN


def test_what_was_typed_stays_in_sight_when_a_new_reading_has_no_such_field() -> None:
    emblem = replace(reading({"issuing_authority": "样张公安局"}), face="emblem")
    view = seen(emblem, {"name": Human("样章", "样章", True), "sex": Human("F", "女", False)})
    assert field(view, "name").value == "样章"
    assert view.field("sex") is None


def test_a_flag_against_the_card_stands_with_the_card() -> None:
    flag = Flag(FlagCode.INCOMPLETE_CARD, Level.WARN, "Cut off")
    view = seen(replace(reading(), flags=(flag,)))
    assert view.flags == (flag,)
    assert view.first_needing_human is None


@pytest.mark.parametrize(
    ("quad", "turns"),
    [
        (Quad.from_bounds(0, 0, 16, 10), 0),
        (Quad((0, 10), (0, 0), (16, 0), (16, 10)), 1),
        (Quad((16, 10), (0, 10), (0, 0), (16, 0)), 2),
        (Quad((16, 0), (16, 10), (0, 10), (0, 0)), 3),
    ],
)
def test_the_image_is_turned_until_the_card_reads_upright(quad: Quad, turns: int) -> None:
    image = seen(reading(quad=quad)).image
    assert image is not None
    assert image.quarter_turns == turns


def test_a_failed_reading_says_why_and_whether_again_may_help() -> None:
    failure = events.ReadingFailed("local", IMAGE.sha256, "timeout", "It took too long.", retryable=True)
    view = seen(None, failure=failure)
    assert (view.status, view.trouble, view.retryable) == (Status.FAILED, "It took too long.", True)


def test_a_refused_file_says_why() -> None:
    view = seen(None, images=(), refusal=events.ImageRefused("a.jpg", 1, "image_empty", "The file is empty."))
    assert (view.status, view.trouble, view.source, view.image) == (Status.REFUSED, "The file is empty.", "a.jpg", None)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("name", "样章", "样章"),
        ("sex", "男", "M"),
        ("birth_date", "1950年1月2日", "1950-01-02"),
        ("id_number", "11010519491231002 1", "110105194912310021"),
        ("name", "", ""),
        ("name", "样\ud800章", "样�章"),
    ],
)
def test_typing_something_else_corrects(key: str, typed: str, value: str) -> None:
    before = field(seen(reading()), key)
    changed = review.correction(before, typed)
    assert changed is not None
    assert (changed.key, changed.before, changed.value) == (key, before.value, value)


@pytest.mark.parametrize(
    ("key", "typed"), [("name", "样张"), ("sex", "女"), ("sex", "F"), ("birth_date", "1949.12.31"), ("name", " 样张 ")]
)
def test_typing_the_same_in_other_words_corrects_nothing(key: str, typed: str) -> None:
    assert review.correction(field(seen(reading()), key), typed) is None


def test_enter_goes_round_all_fields_that_need_a_human() -> None:
    fields = seen(reading(doubtful=["name", "address"])).fields
    assert review.next_needing_human(fields, None) == "name"
    assert review.next_needing_human(fields, "name") == "address"
    assert review.next_needing_human(fields, "address") == "name"
    assert review.next_needing_human(seen(reading(doubtful=["name"])).fields, "name") == "name"
    assert review.next_needing_human(seen(reading()).fields, "name") is None


def test_errors_are_visited_before_doubts_and_each_kind_from_the_top() -> None:
    fields = [
        replace(each, state=state)
        for each, state in zip(
            seen(reading()).fields,
            (FieldState.DOUBTFUL, FieldState.BROKEN, FieldState.DOUBTFUL, FieldState.SURE, FieldState.BROKEN),
            strict=False,
        )
    ]
    keys = [each.key for each in fields]
    visited: list[str] = []
    while (following := review.next_needing_human(fields, visited[-1] if visited else None)) is not None:
        visited.append(following)
        fields = [replace(each, state=FieldState.CONFIRMED) if each.key == following else each for each in fields]
    assert visited == [keys[1], keys[4], keys[0], keys[2]]


def test_a_value_that_is_still_wrong_is_left_for_the_other_errors_and_come_back_to_before_any_doubt() -> None:
    fields = [
        replace(each, state=state)
        for each, state in zip(
            seen(reading()).fields, (FieldState.DOUBTFUL, FieldState.BROKEN, FieldState.BROKEN), strict=False
        )
    ]
    keys = [each.key for each in fields]
    assert review.next_needing_human(fields, keys[1]) == keys[2]
    fields[2] = replace(fields[2], state=FieldState.CORRECTED)
    assert review.next_needing_human(fields, keys[1]) == keys[1]


def test_a_case_opens_at_its_first_error() -> None:
    view = seen(
        reading(
            {**GOOD, "id_number": GOOD["id_number"][:-1] + ("1" if GOOD["id_number"][-1] != "1" else "2")},
            doubtful=["name"],
        )
    )
    assert (field(view, "name").state, field(view, "id_number").state) == (FieldState.DOUBTFUL, FieldState.BROKEN)
    assert view.first_needing_human == "id_number"


def test_the_queue_says_what_a_case_is_and_finds_it_by_its_values() -> None:
    read = reading({**GOOD, "id_number": "110105194912310021"}, doubtful=["name"])
    second = replace(IMAGE, page=3, index=1)
    brief = review.summary(Case(1, (second,), {IMAGE.sha256: read}), Rules(), TODAY)
    assert brief.name == "card.jpg p3 #2"
    assert (brief.open_fields, brief.has_error, brief.document) == (2, True, "resident_id")
    assert (brief.image, brief.page) == (IMAGE.sha256, 3)
    for word in ("card.jpg", "样张路", "居民身份证", "110105194912310021"):
        assert word in brief.search


def test_rules_see_both_faces_of_a_card() -> None:
    """Somebody of 30 gets a card for twenty years; the face with the portrait alone cannot tell."""
    portrait = reading({**GOOD, "birth_date": "1980-03-03", "id_number": "110105198003030020"})
    days = {"issuing_authority": "北京市公安局朝阳分局", "issue_date": "2020-03-03", "expiry_date": "2030-03-03"}
    emblem = replace(reading(days), face="emblem")
    other = replace(IMAGE, sha256="b" * 64)
    alone = review.view(Case(1, (IMAGE,), {IMAGE.sha256: portrait}), Rules(), TODAY)
    assert "validity_length_by_age" in [each.check for each in alone.not_checked]
    both = Case(1, (IMAGE, other), {other.sha256: emblem, IMAGE.sha256: portrait})
    told = review.view(both, Rules(), TODAY)
    assert "validity_length_by_age" not in [each.check for each in told.not_checked]
    assert "validity_length" in [flag.code for flag in told.flags]
    assert [field.key for field in told.fields] == [field.key for field in alone.fields]
