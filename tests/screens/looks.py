"""The looks in which every state is drawn: language, colours, size, and scale of the screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One of them.

    Attributes:
        size: of the window, width and height in logical pixels.
        scale: device pixels to a logical one.
        states: the only ones that are drawn; empty for all.
    """

    language: str
    colours: str
    size: tuple[int, int] = (1920, 1080)
    scale: int = 1
    states: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As in `zh_CN-dark`, and what is unusual of it behind that."""
        small = "" if self.size == (1920, 1080) else f"-{self.size[0]}x{self.size[1]}"
        return f"{self.language}-{self.colours}{small}{'' if self.scale == 1 else f'@{self.scale}'}"


_SMALL = (1366, 768)
_FINE = frozenset({"flagged card", "about a character", "loupe", "readings differ", "one field of many cards"})

LOOKS = {
    look.name: look
    for look in (
        *(Look(language, colours) for language in ("zh_CN", "en") for colours in ("light", "dark")),
        Look("zh_CN", "light", _SMALL),
        Look("en", "dark", _SMALL),
        Look("zh_CN", "dark", (1280, 800), 2, _FINE),
    )
}
