"""港澳台居民居住证: the resident card's blank; where its number and count stand is not published (logic-rules §2)."""

from dataclasses import replace

from carddesk.reader import values
from carddesk.reader.layouts.contract import Layout, Slot
from carddesk.reader.layouts.resident_id import (
    ADDRESS,
    AUTHORITY,
    BIRTH,
    ID_1,
    NAME,
    OFFICE,
    PERIOD,
    SEX,
    VALIDITY,
    number,
)

_PERMIT_NUMBER = r"[HM]\d{8,10}|\d{8,10}"
_COUNT = r"\d{2}"

LAYOUTS = (
    Layout(
        "residence_permit",
        "portrait",
        (NAME, SEX, BIRTH, ADDRESS, number(r"^8[123]0000\d{11}")),
        foreign=("民族",),
        aspect=ID_1,
    ),
    Layout(
        "residence_permit",
        "emblem",
        (
            replace(AUTHORITY, at=None, box=None, alone=OFFICE),
            replace(VALIDITY, at=None, box=None, alone=PERIOD),
            Slot(("permit_number",), ("通行证号码",), values.compact("permit_number", _PERMIT_NUMBER),
                 alone=_PERMIT_NUMBER),
            Slot(("issue_count",), ("签发次数",), values.compact("issue_count", r"\d{1,2}"), optional=True,
                 alone=_COUNT),
        ),
        titles=("中华人民共和国", "港澳居民居住证", "台湾居民居住证"),
        telling=("港澳居民居住证", "台湾居民居住证", "通行证号码"),
        foreign=("居民身份证",),
        aspect=ID_1,
    ),
)  # fmt: skip
