"""SM2 (GB/T 32918.4): the whole image as one ciphertext C1, C3, C2, as OpenSSL writes it or as bytes in a row."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from gmalg import base, ellipticcurve, errors, sm2  # type: ignore[import-untyped]

from carddesk.vendors.megvii.encryption import FailedError, KeyFileError, SealedError
from carddesk.vendors.megvii.encryption.bare import bare

_P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_CURVE: Final = ellipticcurve.ECDLP(
    _P,
    _P - 3,
    0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    (
        0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
        0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    ),
    _N,
)
"""The recommended curve of GB/T 32918.5."""

_OID: Final = bytes.fromhex("06082a811ccf5501822d")
"""1.2.156.10197.1.301, sm2p256v1: without it a file holds a key of another curve."""
_PEM: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]*(?:PUBLIC|PRIVATE) KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----")
_PUBLIC: Final = re.compile(rb"\x03\x42\x00\x04(.{32})(.{32})\Z", re.DOTALL)
"""The point at the end of a SubjectPublicKeyInfo."""
_PRIVATE: Final = re.compile(rb"\x02\x01\x01\x04\x20(.{32})", re.DOTALL)
"""Version 1 and the secret of an ECPrivateKey (RFC 5915), alone or inside PKCS#8."""
_SIDE, _DIGEST = 32, 32
_LEAST: Final = 1 + 2 * _SIDE + _DIGEST

Point = tuple[int, int]


@asn1.sequence
class _Sealed:
    """SM2Cipher of GB/T 35276: the point C1, the digest C3 and the text C2."""

    x: int
    y: int
    digest: bytes
    text: bytes


class _Sm3(base.Hash):  # type: ignore[misc]
    """SM3 by OpenSSL: gmalg's own, in Python, takes twelve seconds for an image of a megabyte."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    @classmethod
    def hash_length(cls) -> int:
        return _DIGEST

    def reset(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def value(self) -> bytes:
        return self._hash.copy().finalize()


class Sm2Unsealer:
    """A private SM2 key."""

    def __init__(self, secret: int) -> None:
        self._secret = secret

    def fits(self, sealed: bytes) -> bool:
        """Whether it is an SM2Cipher, or begins like a point followed by enough bytes."""
        return any(True for _ in _forms_of(sealed))

    def unsealed(self, sealed: bytes) -> bytes:
        """The plain bytes, in whichever form and order they came: the digest tells when it is the right one.

        Raises:
            SealedError: no form gives the digest that came along.
        """
        for point, text, digest in _forms_of(sealed):
            try:
                return bytes(_core().decrypt(point, text, digest, self._secret))
            except (errors.GMError, ValueError, ArithmeticError):
                continue
        raise SealedError


class Sm2:
    """Fulfils `encryption.Cipher`."""

    def seal(self, plain: bytes, public_pem: bytes, forms: Mapping[str, str]) -> bytes:
        """The ciphertext in the order and form that `forms` says."""
        point = _public(public_pem)
        try:
            (x, y), text, digest = _core().encrypt(plain, point)
        except (errors.GMError, ValueError, ArithmeticError, UnsupportedAlgorithm) as error:
            raise FailedError(str(error)) from None
        if forms["sm2_form"] == "asn1":
            first, second = (digest, text) if forms["sm2_order"] == "C1C3C2" else (text, digest)
            return asn1.encode_der(_Sealed(x=x, y=y, digest=first, text=second))
        c1 = b"\x04" + x.to_bytes(_SIDE, "big") + y.to_bytes(_SIDE, "big")
        return bytes(c1 + digest + text if forms["sm2_order"] == "C1C3C2" else c1 + text + digest)

    def unsealer(self, private_pem: bytes) -> Sm2Unsealer:
        """The private key of a file without a password."""
        key = bare(private_pem)
        raw = key if key and len(key) == _SIDE else _part(private_pem, b"PRIVATE KEY", _PRIVATE).group(1)
        secret = int.from_bytes(raw, "big")
        if not 0 < secret < _N - 1:
            raise KeyFileError
        return Sm2Unsealer(secret)


def _core() -> Any:
    return sm2.SM2Core(_CURVE, _Sm3())


def _public(pem: bytes) -> Point:
    raw = bare(pem) or b""
    if len(raw) == 1 + 2 * _SIDE and raw[0] == 0x04:
        raw = raw[1:]
    halves = (raw[:_SIDE], raw[_SIDE:]) if len(raw) == 2 * _SIDE else _part(pem, b"PUBLIC KEY", _PUBLIC).groups()
    x, y = (int.from_bytes(half, "big") for half in halves)
    if not _core().verify_pk((x, y)):
        raise KeyFileError
    return x, y


def _part(file: bytes, kind: bytes, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
    """What `pattern` finds in the first key of this kind, in PEM or bare, that is one of the SM2 curve."""
    for der in _ders(file, kind):
        found = pattern.search(der) if _OID in der else None
        # A private key ends with its public one.
        if found and (pattern is _PRIVATE or not _PRIVATE.search(der)):
            return found
    raise KeyFileError


def _ders(file: bytes, kind: bytes) -> Iterator[bytes]:
    alone = bare(file)
    if alone is not None:
        yield alone
    for label, body in _PEM.findall(file):
        if label.endswith(kind):
            with suppress(binascii.Error):
                yield base64.b64decode(body)


def _forms_of(sealed: bytes) -> Iterator[tuple[Point, bytes, bytes]]:
    """Point, text and digest in each way in which the bytes may hold them."""
    for point, first, second in (*_from_asn1(sealed), *_from_row(sealed)):
        if len(first) == _DIGEST:
            yield point, second, first
        if len(second) == _DIGEST:
            yield point, first, second


def _from_asn1(sealed: bytes) -> Iterator[tuple[Point, bytes, bytes]]:
    try:
        found = asn1.decode_der(_Sealed, sealed)
    except ValueError:
        return
    yield (found.x, found.y), found.digest, found.text


def _from_row(sealed: bytes) -> Iterator[tuple[Point, bytes, bytes]]:
    if len(sealed) <= _LEAST or sealed[0] != 0x04:
        return
    x, y = (int.from_bytes(sealed[at : at + _SIDE], "big") for at in (1, 1 + _SIDE))
    rest = sealed[1 + 2 * _SIDE :]
    yield (x, y), rest[:_DIGEST], rest[_DIGEST:]
    yield (x, y), rest[:-_DIGEST], rest[-_DIGEST:]


CIPHER = Sm2()
