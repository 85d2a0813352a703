"""Whatever comes back, there are readings or a clear refusal: thousands of answers with something changed."""

import json
from collections.abc import Iterator, Mapping
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.cards.reading import Reading
from carddesk.vendors.baidu.account import BaiduAccount
from carddesk.vendors.baidu.foreign_resident import ForeignResident
from carddesk.vendors.baidu.general import General
from carddesk.vendors.dialect import Answered, Dialect, Refused, Sent
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes.baidu import FOREIGN_EXAMPLE, GENERAL_EXAMPLE
from tests.unit.vendors.baidu.wiring import KEYS, NOW, SITE

FOREIGN: object = {
    "words_result": {label: [{"word": word}] for label, word in FOREIGN_EXAMPLE.items()},
    "words_result_num": 11,
    "log_id": 1767755838708432889,
}
GENERAL: object = {
    "results": {
        str(number): {label: [{"words": [word]}] for label, word in words.items()}
        for number, words in enumerate(GENERAL_EXAMPLE)
    },
    "log_id": 2057057242228098769,
}
REFUSED: object = {"error_code": 18, "error_msg": "Open api qps request limit reached", "log_id": "1"}
PLACED: object = {
    "words_result": {"姓名": [{"word": "森田", "location": {"left": 1, "top": 2, "width": 3, "height": 4}}]},
    "pdf_file_size": "3",
    "log_id": 1,
}
ANSWERS = (FOREIGN, GENERAL, REFUSED, PLACED)
DIALECTS = (ForeignResident(), General())

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**300, max_value=10**320)
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["长期", "2021-10-08至2027-10-07", "0", "\ud800", "\x00", "男/F", "2026-02-30", "9" * 5000])
)
labels = st.sampled_from(
    [
        *FOREIGN_EXAMPLE,
        "words",
        "word",
        "results",
        "words_result",
        "error_code",
        "error",
        "0",
        "1",
        "²",
        "有效期限",
        "MRZ",
    ]
) | st.text(max_size=5)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(labels, inner, max_size=4), max_leaves=12
)


def places(node: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    yield path
    if isinstance(node, dict):
        for key, child in node.items():
            yield from places(child, (*path, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from places(child, (*path, index))


def changed(node: object, path: tuple[object, ...], to: object) -> object:
    """The answer with another value, or with a member gone, at one place."""
    if not path:
        return to
    copy = json.loads(json.dumps(node))
    holder = reduce(lambda inner, key: inner[key], path[:-1], copy)
    if to is Ellipsis:
        del holder[path[-1]]
    else:
        holder[path[-1]] = to
    return copy


@st.composite
def mutated(draw: st.DrawFn) -> object:
    answer = draw(st.sampled_from(ANSWERS))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(answer))))
        to = draw(anything | (st.just(Ellipsis) if path else st.nothing()))
        answer = changed(answer, path, to)
    return answer


def holds(found: Answered, service: str) -> None:
    """Readings or a refusal, whole and such as can be stored."""
    if isinstance(found, Refused):
        assert found.code
        assert found.message
        f"{found.message}{found.vendor_code}".encode()
        return
    assert found
    assert [each.index for each in found] == list(range(len(found)))
    for reading in found:
        assert reading.service == service
        whole(reading)


def whole(reading: Reading) -> None:
    keys = [each.key for each in reading.fields]
    assert len(keys) == len(set(keys)) > 0
    reading.raw.encode()
    assert reading.request_id is None or reading.request_id.encode()
    for each in reading.fields:
        f"{each.key}{each.label}{each.text}{each.value}".encode()
        assert each.confidence is None or 0 <= each.confidence <= 1


def body(answer: object) -> bytes:
    return json.dumps(answer).encode()


@pytest.mark.parametrize("dialect", DIALECTS, ids=["foreign", "general"])
@settings(max_examples=600)
@given(answer=mutated(), status=st.sampled_from([200, 200, 200, 400, 429, 500]))
def test_an_answer_with_something_changed(dialect: Dialect, answer: object, status: int) -> None:
    holds(dialect.read_answer(WireAnswer(status, {}, body(answer)), Sent(b"x"), SITE), dialect.info.id)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["foreign", "general"])
@settings(max_examples=500)
@given(payload=anything, key=st.sampled_from(["words_result", "results"]))
def test_any_json_where_the_cards_should_be(dialect: Dialect, payload: object, key: str) -> None:
    holds(
        dialect.read_answer(WireAnswer(200, {}, body({key: payload, "log_id": 1})), Sent(b"x"), SITE), dialect.info.id
    )


@pytest.mark.parametrize("dialect", DIALECTS, ids=["foreign", "general"])
@settings(max_examples=700)
@given(
    answer=st.sampled_from([body(each) for each in ANSWERS]),
    at=st.integers(0, 2000),
    gone=st.integers(0, 60),
    put=st.binary(max_size=12),
    headers=st.dictionaries(st.sampled_from(["retry-after", "date", "content-type"]), st.text(max_size=12), max_size=2),
)
def test_an_answer_with_bytes_changed(
    dialect: Dialect, answer: bytes, at: int, gone: int, put: bytes, headers: Mapping[str, str]
) -> None:
    cut = answer[:at] + put + answer[at + gone :]
    holds(dialect.read_answer(WireAnswer(200, headers, cut), Sent(b"x"), SITE), dialect.info.id)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["foreign", "general"])
