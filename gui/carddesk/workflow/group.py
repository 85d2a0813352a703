"""The group check: one field of many cards side by side, all confirmed in one go but those marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.language import mark
from carddesk.workflow.views import CaseView, FieldState, FieldView, ImageView

MARKED = Flag(FlagCode.LOW_CONFIDENCE, Level.WARN, mark("Marked among others: look at it again"))
_OPEN = {Status.READ, Status.POSTPONED}
_KINDS = {FieldKind.TEXT, FieldKind.LATIN, FieldKind.DATE, FieldKind.SEX, FieldKind.NUMBER}


@dataclass(frozen=True, slots=True)
class GroupItem:
    """One field of one card on the wall.

    Attributes:
        shown: its value as a person reads it.
        codes: of the flags that standing on it ask for a human.
        broken: whether it holds an error, which the wall cannot confirm: that takes a reason, at the card itself.
        image, quad: where to see it; None where nobody knows.
    """

    case_id: int
    key: str
    label: str
    value: str
    shown: str
    codes: tuple[str, ...]
    broken: bool
    image: ImageView | None
    quad: Quad | None


def gathered(cases: Iterable[CaseView]) -> dict[str, tuple[GroupItem, ...]]:
    """The walls there can be, by field key: of each field that two open cards show a value of, equal values side by side."""
    walls: dict[str, list[GroupItem]] = {}
    for case in cases:
        if case.status in _OPEN:
            for field in case.fields:
                if field.value and not field.picture and field.kind in _KINDS:
                    walls.setdefault(field.key, []).append(_item(case, field))
    return {key: _in_order(items) for key, items in walls.items() if len(items) > 1}


def judgements(
    items: Sequence[GroupItem], marked: Collection[int], group: str
) -> Mapping[int, events.FieldConfirmed | events.FieldDoubted]:
    """What confirming the wall says of each case: those marked are doubted, errors are left alone, the rest confirmed."""
    said: dict[int, events.FieldConfirmed | events.FieldDoubted] = {}
    for item in items:
        if item.case_id in marked:
            said[item.case_id] = events.FieldDoubted(item.key, item.value, group)
        elif not item.broken:
            said[item.case_id] = events.FieldConfirmed(item.key, item.value, item.codes, group=group)
    return said


def with_doubts(fields: Sequence[FieldView], doubted: Collection[str]) -> tuple[FieldView, ...]:
    """The fields; one that a human marked asks for a human, whatever was said of it before."""
    return tuple(_doubted(field) if field.key in doubted else field for field in fields)


def _doubted(field: FieldView) -> FieldView:
    state = field.state if field.state is FieldState.BROKEN else FieldState.DOUBTFUL
    return replace(field, state=state, flags=(*field.flags, replace(MARKED, field=field.key)))


def _item(case: CaseView, field: FieldView) -> GroupItem:
    return GroupItem(
        case_id=case.id,
        key=field.key,
        label=field.label,
        value=field.value,
        shown=field.shown,
        codes=tuple(dict.fromkeys(flag.code.value for flag in field.flags if flag.needs_human)),
        broken=bool(field.errors),
        image=case.faces[field.at].image if case.faces else case.image,
        quad=field.quad,
    )


def _in_order(items: Sequence[GroupItem]) -> tuple[GroupItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.shown, item.case_id)))
