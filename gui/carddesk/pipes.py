"""Pipes between the program and its processes: messages of a JSON head and raw bytes, and the child's way to its own two."""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

_LENGTHS: Final = struct.Struct("!IQ")


def write_message(stream: BinaryIO, head: Mapping[str, object], body: bytes | bytearray | memoryview = b"") -> None:
    """Write one message.

    Raises:
        OSError, ValueError: the other end is gone.
    """
    encoded = json.dumps(head).encode()
    for part in (_LENGTHS.pack(len(encoded), len(body)) + encoded, body):
        rest = memoryview(part)
        while rest:
            rest = rest[stream.write(rest) :]  # pipes without a buffer take what fits
    stream.flush()


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytearray] | None:
    """Read one message, its head and its bytes; None when the other end is gone, in the middle of a message too."""
    lengths = _exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    head = _exactly(stream, head_length)
    body = _exactly(stream, body_length) if head is not None else None
    return (json.loads(head), body) if head is not None and body is not None else None


def pipes_to_parent(*, silent: bool = False) -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output of this process, out of reach of whatever a library may print or read.

    If `silent`, what is printed as errors goes nowhere, too.
    """
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2) if silent else (0, 1):
        os.dup2(nothing, number)
    os.close(nothing)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.setmode(incoming.fileno(), os.O_BINARY)
        msvcrt.setmode(outgoing.fileno(), os.O_BINARY)
    return incoming, outgoing


def _exactly(stream: BinaryIO, length: int) -> bytearray | None:
    """So many bytes; None where the stream ends before."""
    found = bytearray(length)
    view, got = memoryview(found), 0
    while got < length:
        more = stream.readinto(view[got:])  # type: ignore[attr-defined]
        if not more:
            return None
        got += more
    return found
