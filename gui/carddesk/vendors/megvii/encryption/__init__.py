"""Encrypting the image and opening an encrypted answer. Off by default, and unverified: no vendor's sample is known.

Two key pairs are in play (vendor's page on OCR encryption): Megvii's, whose public half encrypts the image, and the
customer's, with whose public half Megvii encrypts the answer's fields. What that page leaves open is a setting
(`sm2_order`, `sm2_form`, `cipher_text`); in answers every form is recognised. The libraries are loaded on first use.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Final, Protocol, cast

from carddesk.errors import ServiceError
from carddesk.language import mark, tr
from carddesk.vendors.dialect import Site

IMAGE_KEY: Final = "image_key_file"
ANSWER_KEY: Final = "answer_key_file"
FORMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sm2_order": ("C1C3C2", "C1C2C3"),
        "sm2_form": ("asn1", "raw"),
        "cipher_text": ("binary", "base64", "hex"),
    }
)
"""Settings `vendors.megvii.*` and what they may be, the assumed form first."""

_NO_KEY: Final = mark(
    "The image was not sent: encryption is on, but the setting vendors.megvii.{setting} names no key file."
)
_BAD_KEY: Final = mark(
    "The image was not sent: the key file of vendors.megvii.{setting} holds no {cipher} key that can be used. "
    "A PEM file without a password is needed."
)
_BAD_FORM: Final = mark("The image was not sent: the setting vendors.megvii.{setting} must be one of {choices}.")
_FAILED: Final = mark("The image was not sent: it could not be encrypted with {cipher} ({why}).")
_LIBRARY: Final = mark(
    "The image was not sent: the program's part for encryption is missing. Install CardDesk anew, or turn encryption off."
)
_LEAST_SEALED: Final = 64
"""Bytes that the shortest ciphertext has; nothing printed on a card looks like base64 of so many."""
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG")


class SealedError(ValueError):
    """Something cannot be made plain with the key at hand."""


class KeyFileError(ValueError):
    """A file holds no key of the kind that is needed."""


class FailedError(ValueError):
    """The library would not encrypt."""


class Unsealer(Protocol):
    """A private key."""

    def fits(self, sealed: bytes) -> bool:
        """Whether the bytes look like something encrypted for such a key."""

    def unsealed(self, sealed: bytes) -> bytes:
        """The plain bytes.

        Raises:
            SealedError: they were not encrypted for this key.
        """


class Cipher(Protocol):
    """One way to encrypt: what the modules `rsa` and `sm2` offer as `CIPHER`."""

    def seal(self, plain: bytes, public_pem: bytes, forms: Mapping[str, str]) -> bytes:
        """The bytes encrypted.

        Raises:
            KeyFileError: no public key of this kind.
            FailedError: the library refused.
        """

    def unsealer(self, private_pem: bytes) -> Unsealer:
        """The private key.

        Raises:
            KeyFileError: no private key of this kind, or one with a password.
        """


def sealed(name: str, plain: bytes, site: Site) -> bytes:
    """The image as it is sent with `encryption_type` SM2 or RSA; never as it was.

    Raises:
        ServiceError: `encryption_failed`, with the reason and what to do.
    """
    forms = _forms(site)
    keys = {setting: _key(site, setting) for setting in (IMAGE_KEY, ANSWER_KEY)}
    try:
        cipher = _cipher(name)
    except ImportError:
        raise ServiceError("encryption_failed", tr(_LIBRARY)) from None
    setting = ANSWER_KEY
    try:
        # An answer that cannot be opened would have been paid for in vain.
        cipher.unsealer(keys[ANSWER_KEY])
        setting = IMAGE_KEY
        closed = cipher.seal(plain, keys[IMAGE_KEY], forms)
        if len(plain) >= _LEAST_SEALED and plain[:_LEAST_SEALED] in closed:
            # Can only be a broken library; but this is the last place at which it would be seen.
            raise FailedError("unchanged")
        return _as_text(closed, forms["cipher_text"])
    except KeyFileError:
        raise ServiceError("encryption_failed", tr(_BAD_KEY, setting=setting, cipher=name)) from None
    except FailedError as error:
        raise ServiceError("encryption_failed", tr(_FAILED, cipher=name, why=error)) from None


def opener(site: Site) -> Callable[[str], str]:
    """Makes plain what is encrypted for the customer's key; gives everything else back as it is.

    The function given raises SealedError for what is encrypted for another key.
    """
    pem = site.files.get(ANSWER_KEY, b"")
    return (lambda said: _opened(said, pem)) if pem else str


def _opened(said: str, pem: bytes) -> str:
    sealed = _from_text(said)
    if sealed is None or sealed.startswith(_PICTURES):
        return said
    key = _private(pem)
    if not key.fits(sealed):
        return said
    plain = key.unsealed(sealed)
    if plain.startswith(_PICTURES):
        return base64.b64encode(plain).decode("ascii")
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        raise SealedError from None


@cache
def _cipher(name: str) -> Cipher:
    """Loaded when first needed: most desks never encrypt, and the libraries are not small."""
    return cast("Cipher", import_module(f"{__name__}.{name.lower()}").CIPHER)


def _private(pem: bytes) -> Unsealer:
    """Whichever kind of private key the file holds."""
    for name in ("SM2", "RSA"):
        try:
            return _cipher(name).unsealer(pem)
        except (KeyFileError, ImportError):
            continue
    raise SealedError


def _key(site: Site, setting: str) -> bytes:
    pem = site.files.get(setting, b"")
    if not pem.strip():
        raise ServiceError("encryption_failed", tr(_NO_KEY, setting=setting))
    return pem


def _forms(site: Site) -> dict[str, str]:
    """What holds of `FORMS`: the setting, or where nothing is said the assumed form."""
    said = {key: str(site.setting(key) or choices[0]) for key, choices in FORMS.items()}
    for key, choices in FORMS.items():
        if said[key] not in choices:
            raise ServiceError("encryption_failed", tr(_BAD_FORM, setting=key, choices=", ".join(choices)))
    return said


def _as_text(sealed: bytes, form: str) -> bytes:
    if form == "base64":
        return base64.b64encode(sealed)
    return sealed.hex().encode("ascii") if form == "hex" else sealed


def _from_text(said: str) -> bytes | None:
    """The bytes that a long text of base64 or of hexadecimal figures stands for."""
    packed = re.sub(r"\s+", "", said)
    if len(packed) < _LEAST_SEALED:
        return None
    try:
        plain = (
            bytes.fromhex(packed) if re.fullmatch(r"[0-9A-Fa-f]+", packed) else base64.b64decode(packed, validate=True)
        )
    except (ValueError, binascii.Error):
        return None
    return plain if len(plain) >= _LEAST_SEALED else None
