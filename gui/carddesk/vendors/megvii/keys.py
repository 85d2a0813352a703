"""The table of Megvii's field names and CardDesk's: what of an answer becomes which field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from carddesk.cards.reading import Face

FIELDS: Final[Mapping[str, str]] = {
    # portrait face of the residence permit
    "name": "name",
    "gender": "sex",
    "nationality": "nationality",
    "idcard_number": "id_number",
    "address": "address",
    # emblem face of the residence permit
    "issued_by": "issuing_authority",
    "valid_date_start": "issue_date",
    "valid_date_end": "expiry_date",
    "eep_number": "permit_number",
    "epp_number": "permit_number",  # the document's list of encrypted fields spells it so
    # card of a foreign permanent resident, where it differs
    "name_chs": "name",
    "name_eng": "name_latin",
    "date_of_birth": "birth_date",
}
"""Megvii's key to CardDesk's. Where two name the same, the first that holds a text is taken."""

BIRTH: Final = ("birth_year", "birth_month", "birth_day")
"""Together they are `birth_date`."""

PORTRAIT: Final = "portrait"
LEGALITY: Final = "legality"

EMBLEM: Final = frozenset({"issued_by", "valid_date_start", "valid_date_end", "eep_number", "epp_number"})
"""Keys of the residence permit's emblem face; they tell it where `side` does not."""

SIDES: Final[Mapping[int | None, Face]] = {0: "portrait", 1: "emblem"}
"""What `side` says."""
