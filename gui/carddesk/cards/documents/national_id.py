"""National ID cards of other countries: faces with a TD1 or TD2 machine-readable zone (ICAO 9303-5 and -6)."""

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

DOCUMENT = Document(
    id="national_id",
    title="National ID card",
    title_zh="身份证（其他国家）",
    order=60,
    fields=(
        FieldSpec("document_number", "证件号码", "Document number", "page", FieldKind.NUMBER),
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
