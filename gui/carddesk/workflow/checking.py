"""Values that were typed in, held to the checks of a document: what `carddesk check` prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from carddesk.cards.checks import Card, CheckedField, card_of, checks, run_checks
from carddesk.cards.documents import Document, FieldKind, document
from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.normal import normalise
from carddesk.cards.repairs import repairs
from carddesk.language import tr
from carddesk.workflow.clean import clean


def typed_card(document_id: str, values: Mapping[str, str], today: date) -> Card:
    """The card that these values make: the faces that bear one of them, or all where none does.

    Raises:
        KeyError: there is no such document.
    """
    declared = document(document_id)
    faces = [face for face in declared.faces if any(spec.key in values for spec in declared.of_face(face))]
    fields = [_field(declared, key, clean(text)) for key, text in values.items()]
    return card_of(document_id, faces or declared.faces, fields, today)


def report(card: Card) -> dict[str, Any]:
    """The JSON object: each field with its flags and repairs, the card's own flags, and what could not be checked.

    A field that was not given at all is not missing: only what is said is judged. One that was given empty is.
    """
    found, offered = run_checks(card), repairs(card)
    flags = [each for each in found.flags if each.code is not FlagCode.MISSING or each.field in card.fields]
    return {
        "document": card.document.id,
        "fields": [
            {
                "key": field.key,
                "value": field.value,
                "flags": [as_json(each) for each in flags if each.field == field.key],
                "repairs": [each.value for each in offered.get(field.key, ())],
            }
            for field in card.fields.values()
        ],
        "flags": [as_json(each) for each in flags if each.field not in card.fields],
        "not_checked": [
            {"check": check, "title": tr(checks()[check].title), "missing": list(missing)}
            for check, missing in found.not_checked.items()
        ],
    }


def as_json(flag: Flag) -> dict[str, str]:
    """A flag as it is printed, its message in the language of the run."""
    return {"code": flag.code.value, "level": flag.level.value, "message": tr(flag.message, **dict(flag.arguments))}


def _field(declared: Document, key: str, text: str) -> CheckedField:
    spec = declared.spec(key)
    return CheckedField(key, normalise(spec.kind if spec else FieldKind.TEXT, text), text)
