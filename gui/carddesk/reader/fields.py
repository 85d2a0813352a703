"""From a card told apart to the fields of its reading, in the order of its document, with quads in the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carddesk.cards.documents import Document, document
from carddesk.cards.documents.contract import FieldKind, FieldSpec
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field
from carddesk.imaging.quality import field_quality
from carddesk.imaging.rectify import Pixels
from carddesk.reader.expected import Habit
from carddesk.reader.telling import Told
from carddesk.reader.tighten import has_ink, tight
from carddesk.reader.understood import understood
from carddesk.reader.values import Datum
from carddesk.reader.view import View

_ILLEGIBLE = 0.4
_MISSING = "Its label is there, but no value was read"
_UNREADABLE = "Something is printed here, but it cannot be read"


def data(told: Told, view: View) -> list[Datum]:
    """What each slot of the layout says; one whose label is there but whose value is not gives an empty text."""
    found: dict[str, Datum] = {}
    for place, slot in enumerate((told.placed or told.layout).slots):
        lines = told.lines_of(place)
        if lines is None:
            continue
        read = {each.key: each for each in slot.read(lines) if each.text} if lines else {}
        empty = None if read else _expected(slot.box, view) if slot.box else _beside_label(told, place, view)
        for key in slot.keys:
            spot = read.get(key)
            if spot is None and empty is not None:
                spot = Datum(key, "", empty, ())
            if spot is not None:
                found.setdefault(key, spot)
    return list(found.values())


def fields(found: Sequence[Datum], document_id: str, view: View, pixels: Pixels, labels: dict[str, str]) -> list[Field]:
    """The data as fields; `labels` gives the printed label of a key where the document declares none."""
    declared = document(document_id)
    order = {spec.key: place for place, spec in enumerate(declared.fields)}
    made = [_field(each, declared, view, pixels, labels) for each in found]
    return sorted(made, key=lambda field: order.get(field.key, len(order)))


def _field(each: Datum, declared: Document, view: View, pixels: Pixels, labels: dict[str, str]) -> Field:
    spec = declared.spec(each.key)
    quad = None if each.quad is None else view.in_picture(tight(each.parts, each.quad, pixels, view))
    certain = each.confidences
    quality = None if quad is None else round(field_quality(pixels, quad), 4)
    return Field(
        key=each.key,
        label=labels.get(each.key) or (spec.label if spec else each.key),
        text=each.text,
        value=each.value or understood(spec.kind if spec else FieldKind.TEXT, each.text),
        quad=quad,
        confidence=round(sum(certain) / len(certain), 4) if certain else 0.0,
        char_confidences=tuple(round(figure, 4) for figure in certain),
        quality=quality,
        located_by=None if quad is None else "local",
        flags=tuple(_flags(each, spec, quad, pixels)),
    )


def _flags(each: Datum, spec: FieldSpec | None, quad: Quad | None, pixels: Pixels) -> Iterator[Flag]:
    """What the engine itself says against a field. That a required one is missing is said by the check of the document."""
    if each.text:
        if each.confidences and sum(each.confidences) / len(each.confidences) < _ILLEGIBLE:
            yield Flag(FlagCode.UNREADABLE, Level.WARN, _UNREADABLE, each.key)
        return
    if spec is None or not spec.required:
        yield Flag(FlagCode.MISSING, Level.WARN, _MISSING, each.key)
    if quad is not None and has_ink(pixels, quad):
        yield Flag(FlagCode.UNREADABLE, Level.WARN, _UNREADABLE, each.key)


def _expected(box: tuple[float, float, float, float], view: View) -> Quad:
    left, top, right, bottom = box
    return Quad.from_bounds(
        left * view.width / 100, top * view.height / 100, right * view.width / 100, bottom * view.height / 100
    )


def _beside_label(told: Told, slot: int, view: View) -> Quad | None:
    """Where the value of a slot would stand, from its label; None where that was not read."""
    labels = [token.line for token in told.tokens if token.slot == slot]
    if not labels:
        return None
    pairs = [(told.tokens[label].line, told.tokens[values[0]].line) for label, values in told.groups.items() if values]
    habit = Habit.of(pairs, labels[-1].height)
    return habit.place(labels[-1], [token.line for token in told.tokens if token.line is not labels[-1]], view.width)
