"""Passports and other countries' identity cards: the labels of ICAO 9303 in the languages that stand beside English."""

from carddesk.reader import values
from carddesk.reader.layouts.contract import Layout, Slot

_SURNAME = (
    "Surname", "Surname / Nom", "Apellidos / Surname", "Surname / Apellidos", "姓/Surname", "Family name", "Last name",
    "Primary identifier", "Name / Surname", "Nachname", "Name/Surname/Nom", "Surnames",
)  # fmt: skip
_GIVEN = (
    "Given names", "Given names / Prénoms", "Given name", "Given name(s)", "Nombres / Given names", "名/Given names",
    "First names", "First name", "Forenames", "Secondary identifier", "Vornamen/Given names", "Given names / Nombres",
)  # fmt: skip
_BIRTH = (
    "Date of birth", "Date of birth / Date de naissance", "出生日期/Date of birth", "出生日期", "Birth date",
    "Date of birth / Fecha de nacimiento", "Fecha de nacimiento", "Geburtsdatum", "Date of Birth/Geburtsdatum",
)  # fmt: skip
_ISSUE = (
    "Date of issue", "Date of issue / Date de délivrance", "签发日期/Date of issue", "签发日期", "Issue date",
    "Date of issue / Fecha de expedición", "Issued on", "Issued",
)  # fmt: skip
_EXPIRY = (
    "Date of expiry", "Date of expiry / Date d'expiration", "有效期至/Date of expiry", "有效期至", "Expiry date",
    "Date of expiration", "Date of expiry / Fecha de caducidad", "Valid until", "Expires on", "Expires",
)  # fmt: skip
_AUTHORITY = (
    "Authority", "Authority / Autorité", "签发机关/Authority", "签发机关", "Issuing authority", "Issued by",
    "Authority / Autoridad", "Issuing office",
)  # fmt: skip
_OFFICE = (
    r"(?=.{6,60}$)(?!.*(?:REPUBLI|KINGDOM|PASSPORT$|PASSPORT/|CARD$))[^\d<]*(?:MINIST[EÈR]|REGISTRY|DEPARTMENT|OFFICE|AUTHORITY|AGENCY|BUREAU"
    r"|IMMIGRATION|POLICE|CONSULATE|EMBASSY|PR[ÉE]FECTURE|COUNCIL|DIRECTORATE|COMMISSION|REGISTRATION"
    r"|CHANCE[LR]|AFFAIRS|SECRETARIAT|MUNICIPALITY|CITYHALL)[^\d<]*"
    r"|[\u4e00-\u9fff]*(?:移民管理局|公安部|公安[局厅]|入境管理[局处]|外交部|大使馆|领事馆)[\u4e00-\u9fff]*"
)
"""Words of which one is in almost every authority's name, in capitals as values are printed."""
_NATIONALITY = (
    "Nationality", "Nationality / Nationalité", "国籍/Nationality", "国籍", "Citizenship", "Nationality / Nacionalidad",
)  # fmt: skip
_SEX = ("Sex", "Sex / Sexe", "性别/Sex", "性别", "Gender", "Sex / Sexo")
_OTHERS = (
    "Type", "Type / Type", "类型/Type", "Code", "Country code", "Country code / Code du pays", "国家码/Country Code",
    "Place of birth", "Place of birth / Lieu de naissance", "出生地点/Place of birth", "出生地点", "Place of issue",
    "签发地点/Place of issue", "签发地点", "Code of issuing State", "持证人签名/Bearer's signature", "Signature", "Height",
    "Personal No.", "Personal number", "Issuing State", "Country", "Holder's signature", "Bearer's signature",
)  # fmt: skip


def _slots(number_labels: tuple[str, ...]) -> tuple[Slot, ...]:
    return (
        Slot(("document_number",), number_labels, values.compact("document_number", r"[A-Z0-9]{6,14}")),
        Slot(("name", "surname", "given_names"), ("姓名/Name", "姓名"), values.both_names, lines=2, optional=True),
        Slot(("surname",), _SURNAME, values.latin("surname"), optional=True),
        Slot(("given_names",), _GIVEN, values.latin("given_names"), optional=True),
        Slot(("sex",), _SEX, values.sex()),
        Slot(("nationality", "nationality_code"), _NATIONALITY, values.nationality),
        Slot(("birth_date",), _BIRTH, values.day("birth_date")),
        Slot(("issue_date",), _ISSUE, values.day("issue_date"), optional=True),
        Slot(("expiry_date",), _EXPIRY, values.day("expiry_date")),
        Slot(("issuing_authority",), _AUTHORITY, values.authority, lines=2, optional=True, alone=_OFFICE),
        Slot((), _OTHERS, values.nothing, optional=True),
    )


_FOREIGN = ("公民身份号码", "永久居留", "居民居住证", "居民身份证")

LAYOUTS = (
    Layout(
        "passport",
        "page",
        _slots(("护照号码/Passport No.", "护照号/Passport No.", "护照号码", "Passport No.", "Passport number",
                "Passport No. / No de passeport", "Passport No. / No. de pasaporte", "Document No.")),
        titles=("PASSPORT", "护照", "PASSPORT/PASSEPORT", "PASSEPORT", "PASAPORTE"),
        telling=("PASSPORT", "护照"),
        foreign=_FOREIGN,
    ),
    Layout(
        "national_id",
        "page",
        _slots(("Document No.", "Document number", "Card No.", "Card number", "ID No.", "ID number", "No.",
                "Identity card No.", "Document No. / No du document")),
        titles=("IDENTITY CARD", "NATIONAL ID CARD", "NATIONAL IDENTITY CARD", "ID CARD"),
        telling=("IDENTITY CARD", "NATIONAL ID CARD", "NATIONAL IDENTITY CARD"),
        foreign=_FOREIGN,
    ),
)  # fmt: skip
