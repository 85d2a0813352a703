"""Rows to export: fictional cards in every state."""

from datetime import UTC, datetime

from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.export import ExportField, ExportRow

READ_AT = datetime(2026, 11, 21, 10, 3, 25, tzinfo=UTC)
BAD_DIGIT = Flag(
    FlagCode.BAD_CHECK_DIGIT,
    Level.ERROR,
    "The last character should be {expected}, not {found}: some character is wrong",
    "id_number",
    (("expected", "X"), ("found", "1")),
)
UNSURE = Flag(FlagCode.LOW_QUALITY, Level.WARN, "Hard to see in the image", "address")
NUMBER = "810000199408230021"

RESIDENT = ExportRow(
    source="扫描/样张_0001.jpg",
    page=1,
    document="resident_id",
    face="portrait",
    status="accepted",
    service="local",
    case_id=1,
    read_at=READ_AT,
    decided_at=READ_AT,
    operator="样张操作员",
    fields=(
        ExportField(
            "name",
            "姓名",
            "张三",
            "张叁",
            "corrected",
            changed_by="样张操作员",
            changed_at=READ_AT,
            read_by="baidu.general",
        ),
        ExportField("sex", "性别", "F", "女", kind=FieldKind.SEX),
        ExportField("birth_date", "出生", "1994-08-23", "1994年8月23日", kind=FieldKind.DATE),
        ExportField(
            "address", "住址", "北京市朝阳区样张路1号" * 5, "", "confirmed", (UNSURE,), reason="卡上就是这样印的"
        ),
        ExportField("id_number", "公民身份号码", NUMBER, NUMBER, "broken", (BAD_DIGIT,), FieldKind.NUMBER),
    ),
)
EMBLEM = ExportRow(
    source="样张_0002.tif",
    page=3,
    index=1,
    document="residence_permit",
    face="emblem",
    status="rejected",
    service="local",
    case_id=2,
    reason="图像模糊",
    flags=(Flag(FlagCode.INCOMPLETE_CARD, Level.WARN, "The card is cut off"),),
    fields=(
        ExportField("expiry_date", "有效期限", "9999-12-31", "长期", kind=FieldKind.DATE),
        ExportField("permit_number", "通行证号码", "01252267", "01252267", kind=FieldKind.NUMBER),
    ),
)
CERTIFICATE = ExportRow(
    source="样张_0003.png",
    page=1,
    document="certificate",
    face="page",
    status="clear",
    service="local",
    fields=(ExportField("姓名", "姓名", "李四", "李四"), ExportField("作业类别", "作业类别", "电工作业", "电工作业")),
)
FAILED = ExportRow("broken.jpg", 1, None, None, "failed", "local", (), trouble="The file is empty.")
ALL = (RESIDENT, EMBLEM, CERTIFICATE, FAILED)


def with_value(value: str, key: str = "name") -> ExportRow:
    """A card that says just this."""
    return ExportRow("a.jpg", 1, "resident_id", "portrait", "clear", "local", (ExportField(key, "姓名", value, value),))
