"""Driving licences of other countries: cards whose front bears what is checked."""

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

DOCUMENT = Document(
    id="driving_licence",
    title="Driving licence",
    title_zh="驾驶证",
    order=50,
    fields=(
        FieldSpec("document_number", "证件号码", "Document number", "portrait", FieldKind.NUMBER),
        FieldSpec("surname", "姓", "Surname", "portrait", FieldKind.LATIN),
        FieldSpec("given_names", "名", "Given names", "portrait", FieldKind.LATIN, required=False),
        FieldSpec("sex", "性别", "Sex", "portrait", FieldKind.SEX, required=False),
        FieldSpec("nationality", "国籍", "Nationality", "portrait", required=False),
        FieldSpec("nationality_code", "国籍", "Nationality code", "portrait", FieldKind.LATIN, required=False),
        FieldSpec("birth_date", "出生日期", "Date of birth", "portrait", FieldKind.DATE),
        FieldSpec("address", "住址", "Address", "portrait", required=False),
        FieldSpec("issue_date", "签发日期", "Date of issue", "portrait", FieldKind.DATE, required=False),
        FieldSpec("expiry_date", "有效期至", "Date of expiry", "portrait", FieldKind.DATE, required=False),
        FieldSpec("issuing_authority", "签发机关", "Issuing authority", "portrait", required=False),
    ),
)
