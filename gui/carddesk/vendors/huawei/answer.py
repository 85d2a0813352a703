"""What the service says of an identity document, as a reading: one table from its keys to ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from carddesk.cards.documents import FieldKind, document
from carddesk.cards.normal import normalise
from carddesk.cards.reading import Face, Field, Reading
from carddesk.vendors.dialect import Answered
from carddesk.vendors.huawei import faults
from carddesk.vendors.huawei.countries import DOCUMENTS
from carddesk.vendors.said import brief, datum, members, parsed, share, text_of
from carddesk.vendors.wire import WireAnswer


@dataclass(frozen=True, slots=True)
class Row:
    """One of the service's keys.

    Attributes:
        key: our canonical key, or the service's own where there is none.
        label: what the document calls it; a document of ours that declares the key calls it its own way.
        kind: its sort of datum.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT


TABLE: Final[Mapping[str, Row]] = {
    "document_number": Row("document_number", "证件号码", FieldKind.NUMBER),
    "last_name": Row("surname", "姓", FieldKind.LATIN),
    "first_name": Row("given_names", "名", FieldKind.LATIN),
    "sex": Row("sex", "性别", FieldKind.SEX),
    "nationality": Row("nationality", "国籍"),
    "birth_date": Row("birth_date", "出生日期", FieldKind.DATE),
    "issue_date": Row("issue_date", "签发日期", FieldKind.DATE),
    "expiry_date": Row("expiry_date", "有效期至", FieldKind.DATE),
    "address": Row("address", "地址"),
    "issuing_authority": Row("issuing_authority", "签发机关"),
    "country_region": Row("country_region", "签发国家/地区", FieldKind.LATIN),
    "id_type": Row("id_type", "证件类型", FieldKind.LATIN),
    "side": Row("side", "正反面", FieldKind.LATIN),
    "portrait_image": Row("portrait", "人像"),
}
"""In the order in which a card is checked."""

_CODE = Row("nationality_code", "国籍", FieldKind.LATIN)
_FACES: Final[Mapping[str, Face]] = {"front": "portrait", "back": "emblem"}
_NOT_A_FIELD = "confidence"
_NOT_ON_EVERY_CARD: Final = {"national_id": ("nationality_code", "sex", "expiry_date")}
"""Hong Kong's card shows neither nationality nor expiry, the Philippines' UMID card no expiry, Thailand's no sex."""


def read(answer: WireAnswer, service: str) -> Answered:
    """The reading, or why there is none."""
    raw = text_of(answer.body)
    told = members(parsed(raw))
    results = [each for each in map(members, _listed(told.get("result"))) if each]
    if answer.status != 200 or not results:
        return faults.NOTHING_READ.refused("", "", {}) if _is_empty(answer, told) else faults.refused(answer)
    request_id = brief(answer.headers.get("x-request-id", "")) or None
    readings: list[Reading] = []
    for result in results:
        kind = DOCUMENTS.get(_word(result.get("id_type")).upper(), "national_id")
        if fields := tuple(_fields(result, kind)):
            face, absent = _face(kind, result), _not_given(kind, fields)
            readings.append(
                Reading(service, kind, face, fields, len(readings), request_id=request_id, not_given=absent, raw=raw)
            )
    return readings or faults.NOTHING_READ.refused("", "", {})


def _is_empty(answer: WireAnswer, told: Mapping[str, object]) -> bool:
    """Whether it went well and nothing was found: a result without anything in it, and no error beside it."""
    return answer.status == 200 and "result" in told and not any(faults.code_and_words(answer.body))


def _listed(value: object) -> Sequence[object]:
    """The document has one result and one word where other services of the vendor, and its own request, have an array."""
    return value if isinstance(value, list) else [value]


def _word(value: object) -> str:
    """`PP`, `front` …, also where it came as an array of one."""
    return next((datum(each).strip() for each in _listed(value)), "")


def _face(kind: str, result: Mapping[str, object]) -> Face:
    """A passport has one page; a card's front is the side with the portrait, and what has one side is all front."""
    first = document(kind).faces[0]
    return first if kind == "passport" else _FACES.get(_word(result.get("side")).lower(), first)


def _not_given(kind: str, fields: Sequence[Field]) -> tuple[str, ...]:
    """What need not be there: a nationality is given as a name or as a code; cards do not all show the same."""
    named = ("nationality_code",) if any(field.key == "nationality" for field in fields) else ()
    return named + _NOT_ON_EVERY_CARD.get(kind, ())


def _fields(result: Mapping[str, object], kind: str) -> Iterator[Field]:
    """What the table knows in its order, then everything else under the service's own keys."""
    confidence = result.get(_NOT_A_FIELD)
    given: set[str] = set()
    for key in (*(each for each in TABLE if each in result), *_others(result)):
        text = datum(result[key])
        if not text.strip():
            continue
        row = _row(key, text)
        own = row.key if row.key not in given else _free(f"{row.key}*", given)
        given.add(own)
        yield _field(own, row, text, kind, share(members(confidence).get(key, confidence)))


def _others(result: Mapping[str, object]) -> Sequence[str]:
    # A certainty that is neither a map nor a number says something nobody foresaw: it is shown as it is.
    confidence = result.get(_NOT_A_FIELD)
    understood = share(confidence) is not None or isinstance(confidence, dict)
    return [key for key in result if key not in TABLE and not (key == _NOT_A_FIELD and understood)]


def _row(key: str, text: str) -> Row:
    """Where a key goes; a nationality that came as a country's code is not its name."""
    if key == "nationality" and len(text.strip()) == 3 and text.strip().isascii() and text.strip().isalpha():
        return _CODE
    name = datum(key).strip() or "?"
    return TABLE.get(key) or Row(name, name)


def _field(key: str, row: Row, text: str, kind: str, confidence: float | None) -> Field:
    spec = document(kind).spec(row.key)
    label = spec.label if spec else row.label
    sort = spec.kind if spec else row.kind
    value = text if row.key == "portrait" else normalise(sort, text)
    return Field(key, label, text, value.upper() if row is _CODE else value, confidence=confidence)


def _free(key: str, given: set[str]) -> str:
    while key in given:
        key += "*"
    return key
