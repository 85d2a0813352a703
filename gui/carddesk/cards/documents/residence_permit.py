"""港澳台居民居住证: the residence permit for Hong Kong, Macau and Taiwan residents (国办发〔2018〕81号)."""

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

DOCUMENT = Document(
    id="residence_permit",
    title="Residence permit for Hong Kong, Macau and Taiwan residents",
    title_zh="港澳台居民居住证",
    order=20,
    fields=(
        FieldSpec("name", "姓名", "Name", "portrait"),
        FieldSpec("sex", "性别", "Sex", "portrait", FieldKind.SEX),
        FieldSpec("birth_date", "出生", "Date of birth", "portrait", FieldKind.DATE),
        FieldSpec("address", "住址", "Address", "portrait"),
        FieldSpec("id_number", "公民身份号码", "ID number", "portrait", FieldKind.NUMBER),
        FieldSpec("issuing_authority", "签发机关", "Issuing authority", "emblem"),
        FieldSpec("issue_date", "有效期限", "Valid from", "emblem", FieldKind.DATE),
        FieldSpec("expiry_date", "有效期限", "Valid until", "emblem", FieldKind.DATE),
        FieldSpec("permit_number", "通行证号码", "Travel permit number", "emblem", FieldKind.NUMBER),
        FieldSpec("issue_count", "签发次数", "Issue count", "emblem", FieldKind.NUMBER, required=False),
    ),
)
