"""RSA with PKCS#1 v1.5 padding, block by block: 117 bytes become 128 with the 1024-bit keys that the vendor shows."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from carddesk.vendors.megvii.encryption import FailedError, KeyFileError, SealedError
from carddesk.vendors.megvii.encryption.bare import bare

_PADDING_BYTES = 11
"""The least that PKCS#1 v1.5 adds to a block."""


class RsaUnsealer:
    """A private RSA key."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key
        self._block = key.key_size // 8

    def fits(self, sealed: bytes) -> bool:
        """Whether it is a row of whole blocks."""
        return len(sealed) % self._block == 0

    def unsealed(self, sealed: bytes) -> bytes:
        """The plain bytes of all blocks.

        Raises:
            SealedError: the library found no padding. It may also give chance bytes for a wrong key (RFC 8017 calls
                for that in places), so what comes out must be looked at.
        """
        blocks = (sealed[at : at + self._block] for at in range(0, len(sealed), self._block))
        try:
            # The vendor's padding, not our choice.
            return b"".join(self._key.decrypt(block, PKCS1v15()) for block in blocks)
        except ValueError:
            raise SealedError from None


class Rsa:
    """Fulfils `encryption.Cipher`."""

    def seal(self, plain: bytes, public_pem: bytes, forms: Mapping[str, str]) -> bytes:
        """Each block encrypted, one behind the other."""
        try:
            der = bare(public_pem)
            key = load_pem_public_key(public_pem) if der is None else load_der_public_key(der)
        except (ValueError, UnsupportedAlgorithm):
            raise KeyFileError from None
        if not isinstance(key, RSAPublicKey):
            raise KeyFileError
        step = key.key_size // 8 - _PADDING_BYTES
        try:
            return b"".join(key.encrypt(plain[at : at + step], PKCS1v15()) for at in range(0, len(plain), step))
        except ValueError as error:
            raise FailedError(str(error)) from None

    def unsealer(self, private_pem: bytes) -> RsaUnsealer:
        """The private key of a file without a password."""
        try:
            der = bare(private_pem)
            key = load_pem_private_key(private_pem, None) if der is None else load_der_private_key(der, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyFileError from None
        if not isinstance(key, RSAPrivateKey):
            raise KeyFileError
        return RsaUnsealer(key)


CIPHER = Rsa()
