"""Which of Baidu's labels is which canonical key, document by document, and what tells a document from its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from carddesk.cards.lookalikes import half_width

Labels = Mapping[str, tuple[str, ...]]
"""Canonical key -> the labels it may come under; of several that hold something the first counts."""

PERIOD = "period"
"""Stands for `issue_date` and `expiry_date` together, in one text."""

_VALIDITY: Labels = {
    "issue_date": ("签发日期", "签发时间", "有效期起", "有效起始日期", "Date of Issue"),
    "expiry_date": ("失效日期", "有效期至", "有效期止", "有效截止日期", "Date of Expiry"),
    PERIOD: ("有效期限", "有效期", "起止日期", "Period of Validity"),
}
_PERSON: Labels = {
    "name": ("姓名", "中文姓名"),
    "sex": ("性别", "Sex"),
    "birth_date": ("出生日期", "出生", "出生年月日", "Date of Birth"),
}

FOREIGN_RESIDENT: Labels = {
    "name_latin": ("Name", "英文姓名"),
    **_PERSON,
    "nationality": ("国籍",),
    "nationality_code": ("Nationality", "国籍代码"),
    "issuing_authority": ("签发机关", "Issuing Authority"),
    "id_number": ("证件号码", "证件号", "ID No.", "ID Card No.", "Card No."),
    "card_version": ("证件版本",),
    **_VALIDITY,
}
"""The eleven labels of the foreign resident document, and those that are printed on the card besides."""

_CITIZEN: Labels = {
    **_PERSON,
    "address": ("住址", "地址"),
    "id_number": ("公民身份号码", "身份证号", "身份证号码", "身份号码"),
    "issuing_authority": ("签发机关",),
    **_VALIDITY,
}
RESIDENT_ID: Labels = {**_CITIZEN, "ethnicity": ("民族",)}
RESIDENCE_PERMIT: Labels = {
    **_CITIZEN,
    "permit_number": ("通行证号码", "出入境证件号码"),
    "issue_count": ("签发次数",),
}
PASSPORT: Labels = {
    **_PERSON,
    "document_number": ("护照号", "护照号码", "Passport No."),
    "surname": ("姓", "Surname"),
    "given_names": ("名", "Given names"),
    "nationality": ("国籍",),
    "nationality_code": ("国家码", "Nationality", "Country Code"),
    "issuing_authority": ("签发机关", "Authority"),
    "mrz": ("MRZ", "机读码"),
    **_VALIDITY,
}

BESIDE: Mapping[str, str] = {
    "pdf_file_size": "PDF总页数",
    "ofd_file_size": "OFD总页数",
    "words_result_num": "识别结果数",
    "direction": "图像方向",
}
"""What the documents, or those of sister interfaces, call what is said besides the cards."""

TITLES = ("标题", "卡证名称")
"""Labels that say what a card is. 证件类型 and 证件名称 do not: certificates say by them what their holder showed."""


@dataclass(frozen=True, slots=True)
class Telltale:
    """What makes a card plainly one of a document.

    Its title says so; or it bears all keys of one of `bears`, no label besides those of the document, and a number of
    the document's form. Anything less is a certificate, which shows every label as it came.
    """

    document: str
    labels: Labels
    title: re.Pattern[str]
    bears: tuple[frozenset[str], ...]
    number: re.Pattern[str] = field(default_factory=lambda: re.compile(".*"))


_STATE = "(?:中华人民共和国)?"
TELLTALES = (
    Telltale(
        "resident_id",
        RESIDENT_ID,
        re.compile(f"{_STATE}居民身份证"),
        (frozenset({"id_number", "ethnicity", "address"}),),
        re.compile(r"[1-7][0-9]{16}[0-9Xx]"),
    ),
    Telltale(
        "residence_permit",
        RESIDENCE_PERMIT,
        re.compile(f"{_STATE}(?:港澳台?|台湾)居民居住证"),
        (frozenset({"id_number", "address"}), frozenset({"permit_number", "issuing_authority", "expiry_date"})),
        re.compile(r"8[123]0000[0-9]{11}[0-9Xx]"),
    ),
    Telltale(
        "foreign_resident",
        FOREIGN_RESIDENT,
        re.compile(f"{_STATE}外国人永久居留(?:身份)?证"),
        (frozenset({"id_number", "nationality", "birth_date"}),),
        re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9Xx]"),
    ),
    Telltale(
        "passport",
        PASSPORT,
        re.compile(f"{_STATE}(?:(?:因公|公务|外交|普通|因公普通)?护照)|PASSPORT", re.IGNORECASE),
        (
            frozenset({"document_number", "nationality", "birth_date"}),
            frozenset({"document_number", "nationality_code", "birth_date"}),
        ),
    ),
)


def plain(label: str) -> str:
    """A label without what varies: blanks, colons, dots, width and case."""
    return re.sub(r"[\s:.·/]", "", half_width(label)).casefold()
