"""What goes over the wire: requests and answers as plain values, so that building and reading them needs no network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_RESERVED = re.compile(rb"[^A-Za-z0-9_.~-]")
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request.

    Attributes:
        url: without its query.
        query: kept apart and out of `repr`, since vendors put tokens there.
        headers: as sent; out of `repr` for the same reason.
        body: the very bytes.
        idempotent: whether sending it twice costs nothing (a token, a project's number).
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    idempotent: bool = False


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """One HTTP answer: status, headers with names in lower case, and the whole body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file in a multipart form."""

    name: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)


def multipart(fields: Mapping[str, str], files: Sequence[FilePart], boundary: str) -> tuple[str, bytes]:
    """The content type and the body of a multipart form (RFC 7578). The boundary must not occur in any part."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for file in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{file.name}"; filename="{file.filename}"\r\n'
            f"Content-Type: {file.content_type}\r\n\r\n"
        )
        parts.append(head.encode() + file.data + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(parts)


def form(fields: Mapping[str, str]) -> tuple[str, bytes]:
    """The content type and the body of a form as browsers send it, each value percent-encoded once."""
    pairs = (_percent_encoded(name) + b"=" + _percent_encoded(value) for name, value in fields.items())
    return "application/x-www-form-urlencoded", b"&".join(pairs)


def _percent_encoded(text: str) -> bytes:
    """As RFC 3986 says. Piece by piece, since one go over megabytes of base64 would keep every other thread waiting."""
    data = text.encode()
    return b"".join(_RESERVED.sub(_escaped, data[at : at + _PIECE]) for at in range(0, len(data), _PIECE))


def _escaped(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % byte[0][0]
