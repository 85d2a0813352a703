"""The other end of Megvii's encryption: opens images and seals answers, with its own reading of the forms."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import gmalg  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_SPKI: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_PKCS8: Final = bytes.fromhex("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420")
_PKCS8_PUBLIC: Final = bytes.fromhex("a144034200")


class CannotOpenError(ValueError):
    """The image was not encrypted as told."""


def _pem(label: str, der: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + base64.encodebytes(der) + f"-----END {label}-----\n".encode()


@dataclass(frozen=True, slots=True)
class Sm2Pair:
    """A pair of SM2 keys as PEM files."""

    secret: bytes = field(repr=False)
    point: bytes

    @classmethod
    def made(cls) -> Sm2Pair:
        secret, point = gmalg.SM2(b"\1").generate_keypair()
        return cls(secret.rjust(32, b"\0"), point)

    @property
    def public_pem(self) -> bytes:
        return _pem("PUBLIC KEY", _SPKI + self.point)

    @property
    def private_pem(self) -> bytes:
        return _pem("PRIVATE KEY", _PKCS8 + self.secret + _PKCS8_PUBLIC + self.point)

    def opened(self, sealed: bytes) -> bytes:
        """SEQUENCE of two integers and two octet strings, C3 before C2."""
        kind, whole, rest = _element(sealed)
        parts = []
        while whole:
            tag, value, whole = _element(whole)
            parts.append((tag, value))
        if kind != 0x30 or rest or [tag for tag, _ in parts] != [2, 2, 4, 4]:
            raise CannotOpenError
        x, y = (value.lstrip(b"\0").rjust(32, b"\0") for _, value in parts[:2])
        try:
            return bytes(gmalg.SM2(self.secret).decrypt(b"\x04" + x + y + parts[2][1] + parts[3][1]))
        except gmalg.errors.GMError:
            raise CannotOpenError from None

    def sealed(self, text: str) -> str:
        """base64 of C1, C3, C2 in a row."""
        return _sealed(self.point, text)


@cache
def _sealed(point: bytes, text: str) -> str:
    """Once for each text: the fake says the same few over and over, and SM2 in Python takes its time."""
    return base64.b64encode(gmalg.SM2(pk=point).encrypt(text.encode())).decode()


@dataclass(frozen=True, slots=True)
class RsaPair:
    """A pair of RSA keys as PEM files."""

    key: rsa.RSAPrivateKey = field(repr=False)

    @classmethod
    def made(cls) -> RsaPair:
        return cls(rsa.generate_private_key(65537, 1024))

    @property
    def public_pem(self) -> bytes:
        public = self.key.public_key()
        return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    @property
    def private_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )

    def opened(self, sealed: bytes) -> bytes:
        """Blocks of 128 bytes."""
        if len(sealed) % 128:
            raise CannotOpenError
        try:
            return b"".join(
                self.key.decrypt(sealed[at : at + 128], padding.PKCS1v15()) for at in range(0, len(sealed), 128)
            )
        except ValueError:
            raise CannotOpenError from None

    def sealed(self, text: str) -> str:
        """base64 of all blocks."""
        plain = text.encode()
        public = self.key.public_key()
        blocks = (public.encrypt(plain[at : at + 117], padding.PKCS1v15()) for at in range(0, len(plain), 117))
        return base64.b64encode(b"".join(blocks)).decode()


Pair = Sm2Pair | RsaPair


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is set up in the vendor's console: its own pair for images, and the customer's for answers."""

    images: Pair
    answers: Pair


def _element(der: bytes) -> tuple[int, bytes, bytes]:
    """Tag, value and what follows."""
    try:
        tag, length, at = der[0], der[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(der[2:at], "big")
    except IndexError:
        raise CannotOpenError from None
    if len(der) < at + length:
        raise CannotOpenError
    return tag, der[at : at + length], der[at + length :]
