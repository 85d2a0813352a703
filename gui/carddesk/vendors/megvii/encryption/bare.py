"""Key files without the lines of PEM: base64 or hexadecimal figures as consoles show and people paste them, or bytes."""

from __future__ import annotations

import base64
import binascii
import re


def bare(file: bytes) -> bytes | None:
    """The bytes of the key; None where the file is PEM or holds nothing of the kind."""
    if b"-----" in file:
        return None
    packed = b"".join(file.removeprefix(b"\xef\xbb\xbf").split())
    if re.fullmatch(rb"([0-9A-Fa-f]{2})+", packed):
        return bytes.fromhex(packed.decode("ascii"))
    try:
        return base64.b64decode(packed, validate=True)
    except binascii.Error:
        return file
