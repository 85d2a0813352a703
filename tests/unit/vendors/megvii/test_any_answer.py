"""Whatever comes over the wire, there are readings or a refusal, and nothing that could not be stored or shown."""

from __future__ import annotations

import copy
import json
import math
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.cards.reading import Reading
from carddesk.vendors.dialect import Answered, Refused, Sent, Site
from carddesk.vendors.megvii.dialect import MegviiDialect
from carddesk.vendors.wire import WireAnswer
from tests.fakes.megvii_cipher import Sm2Pair
from tests.fakes.megvii_examples import EMBLEM_EXAMPLE, FOREIGN_EXAMPLE, PORTRAIT_EXAMPLE
from tests.unit.vendors.megvii.asking import FOREIGN, PERMIT, SITE

EXAMPLES = (PORTRAIT_EXAMPLE, EMBLEM_EXAMPLE, FOREIGN_EXAMPLE)
KEYED = Site(SITE.base_url, files={"answer_key_file": Sm2Pair(b"\1" * 32, b"").private_pem})

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters()),
    st.sampled_from(
        [
            "", "NaN", "Infinity", "1e999", "9" * 400, "9" * 5000, 10**400, -(10**30), 1e308, "\ud800", "\0", "长期", "20150302",
            "0", "x" * 3000, "/9j/" * 900, "MIIB" * 60, "30" * 200, "BA" * 200, "年月日", "女/F", "ERROR", "{" * 50,
        ]
    ),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["result", "rect", "quality", "logic", "lt", "x", "y", "a", "\ud800"]), inner, max_size=5
        ),
    ),
    max_leaves=12,
)


def places(told: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all members."""
    if not isinstance(told, dict):
        return []
    return [each for key, value in told.items() for each in ((*path, key), *places(value, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An example in which some members were dropped, replaced, renamed or added."""
    told: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        paths = places(told)
        if not paths:
            break
        *way, key = draw(st.sampled_from(paths))
        inside = told
        for step in way:
            inside = inside[step]
        action = draw(st.sampled_from(["drop", "replace", "rename", "add", "wrap"]))
        if action == "drop":
            del inside[key]
        elif action == "replace":
            inside[key] = draw(values)
        elif action == "rename":
            inside[draw(st.sampled_from(["ERROR", "error", "epp_number", "portrait", "sex", "", "rect", "\ud800"]))] = (
                inside.pop(key)
            )
        elif action == "wrap":
            inside[key] = draw(st.sampled_from([[inside[key]], {"result": inside[key]}, {"rect": inside[key]}]))
        else:
            inside[draw(st.text(max_size=8))] = draw(values)
    return told


def held(found: Answered) -> None:
    """A refusal in words, or one reading that can be written to a journal and drawn."""
    if isinstance(found, Refused):
        assert found.code
        assert found.message.strip()
        found.message.encode()
        return
    (reading,) = found
    sound(reading)


def sound(reading: Reading) -> None:
    texts = [reading.raw, reading.request_id or "", *(flag.text for flag in reading.flags)]
    for field in reading.fields:
        texts += [field.key, field.label, field.text, field.value, *(flag.text for flag in field.flags)]
        assert field.quality is None or 0 <= field.quality <= 1
        assert (field.quad is None) == (field.located_by is None)
        if field.quad is not None:
            assert all(math.isfinite(number) for point in field.quad.points for number in point)
        assert len(field.text) <= 2001
    for text in texts:
        text.encode("utf-8")
        assert "\0" not in text
    keys = [field.key for field in reading.fields]
    assert len(set(keys)) == len(keys)
    assert reading.elapsed_ms >= 0


def answered(body: bytes, status: int, dialect: MegviiDialect, site: Site) -> Answered:
    return dialect.read_answer(WireAnswer(status, {}, body), Sent(b""), site)


dialects = st.sampled_from([PERMIT, FOREIGN])
TOGETHER = ("birth_year", "birth_month", "birth_day")
ALSO = {"eep_number": "permit_number", "epp_number": "permit_number", "name_chs": "name", "date_of_birth": "birth_date"}


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    """An example, the same with everything but one field spoilt, and that field's keys."""
    example = draw(st.sampled_from(EXAMPLES))
    named = [key for key, value in example.items() if isinstance(value, dict) and "result" in value]
    kept = draw(st.sampled_from(named))
    keys = TOGETHER if kept in TOGETHER else (kept,)
    told = {key: copy.deepcopy(value) if key in keys else draw(neighbours) for key, value in example.items()}
    told |= draw(st.dictionaries(st.text(max_size=5).filter(lambda key: key not in OURS), neighbours, max_size=3))
    order = draw(st.permutations(list(told)))
    return example, {key: told[key] for key in order}, keys


OURS = {*ALSO, *ALSO.values(), *(key for example in EXAMPLES for key in example), "ERROR", "error", "error_message"}
neighbours = values | st.sampled_from([{"result": each} for each in ("", None, 5, "1" * 200, "MIIB" * 60, [[{}]])])


@settings(max_examples=600)
@given(spoilt(), dialects, st.sampled_from([SITE, KEYED]))
def test_a_field_that_is_right_stays_right_whatever_stands_beside_it(
    case: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]], dialect: MegviiDialect, site: Site
) -> None:
    example, told, keys = case
    (whole,) = answered(json.dumps(example).encode(), 200, dialect, site)  # type: ignore[misc]
    found = answered(json.dumps(told).encode(), 200, dialect, site)
    if isinstance(found, Refused):
        # Most of it looks encrypted for another key: then nothing of it can be trusted.
        assert (site, found.code) == (KEYED, "encryption_failed")
        return
    (read,) = found
    (alone,) = answered(
        json.dumps({"result": 1001, **{key: example[key] for key in keys}}).encode(), 200, dialect, site
    )  # type: ignore[misc]
    for field in alone.fields:
        assert read.field(field.key) == whole.field(field.key) == field
    sound(read)


