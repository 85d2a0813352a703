"""No answer whatever makes reading it fail: it gives readings that can be kept, or a no."""

import json
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.cards.documents import documents
from carddesk.cards.reading import Reading
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.huawei.answer import TABLE
from carddesk.vendors.huawei.id_document import IdDocument
from carddesk.vendors.wire import WireAnswer
from tests.unit.vendors.mutation import bodies, header_values, mutated

WHOLE = {
    "result": {
        "country_region": "THA",
        "id_type": "PP",
        "side": "front",
        "sex": "F",
        "birth_date": "1990-01-15",
        "confidence": {"sex": 0.9},
        **dict.fromkeys(("first_name", "last_name", "nationality", "address", "portrait_image"), "text"),
    },
    "error_code": "",
}
KEYS = (*TABLE, "confidence", "result", "error", "error_code", "error_msg", "code", "message", "surname")


def judged(status: int, headers: dict[str, str], body: bytes) -> None:
    found = IdDocument().read_answer(WireAnswer(status, headers, body), Sent(b"x"), Site("https://x"))
    if isinstance(found, Refused):
        assert found.message.encode()
        assert found.code
        assert found.wait_s is None or 0 <= found.wait_s <= 86_400
    else:
        kept(found)


def kept(found: Sequence[Reading]) -> None:
    assert found
    for reading in found:
        assert reading.document in documents()
        assert reading.fields
        assert len({field.key for field in reading.fields}) == len(reading.fields)
        assert all(field.key and field.text.strip() for field in reading.fields)
        assert all(field.confidence is None or 0 <= field.confidence <= 1 for field in reading.fields)
        assert "\0" not in json.dumps([[field.key, field.text, field.value] for field in reading.fields])
        assert "\0" not in (reading.raw + "".join(field.text + field.value for field in reading.fields))
        json.dumps([reading.raw, *(field.value for field in reading.fields)], ensure_ascii=False).encode()


@settings(max_examples=1200)
@given(
    st.sampled_from((200, 200, 200, 400, 401, 429, 500)),
    header_values(("retry-after", "date", "x-request-id")),
    bodies(WHOLE, KEYS),
)
def test_any_mutation_of_an_answer_is_a_reading_or_a_no(status: int, headers: dict[str, str], body: bytes) -> None:
    judged(status, headers, body)


@settings(max_examples=300)
@given(st.integers(100, 599), st.binary(max_size=300))
def test_any_bytes_are_a_no(status: int, body: bytes) -> None:
    judged(status, {}, body)


def test_an_answer_nested_without_end_is_a_no() -> None:
    judged(200, {}, b'{"result":' + b"[" * 100_000)
    judged(200, {}, b'{"result":{"first_name":' + b"[" * 500 + b"]" * 500 + b"}}")


def test_mutations_reach_every_end() -> None:
    """Readings, refusals and broken JSON all come out of what is tried above."""
    ends: set[str] = set()
    for body in mutated(WHOLE, KEYS, 400):
        found = IdDocument().read_answer(WireAnswer(200, {}, body), Sent(b"x"), Site("https://x"))
        ends.add(found.code if isinstance(found, Refused) else "reading")
    assert {"reading", "no_card", "bad_answer"} <= ends


DOCUMENTED = {
    "country_region": "ALB",
    "id_type": "PP",
    "side": "front",
    "first_name": "ARTA",
    "last_name": "HOXHA",
    "sex": "F",
    "nationality": "Albanian",
    "birth_date": "1990-01-15",
    "issue_date": "2020-02-03",
    "expiry_date": "2030-02-02",
    "document_number": "BA1234567",
    "address": "Rruga 1",
    "issuing_authority": "MPB",
    "portrait_image": "/9j/4AAQSkZJRg==",
}
"""Every key of the document's table, grown out of its example."""
WORDS = st.text(max_size=12) | st.sampled_from(
    ("0.5", "PP", "2030-02-30", "ALB", "\x00", "\ud800", "surname", "portrait")
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**63, 2**80) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=400)
@given(
    st.dictionaries(st.sampled_from(tuple(DOCUMENTED)), JSON, max_size=6),
    st.dictionaries(WORDS.filter(lambda key: key not in DOCUMENTED and key != "confidence"), JSON, max_size=3),
    st.none() | JSON | st.dictionaries(st.sampled_from(tuple(DOCUMENTED)), JSON),
    st.dictionaries(st.sampled_from(("error_code", "error_msg", "request_id")), JSON),
    st.booleans(),
)
def test_a_field_that_is_right_is_read_whatever_stands_beside_it(
    wrong: dict[str, object], new: dict[str, object], confidence: object, beside: dict[str, object], listed: bool
) -> None:
    result = DOCUMENTED | wrong | new | {"confidence": confidence}
    body = json.dumps({"result": [None, result] if listed else result, **beside}).encode()
    judged(200, {}, body)
    found = IdDocument().read_answer(WireAnswer(200, {}, body), Sent(b"x"), Site("https://x"))
    right = {key: text for key, text in DOCUMENTED.items() if key not in wrong}
    if isinstance(found, Refused):
        assert not right
        return
    said = {field.key: field.text for reading in found for field in reading.fields}
    assert right.items() <= {key: said.get(TABLE[key].key) for key in right}.items()


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(tuple(DOCUMENTED)), st.floats(0, 1)), JSON)
def test_a_confidence_that_is_right_is_kept_whatever_stands_beside_it(sure: dict[str, float], wrong: object) -> None:
    body = json.dumps({"result": DOCUMENTED | {"confidence": {**sure, "sex": wrong}}}).encode()
    found = IdDocument().read_answer(WireAnswer(200, {}, body), Sent(b"x"), Site("https://x"))
    assert not isinstance(found, Refused)
    told = {field.key: field.confidence for field in found[0].fields}
    assert all(told[TABLE[key].key] == figure for key, figure in sure.items() if key != "sex")