@pytest.mark.parametrize("opening", ["[", '{"0":', '{"words":', '[{"word":', '{"明细":'])
@pytest.mark.parametrize("depth", [5, 13, 40, 400, 100_000])
def test_an_answer_nested_deeper_than_any(dialect: Dialect, opening: str, depth: int) -> None:
    closing = "".join("]" if each == "[" else "}" for each in reversed(opening) if each in "[{")
    text = '{"results": ' + opening * depth + '"x"' + closing * depth + "}"
    holds(dialect.read_answer(WireAnswer(200, {}, text.encode()), Sent(b"x"), SITE), dialect.info.id)


@settings(max_examples=700)
@given(
    answer=st.dictionaries(
        st.sampled_from(["access_token", "expires_in", "error", "error_description", "error_code", "error_msg"]),
        anything,
        max_size=4,
    )
    | anything,
    status=st.sampled_from([200, 401, 500]),
)
async def test_any_answer_for_a_token(answer: object, status: int) -> None:
    async def send(_request: WireRequest) -> WireAnswer:
        return WireAnswer(status, {}, body(answer))

    found = await BaiduAccount().authorised(WireRequest("POST", "https://baidu.example"), KEYS, SITE, NOW, send)
    if isinstance(found, Refused):
        assert found.code
        assert found.message
    else:
        assert found.query["access_token"]


# What is wrong at one place takes nothing from what is right at another.

CANONICAL = {
    "姓名": ("name", "森田"),
    "证件版本": ("card_version", "1"),
    "失效日期": ("expiry_date", "2033-06-11"),
    "证件号码": ("id_number", "123456789"),
    "出生日期": ("birth_date", "1990-01-01"),
    "签发日期": ("issue_date", "2023-06-12"),
    "国籍": ("nationality", "日本"),
    "Nationality": ("nationality_code", "JPN"),
    "Name": ("name_latin", "MORITA. SHUNSUKE"),
}
"""The labels of the document that come under one key alone, and the example's values."""
names_beside = st.sampled_from(["pdf_file_size", "words_result_num", "log_id", "direction", "error", "2", "注", ""])


def texts_of(reading: Reading) -> set[tuple[str, str]]:
    return {(each.label, each.text) for each in reading.fields}


@settings(max_examples=600)
@given(
    label=st.sampled_from([*FOREIGN_EXAMPLE, "有效期限", "备注", "0"]), to=anything, beside=names_beside, more=anything
)
def test_a_wrong_label_takes_nothing_from_the_others(label: str, to: object, beside: str, more: object) -> None:
    answer = changed(FOREIGN, ("words_result", label), to)
    if beside != "error":
        answer = changed(answer, (beside,), more)
    found = ForeignResident().read_answer(WireAnswer(200, {}, body(answer)), Sent(b"x"), SITE)
    assert not isinstance(found, Refused)
    (reading,) = found
    values = {each.key: each.value for each in reading.fields}
    expected = {key: value for name, (key, value) in CANONICAL.items() if name != label}
    assert {key: values.get(key) for key in expected} == expected
    if label not in {"性别", "Sex"}:
        assert (values["sex"], values["Sex"]) == ("M", "M")


@settings(max_examples=500)
@given(
    label=st.sampled_from(sorted(FOREIGN_EXAMPLE)),
    wrong=st.lists(leaves | st.just([]), max_size=3),
    at=st.integers(0, 3),
)
def test_wrong_entries_beside_a_right_one_take_nothing_from_it(label: str, wrong: list[object], at: int) -> None:
    entries = [
        None if isinstance(each, str) else {"word": each} for each in wrong if not isinstance(each, (int, float))
    ]
    right = {"word": FOREIGN_EXAMPLE[label]}
    answer = {"words_result": {label: [*entries[:at], right, *entries[at:]]}, "log_id": 1}
    found = ForeignResident().read_answer(WireAnswer(200, {}, body(answer)), Sent(b"x"), SITE)
    assert not isinstance(found, Refused)
    (reading,) = found
    assert reading.fields[0].text == FOREIGN_EXAMPLE[label]
    assert label not in CANONICAL or (reading.fields[0].key, reading.fields[0].value) == CANONICAL[label]


@settings(max_examples=600)
@given(
    card=st.sampled_from(["0", "1"]),
    label=st.sampled_from([*GENERAL_EXAMPLE[0], "有效期限", "备注"]),
    to=anything,
    beside=names_beside,
    more=anything,
)
def test_a_wrong_label_takes_nothing_from_its_card_nor_from_the_next(
    card: str, label: str, to: object, beside: str, more: object
) -> None:
    answer = changed(GENERAL, ("results", card, label), to)
    if beside != "error":
        answer = changed(answer, (beside,), more)
    found = General().read_answer(WireAnswer(200, {}, body(answer)), Sent(b"x"), SITE)
    assert not isinstance(found, Refused)
    assert len(found) == 2
    for number, (reading, words) in enumerate(zip(found, GENERAL_EXAMPLE, strict=True)):
        right = {(name, word) for name, word in words.items() if str(number) != card or name != label}
        assert right <= texts_of(reading)


@settings(max_examples=500)
@given(where=st.sampled_from([("0",), ("1",), ("2",), ("direction",), ("",), ("results",)]), to=anything)
def test_what_is_no_card_takes_nothing_from_the_cards_beside_it(where: tuple[str], to: object) -> None:
    found = General().read_answer(
        WireAnswer(200, {}, body(changed(GENERAL, ("results", *where), to))), Sent(b"x"), SITE
    )
    assert not isinstance(found, Refused)
    right = [words for number, words in enumerate(GENERAL_EXAMPLE) if where != (str(number),)]
    for words in right:
        assert any(set(words.items()) <= texts_of(reading) for reading in found)
