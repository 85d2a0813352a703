"""Is the issuing authority written as such authorities are, and is it of the holder's province? (logic-rules §4, §7 R11)"""

from __future__ import annotations

import re

from carddesk.cards import regions
from carddesk.cards.checks.contract import Card, Check, NotChecked, Outcome, info, warn
from carddesk.cards.flags import FlagCode, Level

_POLICE = re.compile(r"[\u4e00-\u9fff]{2,30}?公安(?:局|厅|分局)(?:[\u4e00-\u9fff]{1,20}(?:分局|公安局|派出所))?")
_IMMIGRATION = re.compile(
    r"(?:中华人民共和国)?(?:国家移民管理局|公安部)(?:[\s/]*(?:NationalImmigrationAdministration|MinistryofPublicSecurity)"
    r"(?:,?(?:P\.?R\.?C\.?|China))?)?",
    re.IGNORECASE,
)
_KEY = "issuing_authority"


def _police(card: Card) -> Outcome:
    if _POLICE.fullmatch(card.value(_KEY)):
        return ()
    return (warn(FlagCode.AUTHORITY_FORM, _KEY, "Not written like a police authority, such as 赵县公安局"),)


def _immigration(card: Card) -> Outcome:
    if _IMMIGRATION.fullmatch(re.sub(r"\s+", "", card.value(_KEY))):
        return ()
    return (warn(FlagCode.AUTHORITY_FORM, _KEY, "Should be 国家移民管理局, or 公安部 on older cards"),)


def _province(card: Card) -> Outcome:
    """R11: people move, so that another province is nothing but worth knowing; it may also be another card's face."""
    provinces = {key: regions.province_in(card.value(key)) for key in (_KEY, "address")}
    unknown = tuple(key for key, code in provinces.items() if not code)
    if unknown:
        return NotChecked(unknown)
    issued, lived = provinces.values()
    if issued == lived:
        return ()
    message = "The authority is in {found}, the address in {expected}"
    return (
        info(FlagCode.AUTHORITY_FORM, _KEY, message, found=regions.province(issued), expected=regions.province(lived)),
    )


CHECKS = (
    Check(
        "authority_form",
        "The issuing authority is a public security bureau, written as their names are",
        {FlagCode.AUTHORITY_FORM: Level.WARN},
        (_KEY,),
        _police,
        "R11; 居民身份证法 §8; 国办发〔2018〕81号 §6",
        frozenset({"resident_id", "residence_permit"}),
    ),
    Check(
        "immigration_authority_form",
        "The issuing authority is 国家移民管理局, or 公安部 on older cards",
        {FlagCode.AUTHORITY_FORM: Level.WARN},
        (_KEY,),
        _immigration,
        "R11; National Immigration Administration: card of 2017",
        frozenset({"foreign_resident"}),
    ),
    Check(
        "authority_province",
        "The issuing authority is in the province of the address",
        {FlagCode.AUTHORITY_FORM: Level.INFO},
        (_KEY, "address"),
        _province,
        "R11; R15",
        frozenset({"resident_id", "residence_permit"}),
    ),
)
