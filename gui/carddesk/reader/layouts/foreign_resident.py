"""外国人永久居留身份证, versions of 2017 and 2023: labels in two languages, places not published (logic-rules §3)."""

from carddesk.reader import values
from carddesk.reader.layouts.contract import Layout, Slot
from carddesk.reader.layouts.resident_id import ID_1

_NUMBER = r"9\d{16}[\dX]|[A-Z]{3}\d{12}"

LAYOUTS = (
    Layout(
        "foreign_resident",
        "portrait",
        (
            Slot(("name_latin", "name"), ("姓名/Name", "姓名", "Name"), values.names, lines=3),
            Slot(("sex",), ("性别/Sex", "性别", "Sex"), values.sex()),
            Slot(
                ("birth_date",), ("出生日期/Date of Birth", "出生日期", "Date of Birth", "出生/Date of Birth"),
                values.day("birth_date"),
            ),
            Slot(("nationality", "nationality_code"), ("国籍/Nationality", "国籍", "Nationality"), values.nationality),
            Slot(
                ("issue_date", "expiry_date"),
                ("有效期限/Period of Validity", "有效期限", "Period of Validity", "有效期/Period of Validity"),
                values.period,
            ),
            Slot(
                ("issuing_authority",), ("签发机关/Issuing Authority", "签发机关", "Issuing Authority"),
                values.authority, lines=3, optional=True,
            ),
            Slot(
                ("id_number",),
                (
                    "证件号码/ID Card No.", "证件号码/ID No.", "证件号码/Card No.", "证件号码/ID NO", "证件号码",
                    "ID Card No.", "ID No.", "Card No.",
                ),
                values.compact("id_number", _NUMBER), form=f"^(?:{_NUMBER})$",
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
