"""A key sealed with something that a person knows: scrypt makes another key of it, AES-GCM does the rest."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: scrypt's parameters (RFC 7914 section 2)."""

    n: int
    r: int
    p: int

    @property
    def is_sane(self) -> bool:
        """Whether it can be paid: memory is 128·n·r bytes, and what a file says is not to exhaust the machine."""
        return 1 < self.n <= 2**20 and self.n & (self.n - 1) == 0 and 1 <= self.r <= 32 and 1 <= self.p <= 16


COST: Final = Cost(2**16, 8, 1)
"""Of slots that are made now: 64 MB and about 0.2 s."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A key, to be had with what a person knows.

    Attributes:
        sealed: nonce, ciphertext and tag.
    """

    salt: bytes
    cost: Cost
    sealed: bytes


def slot(key: bytes, known: str, purpose: str, cost: Cost | None = None) -> Slot:
    """Seal `key` with what a person knows. `purpose` must be said again to open it. Takes the time of `cost`."""
    salt = secrets.token_bytes(_SALT_BYTES)
    paid = cost or COST
    return Slot(salt, paid, wrapped(key, _derived(known, salt, paid), purpose))


def opened(made: Slot, known: str, purpose: str) -> bytes | None:
    """The key; None if that is not what it was sealed with. Takes the time of its cost."""
    return unwrapped(made.sealed, _derived(known, made.salt, made.cost), purpose)


def wrapped(key: bytes, by: bytes, purpose: str) -> bytes:
    """Seal one key by another: nonce, ciphertext and tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(by).encrypt(nonce, key, purpose.encode())


def unwrapped(sealed: bytes, by: bytes, purpose: str) -> bytes | None:
    """The key inside; None if `by` is another one, or it was changed."""
    try:
        return AESGCM(by).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):
        return None


def check_value(key: bytes, workspace: str) -> bytes:
    """By which a key is known again; says nothing about it, since the key is 256 random bits."""
    return hmac.digest(key, f"carddesk check {workspace}".encode(), "sha256")


def _derived(known: str, salt: bytes, cost: Cost) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(known.encode())
