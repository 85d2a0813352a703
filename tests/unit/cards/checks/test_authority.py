"""Authorities, ethnicities and the room on the chip: what is written as cards write it, and what is not."""

from datetime import date

import pytest

from carddesk.cards.checks import CheckedField, NotChecked, Outcome, card_of, outcomes
from carddesk.cards.flags import Flag
from carddesk.cards.reading import Face

BOTH: tuple[Face, ...] = ("portrait", "emblem")


def said(document: str, **values: str) -> dict[str, Outcome]:
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    return outcomes(card_of(document, BOTH, fields, date(2026, 11, 21)))


def flags(outcome: Outcome) -> list[Flag]:
    assert not isinstance(outcome, NotChecked)
    return list(outcome)


def told(outcome: Outcome) -> list[tuple[str, str, str | None]]:
    return [(flag.code.value, flag.level.value, flag.field) for flag in flags(outcome)]


FORM = [("authority_form", "warn", "issuing_authority")]


@pytest.mark.parametrize(
    "authority",
    ["北京市公安局西城分局", "赵县公安局", "合肥市公安局高新分局", "新疆生产建设兵团第八师石河子市公安局", "上海市公安局",
     "西藏自治区公安厅", "昆山市公安局玉山派出所", "石家庄市公安局桥西公安局"],
)  # fmt: skip
@pytest.mark.parametrize("document", ["resident_id", "residence_permit"])
def test_police_authorities(document: str, authority: str) -> None:
    assert flags(said(document, issuing_authority=authority)["authority_form"]) == []


@pytest.mark.parametrize(
    "authority", ["北京市公安局西城分", "江苏省应急管理厅", "国家移民管理局", "公安局", "Beijing", "赵县公安"]
)
@pytest.mark.parametrize("document", ["resident_id", "residence_permit"])
def test_what_is_no_police_authority_wants_a_look(document: str, authority: str) -> None:
    assert told(said(document, issuing_authority=authority)["authority_form"]) == FORM


@pytest.mark.parametrize(
    ("authority", "fine"),
    [
        ("国家移民管理局", True),
        ("中华人民共和国国家移民管理局", True),
        ("中华人民共和国公安部", True),
        ("公安部", True),
        ("中华人民共和国国家移民管理局 National Immigration Administration, PRC", True),
        ("国家移民管理", False),
        ("北京市公安局", False),
    ],
)
def test_authorities_of_permanent_residents(authority: str, fine: bool) -> None:
    found = said("foreign_resident", issuing_authority=authority)
    assert told(found["immigration_authority_form"]) == ([] if fine else FORM)
    assert "authority_form" not in found


@pytest.mark.parametrize("document", ["resident_id", "residence_permit"])
def test_another_province_than_the_address_is_worth_knowing(document: str) -> None:
    same = said(document, issuing_authority="合肥市公安局高新分局", address="安徽省合肥市蜀山区某路1号")
    assert flags(same["authority_province"]) == []
    other = said(document, issuing_authority="合肥市公安局高新分局", address="江苏省南京市某路1号")
    assert told(other["authority_province"]) == [("authority_form", "info", "issuing_authority")]
    assert "安徽省" in flags(other["authority_province"])[0].text
    assert "江苏省" in flags(other["authority_province"])[0].text


def test_places_that_are_in_no_province_are_not_compared() -> None:
    found = said("resident_id", issuing_authority="合肥市公安局", address="某路1号")
    assert found["authority_province"] == NotChecked(("address",))
    assert said("resident_id", address="安徽省")["authority_province"] == NotChecked(("issuing_authority",))


@pytest.mark.parametrize(
    ("value", "fine"), [("汉", True), ("维吾尔", True), ("其他", True), ("汗", False), ("1", False)]
)
def test_ethnicities(value: str, fine: bool) -> None:
    found = told(said("resident_id", ethnicity=value)["ethnicity_known"])
    assert found == ([] if fine else [("bad_format", "warn", "ethnicity")])


@pytest.mark.parametrize(("key", "room"), [("name", 15), ("address", 35), ("issuing_authority", 15)])
def test_no_text_is_longer_than_the_chip_has_room_for(key: str, room: int) -> None:
    full: dict[str, str] = {key: "字" * room}
    assert flags(said("resident_id", **full)["room_on_chip"]) == []
    over: dict[str, str] = {key: "字" * (room + 1)}
    assert told(said("residence_permit", **over)["room_on_chip"]) == [("bad_format", "warn", key)]


def test_without_texts_their_lengths_are_not_checked() -> None:
    assert isinstance(said("resident_id", sex="M")["room_on_chip"], NotChecked)
