"""What form a field's value must have to be possible at all: what tells a doubtful reading from a sound one."""

from __future__ import annotations

import re
from collections.abc import Callable

from carddesk.cards import dates, foreign_resident_number, permit_number, prc_number
from carddesk.cards.documents.contract import FieldKind
from carddesk.reader.certificate_words import SEX, is_day_label, is_name_label
from carddesk.reader.surnames import has_surname
from carddesk.reader.understood import understood
from carddesk.reader.values import ETHNIC, run_together

Form = Callable[[str], bool]

_PERSON_LABEL = re.compile(r"身份证(?:件)?(?:号|号码|编号)|公民身份号码")
_WITH_SIGNS = frozenset(["resident_id", "residence_permit"])
"""Where the parts of the birth date each bear their sign."""
_RUN_ON = re.compile(r"\bOF(?!FI|FEN)[A-Z]{3,}|[A-Z]{4,}OF\b")
"""Words whose blanks were lost (MINISTRY OFINTERIOR)."""
_FALSE_MONTH = re.compile(r"0CT|N0V|AUC|5EP|MAV", re.IGNORECASE)
_WITH_ID = re.compile(r"T?\d{17}[\dXx]")


def form_of(document: str, key: str) -> Form | None:
    """Whether a text can be the value of this field; None for fields of which nothing but a person can tell."""
    if is_name(document, key):
        return has_surname
    if document == "certificate":
        return _of_certificate(key)
    if key == "id_number":
        return _foreign_number if document == "foreign_resident" else _citizen_number
    if key == "birth_date" and document in _WITH_SIGNS:
        return _signed_day
    return _FORMS.get(key)


def is_name(document: str, key: str) -> bool:
    """Whether a field holds the name of a person of China, which begins with a surname as a rule."""
    if document == "certificate":
        return is_name_label(key)
    return key == "name" and document != "foreign_resident"


def _of_certificate(label: str) -> Form | None:
    if _PERSON_LABEL.search(label):
        return _citizen_number
    if is_day_label(label):
        return lambda text: dates.parse(text).kind in {"date", "open", "partial"}
    return _sex if label == SEX else None


def guarded(text: str) -> Form | None:
    """The form of a text that by itself says it holds a citizen's number (T and a number, on licences to operate)."""
    return _with_number if _WITH_ID.fullmatch(text) else None


def _with_number(text: str) -> bool:
    return _citizen_number(text.removeprefix("T"))


def _citizen_number(text: str) -> bool:
    try:
        number = prc_number.parse(understood(FieldKind.NUMBER, text))
    except prc_number.PrcNumberError:
        return False
    return number.holds and bool(number.birth)


def _foreign_number(text: str) -> bool:
    try:
        number = foreign_resident_number.parse(understood(FieldKind.NUMBER, text))
    except foreign_resident_number.ForeignResidentNumberError:
        return False
    return number.holds and number.birth_possible


def _permit_number(text: str) -> bool:
    try:
        permit_number.parse(understood(FieldKind.NUMBER, text))
    except permit_number.PermitNumberError:
        return False
    return True


def _sex(text: str) -> bool:
    return understood(FieldKind.SEX, text) in {"M", "F", "X"}


def _signed_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", text.replace(" ", "")) is not None and _day(text)


def _day(text: str) -> bool:
    return (dates.parse(text).kind == "date" or run_together(text) is not None) and not _FALSE_MONTH.search(text)


_FORMS: dict[str, Form] = {
    "issuing_authority": lambda text: _RUN_ON.search(text) is None,
    "sex": _sex,
    "ethnicity": ETHNIC.__contains__,
    "birth_date": _day,
    "issue_date": _day,
    "expiry_date": lambda text: _day(text) or dates.parse(text).kind == "open",
    "permit_number": _permit_number,
    "issue_count": lambda text: re.fullmatch(r"0[1-9]|[1-9]\d", text) is not None,
    "nationality_code": lambda text: re.fullmatch(r"[A-Z]{3}|D", text) is not None,
}
