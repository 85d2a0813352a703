"""A travel document's two voices put together: its printed data and its machine-readable zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from carddesk.cards.documents import document
from carddesk.cards.documents.contract import FieldKind
from carddesk.cards.normal import normalise
from carddesk.reader.mrz_zone import Zone
from carddesk.reader.values import Datum

_NAMES = ("surname", "given_names")


def together(printed: Sequence[Datum], zone: Zone, document_id: str) -> list[Datum]:
    """Every datum once: as printed where the zone does not gainsay it, else as the zone has it.

    Printed names keep their accents, hyphens and apostrophes; what the zone guards with a check digit is the zone's.
    """
    seen = {datum.key: datum for datum in printed}
    for key, value in zone.values.items():
        spoken = seen.get(key)
        if spoken is None or not _agree(key, spoken.text, value, document_id):
            seen[key] = zone.datum(key)
    seen["mrz"] = zone.whole
    return list(seen.values())


def _agree(key: str, text: str, value: str, document_id: str) -> bool:
    if key in _NAMES:
        printed, machine = letters(text), letters(value)
        return printed == machine or (len(machine) > 8 and printed.startswith(machine))
    spec = document(document_id).spec(key)
    return normalise(spec.kind if spec else FieldKind.TEXT, text) == value


def letters(name: str) -> str:
    """A name as the zone would write it, without anything but A-Z (ICAO 9303-3 §6)."""
    expanded = name.upper().translate(_EXPANDED)
    bare = "".join(part for part in unicodedata.normalize("NFKD", expanded) if not unicodedata.combining(part))
    return re.sub(r"[^A-Z]", "", bare)


_EXPANDED = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE", "Æ": "AE", "ß": "SS", "Þ": "TH", "Đ": "D", "Ł": "L"}
)
