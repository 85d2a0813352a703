"""Reading an answer of Megvii's card services: total, whatever the bytes are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from carddesk.cards.documents import Document, FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.normal import normalise
from carddesk.cards.reading import Face, Field, LocatedBy, Reading
from carddesk.language import mark
from carddesk.vendors.megvii import verdict
from carddesk.vendors.megvii.keys import BIRTH, EMBLEM, FIELDS, LEGALITY, PORTRAIT
from carddesk.vendors.megvii.loose import number, text, whole
from carddesk.vendors.megvii.rects import joined, quad
from carddesk.vendors.said import datum as whole_text
from carddesk.vendors.said import members, share

Opener = Callable[[str], str]
"""Makes plain what may be encrypted; gives everything else back as it is."""

_SIDES: Final[Mapping[int | None, Face]] = {0: "portrait", 1: "emblem"}
_ABOUT_THE_CALL: Final = frozenset({"result", "request_id", "card_rect", "ERROR", "error", "error_message"})
"""Kept elsewhere in the reading than in its fields."""
_MOST_UNKNOWN: Final = 200
"""Fields of unknown keys; an answer with more is not one that a person could look through."""
_CODE_BEHIND: Final = re.compile(r"(?P<nationality>.*?)\s*[/／]?\s*(?<![A-Z])(?P<nationality_code>[A-Z]{3})")
_LEFT_OUT: Final = "(base64 of the picture in the field portrait)"
_ILLOGICAL: Final = mark("By the service's own rules this value cannot be right")


@dataclass(frozen=True, slots=True)
class Datum:
    """One field as the service gives it: what was read, where, how well, and whether it cannot be right."""

    text: str
    quad: Quad | None = None
    quality: float | None = None
    illogical: bool = False

    def field(self, key: str, document: Document) -> Field:
        """The field for a canonical key, in normal form."""
        spec = document.spec(key)
        kind = spec.kind if spec else FieldKind.TEXT
        return self.valued(key, spec.label if spec else key, normalise(kind, self.text))

    def valued(self, key: str, label: str, value: str) -> Field:
        """The field with a value that is already in normal form."""
        flags = (Flag(FlagCode.VENDOR_LOGIC, Level.WARN, _ILLOGICAL, key),) if self.illogical else ()
        located: LocatedBy | None = "vendor" if self.quad else None
        return Field(key, label, self.text, value, self.quad, quality=self.quality, located_by=located, flags=flags)


def read(payload: Mapping[str, object], service: str, document: Document, raw: str, opener: Opener) -> Reading | None:
    """The reading that an answer without error holds; None where it has nothing of one.

    Raises:
        SealedError: from `opener`, something encrypted cannot be made plain.
    """
    if not payload.keys() & {"result", *FIELDS, *BIRTH}:
        return None
    fields = [*_known(payload, document, opener), *_portrait(payload, opener), *_legality(payload)]
    fields += _rest(payload, [field.key for field in fields])
    return Reading(
        service=service,
        document=document.id,
        face=_face(payload, document),
        fields=tuple(fields),
        card_quad=quad(payload.get("card_rect")),
        completeness=whole(payload.get("completeness")),
        request_id=text(payload.get("request_id")) or None,
        elapsed_ms=max(whole(payload.get("time_used")) or 0, 0),
        flags=tuple(verdict.flags(payload, fields)),
        raw=_without_portrait(raw, payload),
    )


def datum(value: object, opener: Opener = str) -> Datum:
    """One member of the answer, be it the documented object or anything else."""
    if not isinstance(value, dict) or "result" not in value:
        return Datum(text(opener(whole_text(value))))
    return Datum(
        text=text(opener(whole_text(value["result"]))),
        quad=quad(value.get("rect")),
        quality=share(value.get("quality")),
        illogical=value.get("logic") is True or number(value.get("logic")) not in {None, 0.0},
    )


def _known(payload: Mapping[str, object], document: Document, opener: Opener) -> list[Field]:
    """The fields of the table, in the order in which the document prints them, then those it does not print."""
    found: dict[str, tuple[str, Datum]] = {}
    beside: list[Field] = []
    for theirs, key, said in (*_named(payload, opener), *_birth(payload, opener)):
        _, first = found.get(key, ("", Datum("")))
        if not first.text:
            found[key] = theirs, said
        elif said.text not in {"", first.text}:
            beside.append(said.valued(theirs, theirs, said.text))
    order = [spec.key for spec in document.fields]
    fields = [said.field(key, document) for key, (_, said) in found.items()]
    fields.sort(key=lambda field: order.index(field.key) if field.key in order else len(order))
    return [*fields, *beside]


def _named(payload: Mapping[str, object], opener: Opener) -> Iterator[tuple[str, str, Datum]]:
    """Megvii's key, ours, and what was read."""
    for theirs, key in FIELDS.items():
        if theirs not in payload:
            continue
        said = datum(payload[theirs], opener)
        behind = _CODE_BEHIND.fullmatch(said.text.strip()) if key == "nationality" else None
        if behind is None:
            yield theirs, key, said
            continue
        # 加拿大/CAN as the card prints it: the name and the code, both with the place of the whole.
        for part in filter(behind.group, ("nationality", "nationality_code")):
            yield theirs, part, replace(said, text=behind[part])


