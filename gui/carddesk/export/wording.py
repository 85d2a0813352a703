"""The words of an export in one language: headings, states, flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carddesk.cards.documents import FieldKind, documents
from carddesk.cards.flags import Flag
from carddesk.cards.normal import shown
from carddesk.export.row import ExportField
from carddesk.language import catalogue

HEADINGS = {
    "name": "Name",
    "name_latin": "Name in Latin letters",
    "surname": "Surname",
    "given_names": "Given names",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "nationality": "Nationality",
    "nationality_code": "Nationality code",
    "birth_date": "Date of birth",
    "address": "Address",
    "id_number": "ID number",
    "document_number": "Document number",
    "permit_number": "Travel permit number",
    "issuing_authority": "Issuing authority",
    "issue_date": "Valid from",
    "expiry_date": "Valid until",
    "issue_count": "Issue count",
    "card_version": "Card version",
    "mrz": "Machine-readable zone",
}
"""Canonical keys in the order of their columns, with headings that fit every document (design.md §2)."""

_FACES = {"portrait": "Portrait side", "emblem": "Emblem side", "page": "Page"}
_STATUSES = {
    "accepted": "Accepted",
    "second_look": "Second look",
    "third_look": "Third look",
    "rejected": "Rejected",
    "postponed": "Later",
    "read": "To verify",
    "new": "Not read",
    "failed": "Failed",
    "refused": "Not opened",
    "clear": "Clear",
    "review": "To verify",
}
_MARKS = {"error": "✕", "warn": "▲", "info": "ⓘ"}


@dataclass(frozen=True, slots=True)
class Wording:
    """How things are said in one language (`en`, `zh_CN`; an unknown one is English)."""

    language: str

    def say(self, text: str, /, **places: str) -> str:
        """A source string in this language, its `{places}` filled; without a translation it stays English."""
        found = catalogue(self.language).get(text, text)
        return found.format_map(places) if places else found

    def heading(self, key: str) -> str:
        """The heading of a field's column; a certificate's own label is its heading."""
        if key in HEADINGS:
            return self.say(HEADINGS[key])
        specs = (each.spec(key) for each in documents().values())
        return next((self.say(spec.title) for spec in specs if spec), key)

    def document(self, document_id: str | None) -> str:
        """A document's title, short where the Chinese has one name."""
        found = documents().get(document_id or "")
        return self.say(found.title) if found else document_id or ""

    def face(self, face: str | None) -> str:
        """人像面 and so on."""
        return self.say(_FACES[face]) if face in _FACES else ""

    def status(self, status: str) -> str:
        """Where the card stands, in a word."""
        return self.say(_STATUSES[status]) if status in _STATUSES else status

    def value(self, field: ExportField) -> str:
        """A field's value as a person reads it: 男 and 女 in Chinese, M and F else; 长期 for an open end."""
        if field.kind is FieldKind.SEX and self.language != "zh_CN":
            return field.value
        return shown(field.kind, field.value)

    def flag(self, flag: Flag) -> str:
        """A flag's message with a mark for its level, since colour is never the only sign."""
        return f"{_MARKS[flag.level]} {self.say(flag.message, **dict(flag.arguments))}"

    @staticmethod
    def time(moment: datetime | None) -> str:
        """`2026-11-21 10:03:25`, in the zone it came in; empty for none."""
        return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""
