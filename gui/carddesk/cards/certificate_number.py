"""The number on a licence to operate: T and its holder's number as a citizen, under whatever label (logic-rules §7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from carddesk.cards import prc_number, regions
from carddesk.cards.documents import FieldKind
from carddesk.cards.masking import is_masked
from carddesk.cards.normal import normalise
from carddesk.cards.prc_number import PrcNumber

_PERSON_LABEL = re.compile(r"(?:公民|居民)?身份证?件?(?:号|号码|编号)")
_NUMBER_LABEL = re.compile(
    r"(?:证|证书|证件|执照|资格|许可证?|注册|操作|作业)(?:号|号码|编号|编码)|编号|号码|number|no", re.IGNORECASE
)
_BIRTH_LABELS = ("出生日期", "出生年月日", "出生", "birth_date")
_SEX_LABELS = ("性别", "Sex", "sex")
_WITH_T = re.compile(r"T[0-9A-Z]{15,20}")
_WITH_MISREAD_T = re.compile(r"[17IJFY丁][0-9]{17}[0-9X]")
_PLAIN = re.compile(r"[0-9]{17}[0-9X]")


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A number on a certificate that says whose it is.

    Attributes:
        key: the label it stands under.
        lead: `T`, what was read for it, or empty.
        body: what follows, which should be a citizen's number.
        sure: whether it can be nothing else: it has the T, or its label says so.
    """

    key: str
    lead: str
    body: str
    sure: bool

    @property
    def number(self) -> PrcNumber | None:
        """The citizen's number in it; None where it has not the form."""
        try:
            return prc_number.parse(self.body)
        except prc_number.PrcNumberError:
            return None


def numbers_in(values: Mapping[str, str]) -> Iterator[CertificateNumber]:
    """The numbers among a certificate's labels and values that say, or may say, whose it is; masked ones left out."""
    for key, value in values.items():
        if is_masked(value, number=True):
            continue
        text = normalise(FieldKind.NUMBER, value)
        if (number := _number(key, text)) is not None:
            yield number


def birth_label(values: Mapping[str, str]) -> str:
    """The label under which the certificate says its holder's date of birth; empty where it does not."""
    return next((label for label in _BIRTH_LABELS if values.get(label)), "")


def sex_label(values: Mapping[str, str]) -> str:
    """The label under which the certificate says its holder's sex; empty where it does not."""
    return next((label for label in _SEX_LABELS if values.get(label)), "")


def _number(key: str, text: str) -> CertificateNumber | None:
    label = re.sub(r"\s", "", key)
    if _PERSON_LABEL.fullmatch(label) and text:
        return CertificateNumber(key, "", text, sure=True)
    if not _NUMBER_LABEL.search(label):
        return None
    if _WITH_T.fullmatch(text):
        return CertificateNumber(key, "T", normalise(FieldKind.NUMBER, text[1:]), sure=True)
    if _WITH_MISREAD_T.fullmatch(text) and prc_number.parse(text[1:]).holds and _may_be_a_citizens(text[1:]):
        return CertificateNumber(key, text[0], text[1:], sure=False)
    if _PLAIN.fullmatch(text) and _may_be_a_citizens(text):
        return CertificateNumber(key, "", text, sure=False)
    return None


def _may_be_a_citizens(text: str) -> bool:
    """Eighteen digits under any label may count something else; a province and a day of birth in their place tell."""
    number = prc_number.parse(text)
    return bool(regions.province(number.region)) and "1900" < number.birth < "2100"