def _birth(payload: Mapping[str, object], opener: Opener) -> Iterator[tuple[str, str, Datum]]:
    """Year, month and day as one date: a quad around all three, the worst quality, and what is said against any."""
    if not payload.keys() & BIRTH:
        return
    parts = [datum(payload.get(part), opener) for part in BIRTH]
    said = [part.text.strip() for part in parts]
    together = Datum(
        text=text("".join(part + unit for part, unit in zip(said, "年月日", strict=True))) if any(said) else "",
        quad=joined([part.quad for part in parts if part.quad is not None]),
        quality=min((part.quality for part in parts if part.quality is not None), default=None),
        illogical=any(part.illogical for part in parts),
    )
    yield "birth", "birth_date", together


def _portrait(payload: Mapping[str, object], opener: Opener) -> Iterator[Field]:
    """The holder's picture: base64 as the value, and no text, so that its bytes are kept once."""
    given = payload.get(PORTRAIT)
    picture = opener(whole_text(members(given).get("result") if isinstance(given, dict) else given))
    if picture:
        place = quad(members(given).get("rect"))
        # The document: the portrait's quality has no meaning for now.
        yield Field(PORTRAIT, "人像", "", picture, place, located_by="vendor" if place else None)


def _legality(payload: Mapping[str, object]) -> Iterator[Field]:
    """How likely the card is genuine, a copy or a screen, one field a class."""
    for name, figure in members(payload.get(LEGALITY)).items():
        key = f"{LEGALITY}.{text(name)}"
        yield Field(key, key, text(figure), text(figure))


def _rest(payload: Mapping[str, object], taken: Iterable[str]) -> Iterator[Field]:
    """What no table names, so that nothing the service says is lost: a field each, under the service's own key."""
    ours = {*FIELDS, *BIRTH, PORTRAIT, *_ABOUT_THE_CALL}
    used = set(taken)
    left = [key for key in payload if key not in ours and not _kept(key, payload[key])]
    for theirs in left[:_MOST_UNKNOWN]:
        key = text(theirs) or "?"
        while key in used:
            key += "*"
        used.add(key)
        said = datum(payload[theirs])
        yield said.valued(key, key, said.text)


def _kept(key: str, value: object) -> bool:
    """Whether the reading says this already in a place of its own."""
    if key == "side":
        return whole(value) in _SIDES
    if key in {"completeness", "time_used"}:
        return whole(value) is not None
    return key == LEGALITY and isinstance(value, dict)


def _face(payload: Mapping[str, object], document: Document) -> Face:
    """The face that `side` tells; where it does not, the one whose fields were read."""
    if len(document.faces) == 1:
        return document.faces[0]
    told = _SIDES.get(whole(payload.get("side")))
    return told or ("emblem" if payload.keys() & EMBLEM else "portrait")


def _without_portrait(raw: str, payload: Mapping[str, object]) -> str:
    """The answer as text, its picture left out: the field has it."""
    given = payload.get(PORTRAIT)
    picture = members(given).get("result") if isinstance(given, dict) else given
    if not isinstance(picture, str) or len(picture) < len(_LEFT_OUT):
        return raw
    # Some writers of JSON put a backslash before each stroke.
    return raw.replace(picture, _LEFT_OUT).replace(picture.replace("/", "\\/"), _LEFT_OUT)
