"""Every key of the document reaches the operator, under a canonical key where there is one, and nothing is lost."""

import json
from dataclasses import replace
from datetime import date

import pytest

from carddesk.cards.reading import Reading
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.huawei.answer import TABLE
from carddesk.vendors.huawei.id_document import IdDocument
from carddesk.vendors.wire import WireAnswer
from carddesk.workflow.review import judge
from carddesk.workflow.rules import Rules
from tests.fakes.huawei import EXAMPLE, portrait

WHOLE = {
    "country_region": "VNM",
    "id_type": "ID",
    "side": "front",
    "first_name": "VĂN ÂN",
    "last_name": "NGUYỄN",
    "sex": "M",
    "nationality": "Việt Nam",
    "birth_date": "1990-01-15",
    "issue_date": "2021-05-10",
    "expiry_date": "2030-01-15",
    "document_number": "079090001234",
    "address": "1 Đường Mẫu, Quận 1",
    "issuing_authority": "CỤC CẢNH SÁT",
    "portrait_image": portrait(),
    "confidence": {"document_number": 0.9997, "first_name": "0.5", "sex": 7},
}
"""Every key the document lists."""


def read(result: object, status: int = 200, **headers: str) -> list[Reading] | Refused:
    body = json.dumps({"result": result}).encode()
    answer = WireAnswer(status, {"x-request-id": "abc123"} | headers, body)
    found = IdDocument().read_answer(answer, Sent(b""), Site("https://x"))
    return found if isinstance(found, Refused) else list(found)


def reading(result: object) -> Reading:
    found = read(result)
    assert isinstance(found, list)
    assert len(found) == 1
    return found[0]


def values(result: object) -> dict[str, str]:
    return {field.key: field.value for field in reading(result).fields}


def test_the_documents_example_is_a_reading_with_its_three_keys() -> None:
    found = reading(EXAMPLE)
    assert (found.service, found.document, found.face) == ("huawei.id_document", "passport", "page")
    assert {field.key: field.text for field in found.fields} == EXAMPLE
    assert found.request_id == "abc123"
    assert json.loads(found.raw) == {"result": EXAMPLE}


def test_every_documented_key_has_its_canonical_place() -> None:
    assert values(WHOLE) == {
        "document_number": "079090001234",
        "surname": "NGUYỄN",
        "given_names": "VĂN ÂN",
        "sex": "M",
        "nationality": "Việt Nam",
        "birth_date": "1990-01-15",
        "issue_date": "2021-05-10",
        "expiry_date": "2030-01-15",
        "address": "1 Đường Mẫu, Quận 1",
        "issuing_authority": "CỤC CẢNH SÁT",
        "country_region": "VNM",
        "id_type": "ID",
        "side": "front",
        "portrait": WHOLE["portrait_image"],
    }
    assert set(TABLE) == set(WHOLE) - {"confidence"}


def test_fields_stand_in_the_order_in_which_a_card_is_checked() -> None:
    shuffled = dict(reversed(WHOLE.items()))
    assert [field.key for field in reading(shuffled).fields] == [row.key for row in TABLE.values()]


def test_confidence_may_be_a_map_from_the_services_own_keys() -> None:
    found = reading(WHOLE)
    certain = {field.key: field.confidence for field in found.fields if field.confidence is not None}
    assert certain == {"document_number": 0.9997, "given_names": 0.5}


def test_confidence_may_be_one_number_for_all() -> None:
    assert {field.confidence for field in reading(WHOLE | {"confidence": 0.75}).fields} == {0.75}


def test_a_confidence_that_is_neither_is_shown_and_not_believed() -> None:
    found = reading(WHOLE | {"confidence": "high"})
    assert {field.confidence for field in found.fields} == {None}
    shown = found.field("confidence")
    assert shown is not None
    assert shown.text == "high"


@pytest.mark.parametrize(
    ("kind", "side", "document", "face"),
    [
        ("PP", "front", "passport", "page"),
        ("DL", "front", "driving_licence", "portrait"),
        ("DL", "back", "driving_licence", "emblem"),
        ("ID", "front", "national_id", "portrait"),
        ("ID", "back", "national_id", "emblem"),
        ("id", "", "national_id", "page"),
        ("DL", "", "driving_licence", "portrait"),
        ("PP", "back", "passport", "page"),
        ("other", "front", "national_id", "portrait"),
    ],
)
def test_document_and_face_are_told_by_the_answer(kind: str, side: str, document: str, face: str) -> None:
    found = reading(WHOLE | {"id_type": kind, "side": side})
    assert (found.document, found.face) == (document, face)


