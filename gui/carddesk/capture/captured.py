"""What a device gives: the bytes of one picture, as they came, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Captured:
    """One picture, or one file of several pages, from a device.

    Attributes:
        data: an encoded file of a kind that `imaging` opens (JPEG, PNG, TIFF, PDF …), untouched.
        name: what the case says it came from, such as `Epson DS-530 · 10:02:11 · 1`.
    """

    data: bytes = field(repr=False)
    name: str
