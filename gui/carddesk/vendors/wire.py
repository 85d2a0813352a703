"""What goes over the wire: requests and answers as plain values, so that building and reading them needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode


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
    return "application/x-www-form-urlencoded", urlencode(fields, quote_via=quote, safe="").encode("ascii")
