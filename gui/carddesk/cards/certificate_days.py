"""The days of a certificate: which of its own labels say when it was first issued, begins, is to be reviewed and ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from carddesk.cards import dates

Role = Literal["first", "start", "end", "review"]

_LABELS: Final[Mapping[Role, tuple[str, ...]]] = {
    "first": (
        "初领日期", "初领时间", "初领证日期", "初次领证日期", "初次领证时间", "初次发证日期", "初次发证时间",
        "首次领证日期", "首次发证日期", "首次取证日期",
    ),
    "start": (
        "有效期起始日期", "有效期开始日期", "有效期起始", "有效期自", "有效期起", "有效期限起", "有效起始日期", "生效日期",
    ),
    "end": (
        "有效期至", "有效期限至", "有效期截止日期", "有效期结束日期", "有效期截止", "有效期止", "有效期限止",
        "有效截止日期", "截止日期", "失效日期", "到期日期", "到期日", "有效至", "证书有效期至",
    ),
    "review": ("应复审日期", "应复审时间", "应复审", "复审日期", "复审时间", "下次复审日期", "下次复审时间", "下一次复审日期"),
}  # fmt: skip
_PERIODS: Final = frozenset({"有效期限", "有效期", "有效日期", "有效期间", "有效时间", "证书有效期", "证件有效期"})
_ROLES: Final = {label: role for role, labels in _LABELS.items() for label in labels}
_OPERATIONS: Final = frozenset({"作业类别", "操作项目", "准操项目", "准操作项目", "作业项目"})
"""Labels that only certificates of special operations bear."""


@dataclass(frozen=True, slots=True)
class CertificateDay:
    """One end of a stretch of time, or a single day, under the label (a key of the card) that says it."""

    key: str
    parsed: dates.ParsedDate

    @property
    def day(self) -> date | None:
        """The day, if it is whole and without doubt; `date.max` for 长期."""
        return date.fromisoformat(self.parsed.iso) if self.parsed.iso and not self.parsed.mended else None


def days(values: Mapping[str, str]) -> Mapping[Role, CertificateDay]:
    """What the labels say, by role; the first label of a role counts. A period is split into its two ends.

    A single day under a label like 有效期 is left out, unless a word like 至 or 前 says that it is the end.
    """
    return _days(tuple(values.items()))


@lru_cache(maxsize=8)
def _days(values: tuple[tuple[str, str], ...]) -> Mapping[Role, CertificateDay]:
    found: dict[Role, CertificateDay] = {}
    for key, value in values:
        label = plain(key)
        if not value.strip():
            continue
        if role := _ROLES.get(label):
            found.setdefault(role, CertificateDay(key, dates.parse(value)))
        elif label in _PERIODS:
            for end, parsed in _ends(value):
                found.setdefault(end, CertificateDay(key, parsed))
    return found


def _ends(text: str) -> Iterable[tuple[Role, dates.ParsedDate]]:
    start, end = dates.split_range(text)
    if start is not None and end is None and start.parsed.kind == "open":
        start, end = None, start
    if end is not None:
        yield "end", end.parsed
        if start is not None:
            yield "start", start.parsed


def of_special_operations(keys: Iterable[str]) -> bool:
    """Whether labels like 作业类别 say that it is a certificate of special operations (特种作业操作证)."""
    return any(plain(key) in _OPERATIONS for key in keys)


def plain(label: str) -> str:
    """A label without blanks and marks."""
    return re.sub(r"[\W_]+", "", label)
