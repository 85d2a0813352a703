"""Do the travel permit's number and the number of the permit's holder belong to the same place? (logic-rules §2)"""

from __future__ import annotations

from carddesk.cards import permit_number, prc_number
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, error, info, warn
from carddesk.cards.flags import FlagCode, Level

_GOES_WITH = {
    "81": "A number of {found} goes with a travel permit of H and 8 digits",
    "82": "A number of {found} goes with a travel permit of M and 8 digits",
    "83": "A number of {found} goes with a travel permit of 8 digits alone",
}


def _form(card: Card) -> Outcome:
    value = card.value("permit_number")
    if permit_number.is_of_foreign_resident(value):
        message = "{found} permits are for residents who are no Chinese citizens"
        return (warn(FlagCode.BAD_FORMAT, "permit_number", message, found=value[:2]),)
    try:
        number = permit_number.parse(value)
    except permit_number.PermitNumberError:
        message = "Should be H or M and 8 digits, or 8 digits alone"
        return (error(FlagCode.BAD_FORMAT, "permit_number", message),)
    if number.replacement:
        message = "With {found} for the replacement count, which this card leaves out as a rule"
        return (info(FlagCode.BAD_FORMAT, "permit_number", message, found=number.replacement),)
    return ()


def _belongs(card: Card) -> Outcome:
    """81 goes with H, 82 with M, 83 with digits alone. Where the number itself is wrong nobody knows which to look at."""
    goes_with = permit_number.region_of(card.value("permit_number"))
    if not goes_with:
        return NotChecked(("permit_number",))
    try:
        number = prc_number.parse(card.value("id_number"))
    except prc_number.PrcNumberError:
        return NotChecked(("id_number",))
    prefix = number.region[:2]
    if prefix not in _GOES_WITH:
        return NotChecked(("id_number",))
    if prefix == goes_with:
        return ()
    return (error(FlagCode.PERMIT_MISMATCH, "permit_number", _GOES_WITH[prefix], found=number.region),)


CHECKS = (
    Check(
        "permit_number_form",
        "A travel permit's number is H or M and 8 digits, or 8 digits alone",
        {FlagCode.BAD_FORMAT: Level.ERROR},
        ("permit_number",),
        _form,
        "国办发〔2018〕81号; the vendors' documents",
    ),
    Check(
        "permit_number_region",
        "The travel permit and the number are of the same place: 81 and H, 82 and M, 83 and digits alone",
        {FlagCode.PERMIT_MISMATCH: Level.ERROR},
        ("id_number", "permit_number"),
        _belongs,
        "国办发〔2018〕81号 Art. 3; 公安部: 港澳居民来往内地通行证, 台湾居民来往大陆通行证",
        frozenset({"residence_permit"}),
    ),
)
