"""Flags by name, where one is told of long after it stood: without what it said of the card."""

from __future__ import annotations

from carddesk.cards.flags import FlagCode
from carddesk.language import mark, tr

_NAMES = {
    FlagCode.MISSING: mark("missing value"),
    FlagCode.LOW_QUALITY: mark("poor image"),
    FlagCode.LOW_CONFIDENCE: mark("read with little certainty"),
    FlagCode.VENDOR_LOGIC: mark("the service's own doubt"),
    FlagCode.BAD_CHECK_DIGIT: mark("wrong check digit"),
    FlagCode.BAD_FORMAT: mark("wrong form"),
    FlagCode.BAD_DATE: mark("impossible date"),
    FlagCode.EXPIRED: mark("expired"),
    FlagCode.NOT_YET_VALID: mark("not valid yet"),
    FlagCode.DATE_ORDER: mark("dates out of order"),
    FlagCode.VALIDITY_LENGTH: mark("odd length of validity"),
    FlagCode.BIRTH_MISMATCH: mark("another date of birth in the number"),
    FlagCode.SEX_MISMATCH: mark("another sex in the number"),
    FlagCode.PREFIX_MISMATCH: mark("a beginning of the number that does not fit"),
    FlagCode.PERMIT_MISMATCH: mark("a permit number that does not fit"),
    FlagCode.NATIONALITY_MISMATCH: mark("a nationality that does not fit"),
    FlagCode.NAME_MISMATCH: mark("names that do not fit"),
    FlagCode.UNKNOWN_REGION: mark("unknown region"),
    FlagCode.AUTHORITY_FORM: mark("an unusual authority"),
    FlagCode.MRZ_CHECK_DIGIT: mark("wrong check digit in the machine-readable zone"),
    FlagCode.READINGS_DIFFER: mark("readings that differ"),
    FlagCode.INCOMPLETE_CARD: mark("incomplete card"),
    FlagCode.NOT_GENUINE: mark("perhaps not genuine"),
    FlagCode.SIDES_DIFFER: mark("faces that differ"),
    FlagCode.DUPLICATE: mark("a second card with this number"),
    FlagCode.UNREADABLE: mark("unreadable"),
}


def flag_name(code: str) -> str:
    """What a flag is called in the language of the run; a code that is not known is its own name."""
    return tr(_NAMES[FlagCode(code)]) if code in {each.value for each in FlagCode} else code
