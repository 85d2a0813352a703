"""What the document prints as an answer is read, though it is no JSON; and no one member costs the others."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.vendors.megvii.lenient import object_of
from tests.unit.vendors.megvii.asking import read

AS_THE_DOCUMENT_PRINTS_IT = """{
    "result": 1002,
    "completeness": 1,
    "portrait": {
        "quality": 0,
  \t"result": "/9j/4AAQSkZJRgABA...",  //Base64字符串
  \t"rect": {"rt": {"y": 307, "x": 559}, "lt": {"y": 306, "x": 526}, "lb": {"y": 338, "x": 526}, "rb": {"y": 338, "x": 558}},
        "logic": 0
    },
    "name": {"quality": 0.956, "result": "张三", "logic": 0},
    "side": 0,
}
"""
"""人像面示例 with its comment and its last comma."""


def test_the_documents_example_is_read_with_its_comment_and_its_comma() -> None:
    reading = read(AS_THE_DOCUMENT_PRINTS_IT)
    assert {field.key: field.value for field in reading.fields} == {"name": "张三", "portrait": "/9j/4AAQSkZJRgABA..."}
    assert reading.completeness == 1


@pytest.mark.parametrize(
    "deep", ["[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000], ids=("lists", "objects")
)
def test_nesting_without_end_costs_no_other_member(deep: str) -> None:
    reading = read('{"result": 1001, "deep": ' + deep + ', "issued_by": {"result": "北京市公安局"}, "side": 1}')
    authority = reading.field("issuing_authority")
    assert authority is not None
    assert authority.text == "北京市公安局"
    assert reading.field("deep") is not None


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "<html>", "{,}", '{"a"}', '{"a": 1', '{"a": 1}}', "{" * 90, '{"a": 1, , "b": 2}', "{/}"]
)
def test_what_is_no_object_has_no_members(text: str) -> None:
    assert object_of(text) == {}


def test_signs_inside_texts_are_no_comments_and_no_commas() -> None:
    told = {"a": "http://x, }", "b": ["/* ] */", ',"}']}
    assert object_of(json.dumps(told)[:-1] + ", /* , */ }") == told


values = st.recursive(
    st.none() | st.booleans() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), values), st.integers(0, 3))
def test_an_object_with_a_slip_is_the_object(told: dict[str, Any], indent: int) -> None:
    text = json.dumps(told, indent=indent)
    slipped = text[:-1].rstrip() + (" ,// that was all\n}" if told else "// nothing\n}")
    assert object_of(slipped) == object_of(text) == told


@given(st.text(alphabet='{}[]",:/*\\ a1\n', max_size=200).map("{".__add__))
def test_any_signs_are_an_object_or_none(text: str) -> None:
    assert isinstance(object_of(text), dict)


@pytest.mark.parametrize(
    "piece", ["/*", '\\"', '"', "\\", "/", "//", "{", "[,", ",", '"a":', "\n", "*/", "a", '{"a":[', "]}"]
)
def test_hostile_signs_without_end_take_seconds_at_most(piece: str) -> None:
    before = time.process_time()
    for head in ("{", '{"', '{"a": 1, '):
        assert object_of((head + piece * 200_000)[:199_999]) == {}
    assert time.process_time() - before < 5
