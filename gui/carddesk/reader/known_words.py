"""Words that stand on cards and hardly anywhere else: labels, titles, machine-readable lines."""

from __future__ import annotations

import re
from functools import cache

from carddesk.reader.certificate import is_common_label
from carddesk.reader.labels import plain
from carddesk.reader.layouts import layouts

_ZONE = re.compile(r"(?=.*<<)[A-Z0-9<]{20,}")
_SHORTEST = 2


def is_known(text: str) -> bool:
    """Whether a line holds a card's label or title, or is a line of a machine-readable zone."""
    packed = re.sub(r"^\d{1,2}[.)]", "", plain(text.replace(" ", "")))
    if _ZONE.fullmatch(text.replace(" ", "").upper()):
        return True
    return any(packed.startswith(words) for words in _words()) or is_common_label(re.split("[:：]", packed)[0])


@cache
def _words() -> tuple[str, ...]:
    said = [words for layout in layouts() for slot in layout.slots for words in slot.labels]
    said += [words for layout in layouts() for words in layout.titles]
    return tuple({plain(words).replace(" ", "") for words in said if len(words) >= _SHORTEST})
