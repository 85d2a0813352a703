"""Passports: the data page with a TD3 machine-readable zone (ICAO 9303-4)."""

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

DOCUMENT = Document(
    id="passport",
    title="Passport",
    title_zh="护照",
    order=40,
    fields=(
        FieldSpec("document_number", "护照号", "Passport number", "page", FieldKind.NUMBER),
        FieldSpec("name", "姓名", "Chinese name", "page", required=False),
        FieldSpec("surname", "姓", "Surname", "page", FieldKind.LATIN),
        FieldSpec("given_names", "名", "Given names", "page", FieldKind.LATIN, required=False),
        FieldSpec("sex", "性别", "Sex", "page", FieldKind.SEX),
        FieldSpec("nationality", "国籍", "Nationality", "page", required=False),
        FieldSpec("nationality_code", "国籍", "Nationality code", "page", FieldKind.LATIN),
        FieldSpec("birth_date", "出生日期", "Date of birth", "page", FieldKind.DATE),
        FieldSpec("issue_date", "签发日期", "Date of issue", "page", FieldKind.DATE, required=False),
        FieldSpec("expiry_date", "有效期至", "Date of expiry", "page", FieldKind.DATE),
        FieldSpec("issuing_authority", "签发机关", "Issuing authority", "page", required=False),
        FieldSpec("mrz", "MRZ", "Machine-readable zone", "page", FieldKind.MRZ),
    ),
)