def missing(result: object) -> list[str]:
    """What the desk would ask for, of a reading as the service hands it out."""
    found = replace(reading(result), not_given=(*reading(result).not_given, *IdDocument().info.never_gives))
    judged = judge(found, {}, Rules(), date(2026, 11, 21))
    return [flag.field or "" for field in judged.fields for flag in field.flags if flag.code == "missing"]


PASSPORT = {key: each for key, each in WHOLE.items() if key not in {"address", "confidence"}} | {"id_type": "PP"}


@pytest.mark.parametrize("nationality", ["VNM", "Việt Nam"])
def test_what_the_service_never_gives_is_not_asked_for(nationality: str) -> None:
    assert missing(PASSPORT | {"nationality": nationality}) == []


def test_what_it_could_have_given_is_asked_for() -> None:
    assert missing(PASSPORT | {"nationality": "", "birth_date": None, "document_number": ""}) == [
        "document_number",
        "nationality_code",
        "birth_date",
    ]
    assert missing({"id_type": "ID", "side": "front", "country_region": "HKG", "first_name": "TAI MAN"}) == [
        "document_number",
        "surname",
        "birth_date",
    ]
    assert missing({"id_type": "ID", "side": "back", "address": "1 Đường Mẫu"}) == []
    assert missing({"id_type": "DL", "last_name": "NGUYỄN"}) == ["document_number", "birth_date"]


def test_a_card_of_hong_kong_is_whole_without_nationality_and_expiry() -> None:
    card = {"id_type": "ID", "side": "front", "country_region": "HKG", "document_number": "A123456(3)"}
    assert missing(card | {"last_name": "CHAN", "first_name": "TAI MAN", "birth_date": "1990-01-15"}) == []


def test_several_results_and_words_in_arrays_are_read_too() -> None:
    found = read([EXAMPLE | {"id_type": ["ID"], "side": ["back"]}, 7, {}, EXAMPLE])
    assert isinstance(found, list)
    assert [(each.document, each.face, each.index) for each in found] == [
        ("national_id", "emblem", 0),
        ("passport", "page", 1),
    ]


@pytest.mark.parametrize(
    ("key", "said", "ours", "value"),
    [
        ("sex", "F", "sex", "F"),
        ("sex", "X", "sex", "X"),
        ("birth_date", "1990/01/15", "birth_date", "1990-01-15"),
        ("birth_date", "1990", "birth_date", "1990"),
        ("expiry_date", "2026-02-30", "expiry_date", "2026-02-30"),
        ("document_number", " c1234567 ", "document_number", "C1234567"),
        ("document_number", 79090001234, "document_number", "79090001234"),
        ("nationality", "VNM", "nationality_code", "VNM"),
        ("nationality", "tha", "nationality_code", "THA"),
        ("last_name", "O’BRIEN  SMITH", "surname", "O’BRIEN SMITH"),
    ],
)
def test_values_have_their_normal_form(key: str, said: object, ours: str, value: str) -> None:
    field = reading(WHOLE | {key: said}).field(ours)
    assert field is not None
    assert (field.value, field.text) == (value, str(said))


def test_unknown_keys_are_kept_behind_the_known_ones() -> None:
    found = reading(
        EXAMPLE | {"blood_type": "O", "extra": {"a": [1, 2.5]}, "surname": "TWICE", "last_name": "ONCE", "": "?"}
    )
    assert [(field.key, field.text) for field in found.fields][-4:] == [
        ("blood_type", "O"),
        ("extra", '{"a":["1","2.5"]}'),
        ("surname*", "TWICE"),
        ("?", "?"),
    ]


def test_what_is_empty_or_null_is_no_field() -> None:
    assert values(EXAMPLE | {"first_name": "", "last_name": None, "address": " "}) == EXAMPLE


@pytest.mark.parametrize("result", [{}, None, "", [], {"first_name": ""}, {"confidence": 0.5}], ids=repr)
def test_an_empty_result_is_no_card(result: object) -> None:
    found = read(result)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == ("no_card", "none")


def test_a_result_with_an_error_status_is_no_reading() -> None:
    found = read(WHOLE, 500)
    assert isinstance(found, Refused)
    assert found.vendor_code == "HTTP 500"
