"""What Megvii says against a card as a whole: its result, completeness, and whether it takes it for genuine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from carddesk.cards.documents import FieldSpec
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Field
from carddesk.language import mark
from carddesk.vendors.megvii.keys import LEGALITY
from carddesk.vendors.megvii.loose import number, text, whole
from carddesk.vendors.said import members

FINE, EXCEPTION = 1001, 1002
"""The two values of `result` that the document names; it says that there may be more."""
LOW_QUALITY: Final = 0.15
"""The service's own threshold (document, `quality`): a field below it is hard to see."""

_EXCEPTION: Final = mark("The service calls this card an exception (result 1002)")
_UNKNOWN_RESULT: Final = mark("The service gives a result that its document does not name: {found}")
_CUT: Final = mark("The card is not whole in the image, but everything that matters is")
_CUT_OFF: Final = mark("The card is not whole in the image, and part of what it says is missing")
_UNKNOWN_COMPLETENESS: Final = mark(
    "How whole the card is, the service tells by a code that its document does not name: {found}"
)
_NOT_GENUINE: Final[Mapping[str, str]] = {
    "Photocopy": mark("The service takes this for a photocopy (genuine: {found}, needed: {expected})"),
    "Screen": mark("The service takes this for a picture of a screen (genuine: {found}, needed: {expected})"),
    "Edited": mark("The service takes this for an edited image (genuine: {found}, needed: {expected})"),
    "Temporary_ID_Photo": mark("The service takes this for a temporary card (genuine: {found}, needed: {expected})"),
}
_DOUBTFUL: Final = mark("The service doubts that this is a genuine card (genuine: {found}, needed: {expected})")
_GENUINE, _THRESHOLD = "ID_Photo", "ID_Photo_Threshold"


def flags(payload: Mapping[str, object], fields: Sequence[Field], printed: Sequence[FieldSpec]) -> Iterator[Flag]:
    """The flags for the whole card; `fields` are those read from the same answer, `printed` those that its face has."""
    yield from _result(payload.get("result"), fields, printed)
    yield from _completeness(payload.get("completeness"))
    yield from _legality(members(payload.get(LEGALITY)))


def _result(value: object, fields: Sequence[Field], printed: Sequence[FieldSpec]) -> Iterator[Flag]:
    result = whole(value)
    if result == EXCEPTION:
        # Where a field shows the reason, the field is what to look at. Whatever shows none must not pass unseen.
        missing = {spec.key for spec in printed if spec.required} - {field.key for field in fields if field.value}
        shown = bool(missing) or any(map(_needs_human, fields))
        yield Flag(FlagCode.VENDOR_LOGIC, Level.INFO if shown else Level.WARN, _EXCEPTION)
    elif result != FINE:
        yield _flag(FlagCode.VENDOR_LOGIC, _UNKNOWN_RESULT, found=text(value)[:40] or "–")


def _needs_human(field: Field) -> bool:
    poor = field.text and field.quality is not None and field.quality < LOW_QUALITY
    return bool(field.flags or poor)


def _completeness(value: object) -> Iterator[Flag]:
    """1 and 2 as the document tells them apart; the service itself holds neither against a card unless asked to."""
    if value is None or whole(value) == 0:
        return
    if whole(value) == 1:
        yield Flag(FlagCode.INCOMPLETE_CARD, Level.WARN, _CUT)
    elif whole(value) == 2:
        yield Flag(FlagCode.INCOMPLETE_CARD, Level.WARN, _CUT_OFF)
    else:
        yield _flag(FlagCode.INCOMPLETE_CARD, _UNKNOWN_COMPLETENESS, found=text(value)[:40])


def _legality(classes: Mapping[str, object]) -> Iterator[Flag]:
    """Genuine where the share of `ID_Photo` reaches the threshold that comes with it (vendor's page on legality)."""
    genuine, needed = number(classes.get(_GENUINE)), number(classes.get(_THRESHOLD))
    if genuine is None or needed is None or genuine >= needed:
        return
    others = {name: number(figure) or 0.0 for name, figure in classes.items() if name not in {_GENUINE, _THRESHOLD}}
    likeliest = max(others, key=lambda name: others[name], default="")
    yield _flag(
        FlagCode.NOT_GENUINE, _NOT_GENUINE.get(likeliest, _DOUBTFUL), found=f"{genuine:g}", expected=f"{needed:g}"
    )


def _flag(code: FlagCode, message: str, **places: str) -> Flag:
    return Flag(code, Level.WARN, message, arguments=tuple(places.items()))
