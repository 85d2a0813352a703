"""外国人永久居留身份证: the foreign permanent resident ID card, 2017 and 2023 versions (logic-rules §3)."""

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

DOCUMENT = Document(
    id="foreign_resident",
    title="Foreign permanent resident ID card",
    title_zh="外国人永久居留身份证",
    order=30,
    fields=(
        FieldSpec("name_latin", "姓名", "Name in Latin letters", "portrait", FieldKind.LATIN),
        FieldSpec("name", "姓名", "Chinese name", "portrait", required=False),
        FieldSpec("sex", "性别", "Sex", "portrait", FieldKind.SEX),
        FieldSpec("birth_date", "出生日期", "Date of birth", "portrait", FieldKind.DATE),
        FieldSpec("nationality", "国籍", "Nationality", "portrait"),
        FieldSpec("nationality_code", "国籍", "Nationality code", "portrait", FieldKind.LATIN, required=False),
        FieldSpec("issue_date", "有效期限", "Valid from", "portrait", FieldKind.DATE),
        FieldSpec("expiry_date", "有效期限", "Valid until", "portrait", FieldKind.DATE),
        FieldSpec("issuing_authority", "签发机关", "Issuing authority", "portrait", required=False),
        FieldSpec("id_number", "证件号码", "Card number", "portrait", FieldKind.NUMBER),
    ),
)
