"""A text that must not be seen: it prints as dots wherever it is printed by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NoReturn

_DOTS: Final = "•••"
_ANYWHERE: Final = 6
"""Characters of a text that is blotted out wherever it stands. What is shorter stands in many a word and number, and is blotted
out only where it stands alone."""
_SHORTEST: Final = 3
"""What is shorter still keeps nothing secret: it is guessed at once, and blotting it out would take `M` and `F` from cards."""


class Secret:
    """A credential. Its text is had by `reveal` alone; it is neither printed, formatted, pickled nor compared by order."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the request that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return _DOTS

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return _DOTS

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def blotted(text: str, secrets: Iterable[Secret]) -> str:
    """What somebody else said, without the secrets that it repeats: gateways do, when they refuse a call."""
    for hidden in sorted((secret.reveal() for secret in secrets), key=len, reverse=True):
        if len(hidden) >= _ANYWHERE:
            text = text.replace(hidden, _DOTS)
        elif len(hidden) >= _SHORTEST and hidden in text:
            text = re.sub(rf"(?<!\w){re.escape(hidden)}(?!\w)", _DOTS, text)
    return text
