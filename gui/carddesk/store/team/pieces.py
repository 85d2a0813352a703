"""Image bytes as a team's server gets them: encrypted before they leave the desk, so that whoever runs it sees none."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12
_KEY_ID_CHARACTERS: Final = 16


def key_id(key: bytes) -> str:
    """By which a key is known again; says nothing about it."""
    return hashlib.sha256(b"carddesk team key" + key).hexdigest()[:_KEY_ID_CHARACTERS]


class TeamKey:
    """Seals pieces of images with AES-256-GCM: nonce, ciphertext and tag. A piece opens in its own place alone.

    Attributes:
        id: kept beside each image, so that one sealed with an earlier key is told apart from one that was changed.
    """

    def __init__(self, key: bytes) -> None:
        self.id = key_id(key)
        self._cipher = AESGCM(key)

    def sealed(self, piece: bytes, sha256: str, place: int) -> bytes:
        """The piece as it is stored."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, piece, _where(sha256, place))

    def opened(self, stored: bytes, sha256: str, place: int) -> bytes | None:
        """The piece as it was; None if it was changed or belongs elsewhere."""
        try:
            return self._cipher.decrypt(stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], _where(sha256, place))
        except (InvalidTag, ValueError):
            return None


def _where(sha256: str, place: int) -> bytes:
    return f"{sha256}/{place}".encode()
