"""外国人永久居留身份证, versions of 2017 and 2023: labels in two languages, places not published (logic-rules §3)."""

from carddesk.reader import values
from carddesk.reader.layouts.contract import Layout, Slot
from carddesk.reader.layouts.resident_id import ID_1, PERIOD

_NUMBER = r"9\d{16}[\dX]|[A-Z]{3}\d{12}"

_DAY = r"\d{4}\.\d\d\.\d\d"
_LATIN_NAME = r"[A-Z][A-Z'-]+,[A-Z' -]*"

LAYOUTS = (
    Layout(
        "foreign_resident",
        "portrait",
        (
            Slot(("name_latin", "name"), ("姓名/Name", "姓名", "Name"), values.names, lines=3, alone=_LATIN_NAME),
            Slot(("sex",), ("性别/Sex", "性别", "Sex"), values.sex(), alone="[男女]/[MFX]"),
            Slot(
                ("birth_date",), ("出生日期/Date of Birth", "出生日期", "Date of Birth", "出生/Date of Birth"),
                values.day("birth_date"), alone=_DAY,
            ),
            Slot(("nationality", "nationality_code"), ("国籍/Nationality", "国籍", "Nationality"), values.nationality,
                 alone="[\u4e00-\u9fff]{2,12}/[A-Z]{3}"),
            Slot(
                ("issue_date", "expiry_date"),
                ("有效期限/Period of Validity", "有效期限", "Period of Validity", "有效期/Period of Validity"),
                values.period, alone=PERIOD,
            ),
            Slot(
                ("issuing_authority",), ("签发机关/Issuing Authority", "签发机关", "Issuing Authority"),
                values.authority, lines=3, optional=True, alone=".*(?:移民管理局|公安部)",
            ),
            Slot(
                ("id_number",),
                (
                    "证件号码/ID Card No.", "证件号码/ID No.", "证件号码/Card No.", "证件号码/ID NO", "证件号码",
                    "ID Card No.", "ID No.", "Card No.",
                ),
                values.compact("id_number", _NUMBER), form=f"^(?:{_NUMBER})$", alone=_NUMBER,
            ),
        ),
        titles=(
            "中华人民共和国外国人永久居留身份证", "外国人永久居留身份证", "中华人民共和国", "外国人永久居留证",
            "PEOPLE'S REPUBLIC OF CHINA FOREIGN PERMANENT RESIDENT ID CARD", "FOREIGN PERMANENT RESIDENT ID CARD",
            "PEOPLE'S REPUBLIC OF CHINA",
        ),
        telling=("外国人永久居留身份证", "外国人永久居留证", "FOREIGN PERMANENT RESIDENT"),
        aspect=ID_1,
    ),
)  # fmt: skip
