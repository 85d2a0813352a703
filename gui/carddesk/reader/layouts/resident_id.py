"""居民身份证: both faces (GA 448-2013; places from logic-rules §4)."""

from carddesk.reader import values
from carddesk.reader.layouts.contract import Layout, Slot

ID_1 = 85.6 / 54.0
PERIOD = r"\d{4}\.\d\d\.\d\d[-—–]?(?:\d{4}\.\d\d\.\d\d|长期)"
OFFICE = r"[\u4e00-\u9fff]{2,20}公安[局厅][\u4e00-\u9fff]{0,12}"
CITIZEN_NUMBER = r"\d{17}[\dXx×]"

NAME = Slot(("name",), ("姓名",), values.name, (7, 17), (18, 13, 58, 21))
SEX = Slot(("sex",), ("性别",), values.sex(), (7, 30), (18, 27, 24, 33), "[男女]")
BIRTH = Slot(
    ("birth_date",), ("出生",), values.day("birth_date"), (7, 42.5), (18, 39, 50, 45), r"\d{4}年|\d月\d{1,2}日"
)
ADDRESS = Slot(("address",), ("住址",), values.address, (7, 56), (17, 52, 61, 72), "", 4)
AUTHORITY = Slot(("issuing_authority",), ("签发机关",), values.authority, (22, 75), (42, 71, 90, 79), "公安", 2)
VALIDITY = Slot(("issue_date", "expiry_date"), ("有效期限",), values.period, (22, 88), (41, 84, 90, 92), PERIOD)


def number(form: str) -> Slot:
    """The citizen's number at the foot of the portrait face."""
    labels = ("公民身份号码",)
    return Slot(("id_number",), labels, values.compact("id_number", CITIZEN_NUMBER), (7, 85.5), (33, 82, 88, 90), form)


LAYOUTS = (
    Layout(
        "resident_id",
        "portrait",
        (
            NAME,
            SEX,
            Slot(("ethnicity",), ("民族",), values.ethnicity, (29, 30), (39, 27, 56, 33)),
            BIRTH,
            ADDRESS,
            number(r"^[1-7]\d{16}"),
        ),
        aspect=ID_1,
    ),
    Layout(
        "resident_id",
        "emblem",
        (AUTHORITY, VALIDITY),
        titles=("中华人民共和国", "居民身份证"),
        telling=("居民身份证",),
        foreign=("港澳居民", "台湾居民", "通行证号码", "签发次数"),
        aspect=ID_1,
    ),
)
