"""What the service says of a resident ID card, as one reading for each face it saw: one table from its keys to ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from carddesk.cards.documents import FieldKind, document
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.normal import normalise
from carddesk.cards.reading import Face, Field, Reading
from carddesk.language import mark
from carddesk.vendors.aliyun import faults
from carddesk.vendors.dialect import Answered
from carddesk.vendors.said import brief, datum, members, parsed, text_of
from carddesk.vendors.wire import WireAnswer

DOCUMENT: Final = "resident_id"


@dataclass(frozen=True, slots=True)
class Row:
    """One of the service's keys: our canonical key, and the face it is printed on."""

    key: str
    face: Face


TABLE: Final[Mapping[str, Row]] = {
    "name": Row("name", "portrait"),
    "sex": Row("sex", "portrait"),
    "nation": Row("ethnicity", "portrait"),
    "birth_date": Row("birth_date", "portrait"),
    "address": Row("address", "portrait"),
    "number": Row("id_number", "portrait"),
    "authority": Row("issuing_authority", "emblem"),
    "issuing_date": Row("issue_date", "emblem"),
    "expiry_date": Row("expiry_date", "emblem"),
}
PARTS: Final = {"year": "年", "month": "月", "day": "日"}
"""The date of birth once more, in parts: they make up one that is missing, and are shown where they say another day."""
LABELS: Final = {"type": "识别到的面"}
"""Of keys that are no field of the card."""
_WELL: Final = 200
_FACES: Final[tuple[Face, ...]] = ("portrait", "emblem")


def read(answer: WireAnswer, service: str) -> Answered:
    """The readings, or why there are none.

    One answer may hold both faces; each becomes a reading of its own, portrait first. A face is there where one of its
    fields has text, whatever `type` says: the document's own example of a front alone says `all`.
    """
    raw = text_of(answer.body)
    told = members(parsed(raw))
    if not _went_well(answer, told):
        return faults.refused(answer)
    indexes = count()
    request_id = brief(answer.headers.get("x-ca-request-id", "")) or None
    readings = [
        Reading(service, DOCUMENT, face, fields, index=next(indexes), request_id=request_id, raw=raw)
        for card in _cards(told.get("data"))
        for face, fields in _faces(card)
    ]
    return readings or faults.NOTHING_READ.refused("", datum(told.get("msg")), answer.headers)


def _went_well(answer: WireAnswer, told: Mapping[str, object]) -> bool:
    """HTTP 200 from the seller and not from the gateway, and no other number than 200 inside.

    A status that is no number at all says neither yes nor no: the data beside it do.
    """
    if answer.status != 200 or answer.headers.get("x-ca-error-code", "").strip():
        return False
    status = datum(told.get("status")).strip()
    if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", status):
        return float(status) == _WELL
    return bool(_cards(told.get("data")))


def _cards(data: object) -> Sequence[Mapping[str, object]]:
    """The document speaks of an object in one place and of an array in another; either may be packed into a text."""
    unpacked = parsed(data) if isinstance(data, str) else data
    listed = unpacked if isinstance(unpacked, list) else [unpacked]
    return [card for each in listed if (card := members(each))]


def _faces(card: Mapping[str, object]) -> Iterator[tuple[Face, tuple[Field, ...]]]:
    texts = {key: text for key, value in card.items() if (text := datum(value)).strip()}
    rest = [key for key in texts if key not in TABLE and key not in PARTS]
    for face in _FACES:
        fields = tuple(_fields(texts, face))
        if fields:
            yield face, _with_others(fields, texts, rest)
            rest = []


def _fields(texts: Mapping[str, str], face: Face) -> Iterator[Field]:
    for key, row in TABLE.items():
        if row.face != face:
            continue
        if row.key == "birth_date":
            yield from _birth(texts)
        elif key in texts:
            yield _field(row.key, texts[key])


def _field(key: str, text: str) -> Field:
    spec = document(DOCUMENT).spec(key)
    label, kind = (spec.label, spec.kind) if spec else (key, FieldKind.TEXT)
    return Field(key, label, text, normalise(kind, text))


def _birth(texts: Mapping[str, str]) -> Iterator[Field]:
    """The date of birth; the parts beside it only where they do not say the same day."""
    parts = {key: texts[key] for key in PARTS if key in texts}
    made = "".join(f"{text.strip()}{PARTS[key]}" for key, text in parts.items())
    if "birth_date" not in texts:
        if made:
            yield _field("birth_date", made)
        return
    whole = _field("birth_date", texts["birth_date"])
    if all(_agrees(part, parts[key]) for key, part in _parts_of(whole.value) if key in parts):
        yield whole
        return
    message = mark("The service gives the date of birth in parts too, as {found}")
    yield replace(
        whole, flags=(Flag(FlagCode.VENDOR_LOGIC, Level.WARN, message, whole.key, (("found", brief(made)),)),)
    )
    for key, text in parts.items():
        yield Field(key, f"出生{PARTS[key]}", text, text.strip())


def _parts_of(date: str) -> Iterator[tuple[str, str]]:
    """Year, month and day of a date in normal form; of anything else, nothing that a part could agree with."""
    numbers = date.split("-") if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date) else [""] * len(PARTS)
    return zip(PARTS, numbers, strict=True)


def _agrees(number: str, said: str) -> bool:
    """Whether a part says the same number, with or without zeros before it."""
    return said.strip().isdecimal() and number.isdecimal() and int(said.strip()[:9]) == int(number)


def _with_others(fields: tuple[Field, ...], texts: Mapping[str, str], keys: Sequence[str]) -> tuple[Field, ...]:
    """The fields, and behind them what is not in the table under the service's own keys."""
    given = {each.key for each in fields}
    others: list[Field] = []
    for key in keys:
        own = name = datum(key).strip() or "?"
        while own in given:
            own += "*"
        given.add(own)
        others.append(Field(own, LABELS.get(key, name), texts[key], texts[key].strip()))
    return (*fields, *others)