statuses = st.sampled_from([200, 200, 200, 200, 400, 403, 404, 413, 500, 302])
sites = st.sampled_from([SITE, SITE, KEYED])


@settings(max_examples=1000)
@given(mutated(), statuses, dialects, sites)
def test_any_mutation_of_an_answer_is_read_or_refused(
    told: dict[str, Any], status: int, dialect: MegviiDialect, site: Site
) -> None:
    held(answered(json.dumps(told).encode(), status, dialect, site))


@settings(max_examples=300)
@given(st.binary(max_size=200), statuses)
def test_any_bytes_are_refused_or_read(body: bytes, status: int) -> None:
    held(answered(body, status, PERMIT, SITE))


@settings(max_examples=500)
@given(
    st.sampled_from(EXAMPLES),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3)), min_size=1, max_size=5),
)
def test_any_damaged_bytes_are_refused_or_read(example: dict[str, Any], damage: list[tuple[int, bytes]]) -> None:
    body = json.dumps(example, ensure_ascii=False).encode()
    for at, wrong in damage:
        body = body[: at % len(body)] + wrong + body[at % len(body) + 1 :]
    held(answered(body, 200, PERMIT, SITE))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"result": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"result": 1001, "deep": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"result": 1001, "name": {"result": ' + b'{"a":' * 800 + b"1" + b"}" * 800 + b"}}",
        b'{"result": ' + b"9" * 100_000 + b"}",
        b'{"result": NaN, "side": Infinity, "completeness": -Infinity, "time_used": 1e999}',
        b'{"result": 1001, "name": {"result": "\xff\xfe\xb0\xa1"}}',
        b'\xef\xbb\xbf{"result": 1001, "side": 0}',
        b'{"result": 1001, "address": {"result": "' + "年1月".encode() * 100_000 + b'"}}',
        b'{"result": 1001, "valid_date_end": {"result": "' + b"1 " * 500_000 + b'"}}',
        b'{"result": 1001, ' + b",".join(b'"k%d": 1' % n for n in range(5000)) + b"}",
        json.dumps({"ERROR": ["a", {"b": 1}]}).encode(),
        json.dumps({"ERROR": "A" * 100_000}).encode(),
        b'{"ERROR": "AUTHORIZATION_ERROR: \\ud800\\u0000"}',
    ],
    ids=range(15),
)
def test_the_worst_answers_are_read_or_refused(body: bytes) -> None:
    held(answered(body, 200, PERMIT, SITE))
    held(answered(body, 400, FOREIGN, SITE))


def test_a_date_of_three_endless_parts_is_cut_like_any_field() -> None:
    told = {key: {"result": "0" * 3000} for key in ("birth_year", "birth_month", "birth_day")}
    held(answered(json.dumps(told).encode(), 200, PERMIT, SITE))


def test_an_answer_with_thousands_of_members_gives_no_more_fields_than_a_person_can_look_through() -> None:
    told = {"result": 1001, **{f"k{number}": number for number in range(5000)}}
    (reading,) = answered(json.dumps(told).encode(), 200, PERMIT, SITE)  # type: ignore[misc]
    assert len(reading.fields) == 200


@pytest.mark.parametrize("words", ["a" + " " * 1990 + "b", "/" * 1999 + "a", "a" + " / " * 600 + "CAN", "A" * 2000])
def test_a_nationality_without_end_takes_no_time(words: str) -> None:
    before = time.process_time()
    (reading,) = answered(json.dumps({"nationality": {"result": words}}).encode(), 200, FOREIGN, SITE)  # type: ignore[misc]
    assert time.process_time() - before < 1
    assert reading.field("nationality").text == words


def test_legality_without_end_gives_no_more_fields_than_a_person_can_look_through() -> None:
    told = {"result": 1001, "legality": {"\ud800": 1, "?": 2, **{f"k{number}": number for number in range(5000)}}}
    (reading,) = answered(json.dumps(told).encode(), 200, PERMIT, SITE)  # type: ignore[misc]
    assert len(reading.fields) == 200
    held([reading])
