"""Reading an answer of Megvii's card services: total, whatever the bytes are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from carddesk.cards.documents import Document
from carddesk.cards.reading import Face, Field, Reading
from carddesk.vendors.megvii import verdict
from carddesk.vendors.megvii.beyond import beyond
from carddesk.vendors.megvii.datum import Datum, datum, spoken
from carddesk.vendors.megvii.encryption import SealedError
from carddesk.vendors.megvii.keys import BIRTH, EMBLEM, FIELDS, PORTRAIT, SIDES
from carddesk.vendors.megvii.loose import text, whole
from carddesk.vendors.megvii.opening import Opener, Opening
from carddesk.vendors.megvii.rects import joined, quad
from carddesk.vendors.said import datum as whole_text

_CODE_BEHIND: Final = re.compile(r"(?<![A-Z])[A-Z]{3}\Z")
_LONGEST_NATIONALITY: Final = 60
_LEFT_OUT: Final = "(base64 of the picture in the field portrait)"


def read(payload: Mapping[str, object], service: str, document: Document, raw: str, opener: Opener) -> Reading | None:
    """The reading that an answer without error holds; None where it has nothing of one.

    Raises:
        SealedError: most of it is encrypted, and cannot be made plain.
    """
    if not payload.keys() & {"result", *FIELDS, *BIRTH}:
        return None
    opening = Opening(opener)
    portrait = _portrait(payload, opening)
    read = [*_known(payload, document, opening), *([portrait] if portrait else [])]
    if opening.in_vain:
        raise SealedError
    face = _face(payload, document)
    fields = (*read, *beyond(payload, [field.key for field in read]))
    return Reading(
        service=service,
        document=document.id,
        face=face,
        fields=fields,
        card_quad=quad(payload.get("card_rect")),
        completeness=whole(payload.get("completeness")),
        request_id=text(payload.get("request_id")) or None,
        elapsed_ms=max(whole(payload.get("time_used")) or 0, 0),
        flags=tuple(verdict.flags(payload, fields, document.of_face(face))),
        raw=_without_portrait(raw, payload) if portrait and portrait.value else raw,
        quality_floor=verdict.LOW_QUALITY,
    )


def _known(payload: Mapping[str, object], document: Document, opening: Opening) -> list[Field]:
    """The fields of the table, in the order in which the document prints them, then those it does not print."""
    found: dict[str, tuple[str, Datum]] = {}
    beside: list[Field] = []
    for theirs, key, said in (*_named(payload, opening), *_birth(payload, opening)):
        first = found[key][1] if key in found else Datum()
        if key not in found or (said.text and not first.text):
            found[key] = theirs, said
        elif said.text not in {"", first.text}:
            beside.append(said.valued(theirs, theirs, said.text))
    order = [spec.key for spec in document.fields]
    fields = [said.field(key, document) for key, (_, said) in found.items()]
    fields.sort(key=lambda field: order.index(field.key) if field.key in order else len(order))
    return [*fields, *beside]


def _named(payload: Mapping[str, object], opening: Opening) -> Iterator[tuple[str, str, Datum]]:
    """Megvii's key, ours, and what was read."""
    for theirs, key in FIELDS.items():
        if theirs not in payload:
            continue
        said = datum(payload[theirs], opening)
        parts = _parted(said.text) if key == "nationality" else {}
        for part, words in parts.items():
            yield theirs, part, replace(said, text=words)
        if not parts:
            yield theirs, key, said


def _parted(said: str) -> dict[str, str]:
    """加拿大/CAN as the card prints it: the name and the code. Nothing where there is no code."""
    line = said.strip()
    found = _CODE_BEHIND.search(line) if len(line) <= _LONGEST_NATIONALITY else None
    if found is None:
        return {}
    name = line[: found.start()].rstrip(" /\uff0f")
    return {"nationality": name, "nationality_code": found[0]} if name else {"nationality_code": found[0]}


def _birth(payload: Mapping[str, object], opening: Opening) -> Iterator[tuple[str, str, Datum]]:
    """Year, month and day as one date: a quad around all three, the worst quality, and what is said against any."""
    if not payload.keys() & BIRTH:
        return
    parts = [datum(payload.get(part), opening) for part in BIRTH]
    said = [part.text.strip().removesuffix(unit) for part, unit in zip(parts, "年月日", strict=True)]
    together = Datum(
        text=text("".join(part + unit for part, unit in zip(said, "年月日", strict=True))) if any(said) else "",
        quad=joined([part.quad for part in parts if part.quad is not None]),
        quality=min((part.quality for part in parts if part.quality is not None), default=None),
        illogical=any(part.illogical for part in parts),
        sealed=any(part.sealed for part in parts),
    )
    yield "birth", "birth_date", together


def _portrait(payload: Mapping[str, object], opening: Opening) -> Field | None:
    """The holder's picture: base64 as the value, and no text, so that its bytes are kept once."""
    given = payload.get(PORTRAIT)
    picture = opening(whole_text(spoken(given)))
    if picture == "":
        return None
    said = datum({**given, "result": ""} if isinstance(given, dict) else "")
    # The document: the portrait's quality has no meaning for now.
    return replace(said, quality=None, sealed=picture is None).valued(PORTRAIT, "人像", picture or "")


def _face(payload: Mapping[str, object], document: Document) -> Face:
    """The face that `side` tells; where it does not, the one of which more was read."""
    if len(document.faces) == 1:
        return document.faces[0]
    told = SIDES.get(whole(payload.get("side")))
    emblem = len(payload.keys() & EMBLEM)
    others = len(payload.keys() & {*FIELDS, *BIRTH, PORTRAIT}) - emblem
    return told or ("emblem" if emblem > others else "portrait")


def _without_portrait(raw: str, payload: Mapping[str, object]) -> str:
    """The answer as text, its picture left out: the field has it."""
    picture = spoken(payload.get(PORTRAIT))
    if not isinstance(picture, str) or len(picture) < len(_LEFT_OUT):
        return raw
    # Some writers of JSON put a backslash before each stroke.
    return raw.replace(picture, _LEFT_OUT).replace(picture.replace("/", "\\/"), _LEFT_OUT)
