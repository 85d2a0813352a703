"""Repairs of dates, sex and ethnicity: what is offered, in which order, and that it makes the failing check hold."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carddesk.cards import dates, prc_number
from carddesk.cards.checks import Card, CheckedField, card_of, run_checks
from carddesk.cards.checks.days import day_of
from carddesk.cards.documents import documents
from carddesk.cards.flags import Level
from carddesk.cards.lookalikes import digits_like
from carddesk.cards.mrz import check_digit
from carddesk.cards.reading import Face
from carddesk.cards.repairs import repairs

TODAY = date(2026, 11, 21)
HOLDER = {"sex": "F", "birth_date": "1949-12-31", "ethnicity": "汉", "id_number": "11010519491231002X"}
EMBLEM = {"issuing_authority": "赵县公安局", "issue_date": "2016-01-01", "expiry_date": "2026-01-01"}
BOTH: tuple[Face, ...] = ("portrait", "emblem")


def card(document: str, values: dict[str, str], faces: tuple[Face, ...] = BOTH) -> Card:
    return card_of(document, faces, [CheckedField(key, value, value) for key, value in values.items()], TODAY)


def offered(document: str, key: str, faces: tuple[Face, ...] = BOTH, **values: str) -> list[str]:
    return [each.value for each in repairs(card(document, values, faces)).get(key, ())]


def holder(key: str, **changed: str) -> list[str]:
    return offered("resident_id", key, ("portrait",), **{**HOLDER, **changed})


def emblem(**changed: str) -> list[str]:
    return offered("resident_id", "expiry_date", ("emblem",), **{**EMBLEM, **changed})


@pytest.mark.parametrize("printed", ["", "1949-12-30", "1949-13-31", "1949-12", "19A9-12-31", "某"])
def test_a_number_that_holds_gives_the_date_of_birth(printed: str) -> None:
    assert holder("birth_date", birth_date=printed) == ["1949-12-31"]


@pytest.mark.parametrize("printed", ["", "M", "易", "文"])
def test_a_number_that_holds_gives_the_sex(printed: str) -> None:
    assert holder("sex", sex=printed) == ["F"]


def test_where_nothing_fails_nothing_is_offered() -> None:
    whole = card("resident_id", {**HOLDER, **EMBLEM, "expiry_date": "9999-12-31"})
    assert repairs(whole).keys() & {"birth_date", "sex", "expiry_date", "issue_date", "ethnicity"} == set()


@pytest.mark.parametrize("number", ["110105194912310021", "1101**********002X", "", "11010519900230001X"])
def test_a_number_that_does_not_hold_tells_nothing(number: str) -> None:
    assert holder("birth_date", birth_date="", id_number=number) == []
    assert holder("sex", sex="", id_number=number) == []


def test_what_is_masked_is_left_alone() -> None:
    assert holder("birth_date", birth_date="1949-**-**") == []


def test_what_a_face_that_was_not_read_would_show_is_not_offered() -> None:
    assert offered("resident_id", "birth_date", ("emblem",), id_number=HOLDER["id_number"]) == []
    assert offered("resident_id", "expiry_date", ("portrait",), issue_date="2016-01-01") == []


def test_a_number_of_15_characters_leaves_the_century_open() -> None:
    face: tuple[Face, ...] = ("portrait",)
    old = offered("foreign_resident", "birth_date", face, id_number="CAN110081080310", birth_date="")
    assert old == ["1981-08-03"]
    young = offered("foreign_resident", "birth_date", face, id_number="JPN440390010109", birth_date="")
    assert young == ["1990-01-01"]
    either = "CAN11000101011"
    both = offered("foreign_resident", "birth_date", face, id_number=either + check_digit(either), birth_date="")
    assert both == ["2001-01-01", "1901-01-01"]
    assert offered("foreign_resident", "sex", face, id_number="CAN110081080310", sex="") == []


@pytest.mark.parametrize(
    ("printed", "sex"), [("易", "M"), ("另", "M"), ("文", "F"), ("安", "F"), ("文性", "F"), ("某", None)]
)
def test_the_sex_is_taken_from_likeness_where_no_number_holds(printed: str, sex: str | None) -> None:
    assert holder("sex", sex=printed, id_number="") == ([sex] if sex else [])


def test_letters_are_offered_as_the_digits_they_look_like() -> None:
    assert holder("birth_date", birth_date="194g.l2.3I", id_number="") == ["1949-12-31"]
    assert emblem(expiry_date="2O26.01.O1")[0] == "2026-01-01"


def test_one_digit_is_taken_for_another_and_what_the_number_says_comes_first() -> None:
    found = holder("birth_date", birth_date="1990-02-30", id_number="")
    assert "1990-07-30" in found
    assert holder("birth_date", birth_date="1949-12-37", id_number="110105194912310021")[0] == "1949-12-31"


@pytest.mark.parametrize(("doubted", "first"), [(3, "2016-02-29"), (6, "2015-07-29"), (9, "2015-02-20")])
def test_the_digit_of_which_the_reader_was_least_sure_comes_first(doubted: int, first: str) -> None:
    text = "2015-02-29"
    sure = tuple(0.2 if place == doubted else 0.99 for place in range(len(text)))
    field = CheckedField("birth_date", text, text, sure)
    assert repairs(card_of("resident_id", ["portrait"], [field], TODAY))["birth_date"][0].value == first


def test_either_order_of_day_and_month_is_offered() -> None:
    assert offered("passport", "birth_date", ("page",), birth_date="12/08/2015") == ["2015-08-12", "2015-12-08"]


def test_what_is_partial_is_never_filled_up() -> None:
    assert holder("birth_date", birth_date="1949-12", id_number="") == []
    assert holder("birth_date", birth_date="1949", id_number="") == []


@pytest.mark.parametrize("printed", ["长朝", "长斯", "长其", "长", "张期"])
def test_what_looks_like_an_open_end_is_offered_as_one(printed: str) -> None:
    assert emblem(expiry_date=printed)[0] == dates.OPEN_END


def test_what_a_card_plainly_says_is_offered_though_it_is_unlawful() -> None:
    young = {**EMBLEM, "birth_date": "1990-12-31"}
    found = offered("resident_id", "expiry_date", **{**young, "expiry_date": "长朝"})
    assert found == [dates.OPEN_END, "2026-01-01", "2025-12-31"]
    assert offered("resident_id", "expiry_date", **{**young, "expiry_date": "2O21-01-01"})[0] == "2021-01-01"


def test_an_open_end_is_not_offered_where_no_card_has_one() -> None:
    permit = offered("residence_permit", "expiry_date", ("emblem",), issue_date="2019-01-01", expiry_date="长朝")
    assert permit == ["2024-01-01", "2023-12-31"]


@pytest.mark.parametrize("printed", ["", "2026.18.01", "2027-01-01", "2015-01-01"])
def test_every_lawful_end_is_offered_where_the_age_is_not_known(printed: str) -> None:
    found = emblem(expiry_date=printed)
    assert {"2021-01-01", "2026-01-01", "2036-01-01", dates.OPEN_END} <= set(found)


def test_what_looks_most_like_the_print_comes_first() -> None:
    assert emblem(expiry_date="2026.18.01")[0] == "2026-01-01"
    assert emblem(expiry_date="2035-13-31")[0] == "2035-12-31"


def test_only_the_ends_for_the_age_are_offered_where_it_is_known() -> None:
    found = offered("resident_id", "expiry_date", **{**EMBLEM, **HOLDER, "birth_date": "1980-12-31", "id_number": ""})
    assert found == ["2036-01-01", "2035-12-31"]


def test_a_certificates_days_are_mended_and_keep_their_word() -> None:
    found = repairs(card("certificate", {"应复审日期": "2O24-10-07前", "初领日期": "2021-18-08"}, ("page",)))
    assert [each.value for each in found["应复审日期"]] == ["2024-10-07前"]
    assert [each.value for each in found["初领日期"]] == ["2021-10-08"]


@pytest.mark.parametrize(("printed", "name"), [("汗", "汉"), ("维吾児", "维吾尔"), ("蒙占", "蒙古")])
def test_the_nearest_ethnicity_is_offered(printed: str, name: str) -> None:
    assert holder("ethnicity", ethnicity=printed)[0] == name


@given(st.dates(date(1901, 1, 1), date(2026, 11, 20)), st.integers(0, 999), st.data())
def test_the_true_birth_is_offered_for_one_misread_digit(day: date, sequence: int, data: st.DataObject) -> None:
    text = day.isoformat()
    place = data.draw(st.sampled_from([place for place, each in enumerate(text) if digits_like(each)]))
    # A digit that is taken for another is one that the other is taken for.
    misread = text[:place] + data.draw(st.sampled_from(digits_like(text[place]))) + text[place + 1 :]
    body = f"110105{day:%Y%m%d}{sequence:03}"
    number = body + prc_number.check_character(body)
    assert holder("birth_date", birth_date=misread, id_number=number) == [text]
    if dates.parse(misread).kind == "bad":
        assert text in holder("birth_date", birth_date=misread, id_number="")


@given(
    st.sampled_from(sorted(documents())),
    st.dictionaries(
        st.sampled_from(sorted({spec.key for each in documents().values() for spec in each.fields} | {"初领日期", "有效期"})),
        st.text(max_size=20)
        | st.text(alphabet="0123456789OIl-./年月日长期前", max_size=12)
        | st.sampled_from([*HOLDER.values(), *EMBLEM.values(), "810000199408230021", "911124198108030024"]),
    ),
)  # fmt: skip
def test_no_text_makes_a_repairer_raise_and_what_is_offered_is_a_day(document: str, values: dict[str, str]) -> None:
    seen = card(document, values, documents()[document].faces)
    for key in ("birth_date", "issue_date", "expiry_date"):
        for each in repairs(seen).get(key, ()):
            assert dates.parse(each.value).kind in {"date", "open"}
            assert not dates.parse(each.value).mended


@given(
    st.dates(date(1930, 1, 1), date(2020, 1, 1)),
    st.dates(date(2005, 1, 1), date(2026, 1, 1)),
    st.text(alphabet="0123456789OIl-.", max_size=10),
)
def test_an_end_that_is_offered_for_a_known_age_leaves_no_flag_on_it(born: date, start: date, printed: str) -> None:
    # What can only be one thing is offered even where it is unlawful: the card may say so.
    assume(born < start and not dates.parse(printed).mended)
    values = {"birth_date": born.isoformat(), "issue_date": start.isoformat(), "expiry_date": printed}
    seen = card("resident_id", values)
    for each in repairs(seen).get("expiry_date", ()):
        mended = card("resident_id", {**values, "expiry_date": each.value})
        wrong = [flag for flag in run_checks(mended).flags if flag.field == "expiry_date" and flag.code != "expired"]
        assert wrong == []
    if day_of(seen, "expiry_date") is None:
        assert any(flag.level is not Level.INFO for flag in run_checks(seen).flags if flag.field == "expiry_date")
