"""A travel document's two voices put together: its printed data and its machine-readable zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from carddesk.cards import dates
from carddesk.cards.documents import document
from carddesk.cards.documents.contract import FieldKind
from carddesk.reader.lines import Line
from carddesk.reader.mrz_zone import Zone
from carddesk.reader.understood import understood
from carddesk.reader.values import CJK, Datum, datum, run_together

NAMES = ("surname", "given_names")
_CHINESE_NAME = re.compile(f"[{CJK}·]{{2,8}}")
_NEXT_ABOVE = 2.0


def together(printed: Sequence[Datum], zone: Zone, document_id: str, lines: Sequence[Line] = ()) -> list[Datum]:
    """Every datum once: as printed where the zone does not gainsay it, else as the zone has it.

    Printed names keep their accents, hyphens and apostrophes; what the zone guards with a check digit is the zone's.
    `lines` are all that is printed beside the zone: where a label could not be read, a value is told by what the zone
    says of it, and the day of issue by being the one day that is left.
    """
    seen = {each.key: each for each in printed}
    for key, value in zone.values.items():
        spoken = seen.get(key)
        if spoken is not None and _agree(key, spoken.text, value, document_id):
            if key not in NAMES:
                seen[key] = replace(spoken, value=value)
        else:
            seen[key] = _said_again(key, value, lines, document_id) or zone.datum(key)
    if document_id == "passport" and "name" not in seen and (name := _name_above(zone, lines)):
        seen["name"] = name
    if issued := _issued(seen.get("issue_date"), zone, lines):
        seen["issue_date"] = issued
    seen["mrz"] = zone.whole
    return list(seen.values())


def _agree(key: str, text: str, value: str, document_id: str) -> bool:
    if key in NAMES:
        printed, machine = letters(text), letters(value)
        return printed == machine or (len(machine) > 8 and printed.startswith(machine) and len(printed) < 40)
    spec = document(document_id).spec(key)
    kind = spec.kind if spec else FieldKind.TEXT
    return understood(kind, text) == value or (kind is FieldKind.DATE and run_together(text) == value)


def spaced(found: Sequence[Datum], zone: Mapping[str, str]) -> list[Datum]:
    """The data, printed names with the blanks between words that the zone has and the recogniser has lost in print."""
    return [_spaced(each, zone[each.key]) if each.key in NAMES and each.key in zone else each for each in found]


def _spaced(each: Datum, value: str) -> Datum:
    words = re.split(r"[ <-]+", value.strip())
    if letters(each.text) != letters(value) or len(each.confidences) != len(each.text):
        return each
    text, figures, said = each.text, list(each.confidences), ""
    for word in words[:-1]:
        said += letters(word)
        end = next((place for place in range(1, len(text)) if letters(text[:place]) == said), None)
        if end is not None and text[end - 1].isalpha() and text[end].isalpha():
            text, figures = (
                f"{text[:end]} {text[end:]}",
                [*figures[:end], min(figures[end - 1 : end + 1]), *figures[end:]],
            )
    return each if text == each.text else replace(each, text=text, confidences=tuple(figures))


def _said_again(key: str, value: str, lines: Sequence[Line], document_id: str) -> Datum | None:
    """The line that says this datum of the zone in print, if its label was not read; of several the last."""
    found = [line for line in lines if line.text and _agree(key, line.text, value, document_id)]
    if not found:
        return None
    told = datum(key, [found[-1]])
    return told if key in NAMES else replace(told, value=value)


def _name_above(zone: Zone, lines: Sequence[Line]) -> Datum | None:
    """The name in Chinese characters right above the line that has the zone's names in Latin letters."""
    both = letters("".join(zone.values.get(key, "") for key in NAMES))
    for latin in lines:
        if not both or letters(latin.text) != both:
            continue
        over = [
            line
            for line in lines
            if _CHINESE_NAME.fullmatch(line.text.replace(" ", ""))
            and 0 < latin.middle - line.middle < _NEXT_ABOVE * latin.height
            and abs(latin.left - line.left) < 1.5 * latin.height
        ]
        return datum("name", [over[0].without_blanks()]) if len(over) == 1 else None
    return None


def _issued(read: Datum | None, zone: Zone, lines: Sequence[Line]) -> Datum | None:
    """The day of issue with its normal form, where it is read but in an order that is open, or has lost its label."""
    if read is not None and read.text:
        iso = _ordered(read.text, zone)
        return replace(read, value=iso) if iso and not read.value else None
    known = {zone.values.get("birth_date"), zone.values.get("expiry_date")}
    left = [(line, iso) for line in lines if (iso := _ordered(line.text, zone)) and iso not in known]
    able = [(line, iso) for line, iso in left if str(zone.values.get("birth_date", "")) <= iso < _expiry(zone)]
    if len(able) != 1 or len(left) != 1:
        return None
    return replace(datum("issue_date", [able[0][0]]), value=able[0][1])


def _ordered(text: str, zone: Zone) -> str | None:
    """The day a text names. 10/11/2022 may be in October or November: the one of them counts on which a validity of
    whole years (or one day less) ends at the expiry that the zone guards; if neither or both do, none.
    """
    day = dates.parse(text)
    if day.kind == "date":
        return day.iso
    if tight := run_together(text):
        return tight
    match = re.fullmatch(r"(\d\d)[/-](\d\d)[/-](\d{4})", text.strip())
    if match is None:
        return None
    first, second, year = match.groups()
    both = {f"{year}-{second}-{first}", f"{year}-{first}-{second}"}
    if both & {zone.values.get("birth_date"), zone.values.get("expiry_date")}:
        return (both & {zone.values.get("birth_date"), zone.values.get("expiry_date")}).pop()
    fits = [iso for iso in both if _whole_years(iso, _expiry(zone))]
    return fits[0] if len(fits) == 1 else None


def _expiry(zone: Zone) -> str:
    return zone.values.get("expiry_date") or ""


def _whole_years(start: str, end: str) -> bool:
    try:
        begun, over = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        return False
    return any((day.month, day.day) == (begun.month, begun.day) for day in (over, over + timedelta(days=1)))


def letters(name: str) -> str:
    """A name as the zone would write it, without anything but A-Z (ICAO 9303-3 §6)."""
    expanded = name.upper().translate(_EXPANDED)
    bare = "".join(part for part in unicodedata.normalize("NFKD", expanded) if not unicodedata.combining(part))
    return re.sub(r"[^A-Z]", "", bare)


_EXPANDED = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE", "Æ": "AE", "ß": "SS", "Þ": "TH", "Đ": "D", "Ł": "L"}
)
