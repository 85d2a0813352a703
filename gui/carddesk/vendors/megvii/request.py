"""The request of a Megvii card service: a multipart form with the image, to which the signature is added later."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from carddesk.services.contract import OptionValue
from carddesk.vendors.dialect import Sent, Site
from carddesk.vendors.megvii.encryption import sealed
from carddesk.vendors.megvii.options import encryption, form_fields
from carddesk.vendors.wire import FilePart, WireRequest, multipart

MOST_BYTES: Final = 10_000_000
"""Of an image and of a whole request alike (document, error 413); in decimal MB, since it does not say which."""
OVERHEAD_BYTES: Final = 100_000
"""Left for the rest of the form: file names, options and the signature take some 1,500 bytes."""

_BOUNDARY_MARK: Final = "boundary="
_SUFFIXES: Final = {"image/jpeg": "jpg", "image/png": "png"}


def card_request(path: str, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
    """The request for one image, not yet signed.

    Raises:
        ServiceError: `bad_option`, or `encryption_failed`: encryption is asked for and cannot be had.
    """
    image = _image(sent, encryption(options), site)
    content_type, body = multipart(form_fields(options), (image,), _boundary(image.data))
    return WireRequest("POST", f"{site.base_url}{path}", headers={"Content-Type": content_type}, body=body)


def with_fields(request: WireRequest, fields: Mapping[str, str]) -> WireRequest:
    """The multipart request with text fields put before all others."""
    boundary = request.headers["Content-Type"].partition(_BOUNDARY_MARK)[2]
    _, alone = multipart(fields, (), boundary)
    end = f"--{boundary}--\r\n".encode()
    return replace(request, body=alone.removesuffix(end) + request.body)


def _image(sent: Sent, cipher: str, site: Site) -> FilePart:
    if cipher == "none":
        content_type = sent.content_type or "application/octet-stream"
        return FilePart("image", f"image.{_SUFFIXES.get(content_type, 'bin')}", content_type, sent.data)
    # Larger than before, by up to a third. Whoever sends it makes the image smaller where the request grows too large.
    return FilePart("image", "image.bin", "application/octet-stream", sealed(cipher, sent.data, site))


def _boundary(data: bytes) -> str:
    """A boundary that does not occur in the image; the same for the same image, so that requests can be compared."""
    seed = b""
    while True:
        seed = hashlib.sha256(seed + data).digest()
        boundary = f"carddesk-{seed.hex()[:32]}"
        if boundary.encode() not in data:
            return boundary
