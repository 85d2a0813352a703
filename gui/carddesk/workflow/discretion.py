"""What may be seen of a case in privacy mode: the active field, and nothing else that a card bears. Pure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from carddesk.cards.flags import Flag
from carddesk.cards.lines import lines_in
from carddesk.cards.masking import HIDDEN, masked_name, masked_remark
from carddesk.workflow.views import CaseView, FieldState, FieldView


def masked(case: CaseView, active: str | None) -> CaseView:
    """The case with every value masked but that of the field `active`; labels, states and places stay.

    What the flags of the active field repeat of other fields is masked, too.
    """
    return replace(
        case,
        source=masked_name(PurePath(case.source).name),
        faces=tuple(replace(face, source=masked_name(PurePath(face.source).name)) for face in case.faces),
        fields=tuple(_told(each) if each.key == active else _hidden(each) for each in case.fields),
        flags=tuple(_flag(flag) for flag in case.flags),
        reason=HIDDEN if case.reason else "",
        basis=replace(case.basis, customer=HIDDEN if case.basis.customer else ""),
        masked=True,
    )


def hidden_keys(case: CaseView, active: str | None) -> tuple[str, ...]:
    """The fields of an unmasked case whose values `masked` would hide."""
    return tuple(each.key for each in masked(case, active).fields if each.hidden)


def _hidden(field: FieldView) -> FieldView:
    """Made anew from what may be told, so that whatever a view comes to hold one day is left out until it is named here."""
    if not (field.value or field.text or field.picture or field.state is FieldState.WANTED):
        return field
    return FieldView(
        key=field.key,
        label=field.label,
        title=field.title,
        kind=field.kind,
        at=field.at,
        text=HIDDEN,
        value="",
        shown="" if field.picture else HIDDEN,
        state=field.state,
        flags=tuple(_flag(flag) for flag in field.flags),
        quad=field.quad,
        quality=field.quality,
        picture=field.picture,
        hidden=True,
        found=field.found,
        lines=field.lines or _lines(field),
    )


def _lines(field: FieldView) -> int:
    """So that a row is as high masked as it is not; how many lines a value has is no secret, its frame shows it."""
    return lines_in(field.text, field.quad.width / max(field.quad.height, 1)) if field.quad is not None else 0


def _told(field: FieldView) -> FieldView:
    """The active field: what is said of it keeps what stands in it anyway."""
    known = (field.shown, field.value, field.text)
    return replace(
        field,
        flags=tuple(_flag(flag, known) for flag in field.flags),
        repairs=tuple(
            replace(each, arguments=masked_remark(each.arguments, (*known, each.value))) for each in field.repairs
        ),
    )


def _flag(flag: Flag, known: tuple[str, ...] = ()) -> Flag:
    return replace(flag, arguments=masked_remark(flag.arguments, known))
