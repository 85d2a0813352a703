"""Doubts about the reading: thresholds, single characters, and what the service said itself."""

import dataclasses

import pytest

from carddesk.cards.checks import reading_flags
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Field, Reading

SURE = Field("name", "姓名", "张三丰", "张三丰", confidence=0.99, char_confidences=(0.99, 0.98, 0.97), quality=0.9)


def confidence(service: str, key: str) -> float:
    return 0.8


def quality(service: str, key: str, floor: float | None = None) -> float:
    return 0.3 if floor is None else floor


def codes(field: Field) -> list[str]:
    reading = Reading("local", "resident_id", "portrait", (field,))
    return [flag.code for flag in reading_flags(reading, low_confidence=confidence, low_quality=quality)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"confidence": 0.79, "char_confidences": ()}, ["low_confidence"]),
        ({"confidence": 0.8}, []),
        ({"char_confidences": (0.99, 0.5, 0.97)}, ["low_confidence"]),
        ({"quality": 0.29}, ["low_quality"]),
        ({"quality": 0.29, "confidence": 0.1}, ["low_confidence", "low_quality"]),
        ({"quality": None, "confidence": None, "char_confidences": ()}, []),
        ({"text": "", "value": "", "confidence": 0.0, "quality": 0.0, "char_confidences": ()}, []),
        ({"text": "张 丰", "char_confidences": (0.99, 0.1, 0.97)}, []),
    ],
)
def test_a_field_is_doubtful_below_the_thresholds(change: dict[str, object], expected: list[str]) -> None:
    assert codes(dataclasses.replace(SURE, **change)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("floor", "expected"), [(None, ["low_quality"]), (0.15, []), (0.2, []), (0.21, ["low_quality"])]
)
def test_a_service_with_a_floor_of_its_own_is_held_to_that(floor: float | None, expected: list[str]) -> None:
    field = dataclasses.replace(SURE, quality=0.2)
    reading = Reading("local", "resident_id", "portrait", (field,), quality_floor=floor)
    assert [flag.code for flag in reading_flags(reading, low_confidence=confidence, low_quality=quality)] == expected


def test_the_doubtful_characters_are_named() -> None:
    reading = Reading(
        "local", "resident_id", "portrait", (dataclasses.replace(SURE, char_confidences=(0.99, 0.5, 0.6)),)
    )
    (flag,) = reading_flags(reading, low_confidence=confidence, low_quality=quality)
    assert (flag.field, flag.level, dict(flag.arguments)) == ("name", Level.WARN, {"found": "三 丰"})


def test_figures_that_do_not_go_with_the_text_are_not_used() -> None:
    assert codes(dataclasses.replace(SURE, char_confidences=(0.1,))) == []


def test_what_the_service_said_itself_is_among_the_flags() -> None:
    on_field = Flag(FlagCode.VENDOR_LOGIC, Level.WARN, "The service doubts this", "name")
    on_card = Flag(FlagCode.NOT_GENUINE, Level.ERROR, "The service takes it for a copy")
    reading = Reading(
        "local", "resident_id", "portrait", (dataclasses.replace(SURE, flags=(on_field,)),), flags=(on_card,)
    )
    assert reading_flags(reading, low_confidence=confidence, low_quality=quality) == [on_field, on_card]


def test_a_threshold_may_depend_on_service_and_field() -> None:
    def strict_about_names(service: str, key: str, floor: float | None = None) -> float:
        return 0.995 if (service, key) == ("local", "name") else 0.1

    number = dataclasses.replace(SURE, key="id_number", quality=0.5)
    reading = Reading("local", "resident_id", "portrait", (dataclasses.replace(SURE, quality=0.5), number))
    found = reading_flags(reading, low_confidence=strict_about_names, low_quality=strict_about_names)
    assert [(flag.code, flag.field) for flag in found] == [("low_confidence", "name"), ("low_quality", "name")]
    elsewhere = dataclasses.replace(reading, service="baidu.general")
    assert reading_flags(elsewhere, low_confidence=strict_about_names, low_quality=strict_about_names) == []
