"""Opening the fields of one answer: each by itself, so that one that cannot be opened does not cost the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from carddesk.vendors.megvii.encryption import SealedError

Opener = Callable[[str], str]
"""Makes plain what may be encrypted, gives everything else back as it is, raises SealedError for what it cannot open."""


@dataclass(slots=True)
class Opening:
    """One answer's fields, and how it went with them so far.

    Attributes:
        readable: texts that were plain, or were made so.
        sealed: texts that were not.
    """

    opener: Opener
    readable: int = 0
    sealed: int = 0

    def __call__(self, said: str) -> str | None:
        """The plain text; None where it stays closed."""
        try:
            plain = self.opener(said)
        except SealedError:
            self.sealed += 1
            return None
        self.readable += bool(plain)
        return plain

    @property
    def in_vain(self) -> bool:
        """Whether the key is the wrong one: few texts can be read, if any. (By chance, a wrong RSA key opens some.)"""
        return self.sealed > self.readable
