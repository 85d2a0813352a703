"""Page numbers as people write them: `1-3, 7`."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import groupby
from typing import Final

_PART: Final = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
_WIDE: Final = str.maketrans("，、；;－–—～~０１２３４５６７８９", ",,,,-----0123456789")
"""What a Chinese input method writes in place of plain signs."""


def parsed(text: str, most: int) -> tuple[int, ...] | None:
    """The numbers, each once and in order; None where this is no such list, or names more than `most` pages."""
    pages: set[int] = set()
    for part in text.translate(_WIDE).replace(" ", "").split(","):
        found = _PART.fullmatch(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last or last - first + len(pages) >= most:
            return None
        pages.update(range(first, last + 1))
    return tuple(sorted(pages))


def written(pages: Collection[int]) -> str:
    """The same the other way round, as short as it goes."""
    runs = [
        [page for _, page in run] for _, run in groupby(enumerate(sorted(pages)), key=lambda each: each[1] - each[0])
    ]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
