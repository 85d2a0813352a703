"""Normal forms: one way to write each sort of datum, so that readings, typing, checks and exports can be compared."""

from __future__ import annotations

import re

from carddesk.cards import dates
from carddesk.cards.documents.contract import FieldKind
from carddesk.cards.lookalikes import CROSSES, half_width
from carddesk.cards.masking import is_masked

OPEN_END_SHOWN = "长期"
_SEXES = {
    **dict.fromkeys(("男", "M", "MALE"), "M"),
    **dict.fromkeys(("女", "F", "FEMALE"), "F"),
    **dict.fromkeys(("X", "<", "UNSPECIFIED", "未指明", "其他"), "X"),
}
_SEX_SHOWN = {"M": "男", "F": "女"}
_CJK = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}·])\s+(?=[{_CJK}·])")
_NAME_DOT = re.compile(rf"(?<=[{_CJK}])\s*[・•‧∙⋅･]\s*(?=[{_CJK}])")
_MRZ_FILLERS = str.maketrans({"«": "<<", "‹": "<", "〈": "<", "《": "<<"})


def normalise(kind: FieldKind, text: str) -> str:
    """The normal form of `text`; what has none comes back as it is, blanks at its ends apart. Never raises.

    A masked value (`810xxxxxx123456789`, `张*`) is never touched but for those blanks, and a letter that looks like a digit
    is never taken for one: that is a repair, which a human takes or leaves.
    """
    stripped = text.strip()
    if is_masked(stripped, number=kind is FieldKind.NUMBER):
        return stripped
    return _NORMAL[kind](stripped)


def shown(kind: FieldKind, value: str) -> str:
    """A normal form as a person reads and types it; `normalise` gives it back."""
    if kind is FieldKind.DATE and value == dates.OPEN_END:
        return OPEN_END_SHOWN
    return _SEX_SHOWN.get(value, value) if kind is FieldKind.SEX else value


def _text(text: str) -> str:
    joined = _BETWEEN_CJK.sub("", re.sub(r"\s+", " ", text))
    return _NAME_DOT.sub("·", joined)


def _latin(text: str) -> str:
    return re.sub(r"\s+", " ", half_width(text)).strip()


def _date(text: str) -> str:
    day = dates.parse(text)
    return text if day.iso is None or day.mended else day.iso


def _sex(text: str) -> str:
    """Both languages may stand together (`女/F`); they must agree."""
    words = re.split(r"\s*/\s*", half_width(text).upper().strip())
    meant = {_SEXES.get(word, "") for word in words if word}
    return meant.pop() if len(meant) == 1 and "" not in meant else text


def _number(text: str) -> str:
    plain = re.sub(r"\s+", "", half_width(text)).upper()
    return re.sub(rf"(?<=^[0-9]{{17}})[{CROSSES}]$", "X", plain)


def _mrz(text: str) -> str:
    lines = (re.sub(r"\s+", "", half_width(line)) for line in text.splitlines())
    return "\n".join(line.upper().translate(_MRZ_FILLERS) for line in lines if line)


_NORMAL = {
    FieldKind.TEXT: _text,
    FieldKind.LATIN: _latin,
    FieldKind.DATE: _date,
    FieldKind.SEX: _sex,
    FieldKind.NUMBER: _number,
    FieldKind.MRZ: _mrz,
}
