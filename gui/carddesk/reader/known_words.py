"""Words that stand on cards and hardly anywhere else: labels, titles, machine-readable lines."""

from __future__ import annotations

import re
from functools import cache

from carddesk.reader.certificate import is_common_label
from carddesk.reader.labels import plain
from carddesk.reader.layouts import layouts

_ZONE = re.compile(r"(?=.*<<)[A-Z0-9<]{20,}")
_VALUE = re.compile(r"\d{17}[\dXx]|[A-Z]{3}\d{12}|\d{4}年\d{1,2}月\d{1,2}日|公安局|\d{4}\.\d\d\.\d\d-(?:\d{4}|长期)")
"""What stands on cards without a label that says so: numbers of persons, dates of birth, periods of validity."""
_SHORTEST = 2


def is_known(text: str) -> bool:
    """Whether a line holds a card's label or title, or is a line of a machine-readable zone."""
    packed = re.sub(r"^\d{1,2}[.)]", "", plain(text.replace(" ", "")))
    if _ZONE.fullmatch(text.replace(" ", "").upper()) or _VALUE.search(text.replace(" ", "")):
        return True
    return any(packed.startswith(words) for words in _words()) or is_common_label(re.split("[:：]", packed)[0])


@cache
def _words() -> tuple[str, ...]:
    said = [words for layout in layouts() for slot in layout.slots for words in slot.labels]
    said += [words for layout in layouts() for words in layout.titles]
    return tuple({plain(words).replace(" ", "") for words in said if len(words) >= _SHORTEST})
