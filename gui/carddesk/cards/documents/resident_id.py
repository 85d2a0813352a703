"""居民身份证: the resident ID card of the People's Republic of China (GA 448-2013)."""

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

DOCUMENT = Document(
    id="resident_id",
    title="Resident ID card",
    title_zh="居民身份证",
    order=10,
    fields=(
        FieldSpec("name", "姓名", "Name", "portrait"),
        FieldSpec("sex", "性别", "Sex", "portrait", FieldKind.SEX),
        FieldSpec("ethnicity", "民族", "Ethnicity", "portrait"),
        FieldSpec("birth_date", "出生", "Date of birth", "portrait", FieldKind.DATE),
        FieldSpec("address", "住址", "Address", "portrait"),
        FieldSpec("id_number", "公民身份号码", "ID number", "portrait", FieldKind.NUMBER),
        FieldSpec("issuing_authority", "签发机关", "Issuing authority", "emblem"),
        FieldSpec("issue_date", "有效期限", "Valid from", "emblem", FieldKind.DATE),
        FieldSpec("expiry_date", "有效期限", "Valid until", "emblem", FieldKind.DATE),
    ),
)
