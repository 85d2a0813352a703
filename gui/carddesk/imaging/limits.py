"""How much of a file is opened at most."""

from __future__ import annotations

from typing import Final

MAX_PIXELS: Final = 120_000_000
"""Width times height of what is decoded; a 120-megapixel image takes about 1 GB while it is opened."""
MAX_PAGES: Final = 1000
"""Pages of a file: each is a case, and perhaps a call that is paid for. More is a book, or an attack."""


def fitted(size: tuple[int, int], max_side: int | None) -> tuple[int, int]:
    """The size shrunk until neither side exceeds `max_side`; never enlarged."""
    longer = max(size)
    if max_side is None or longer <= max_side:
        return size
    width, height = (max(1, round(side * max_side / longer)) for side in size)
    return width, height
