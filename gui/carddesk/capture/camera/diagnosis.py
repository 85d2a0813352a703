"""Why a stream could not be opened: FFmpeg says it to nobody, so the camera is asked once more, plainly."""

from __future__ import annotations

import base64
import socket
import ssl
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from carddesk.capture.camera.troubles import Trouble

_SECONDS: Final = 4.0
_DENIED: Final = (401, 403, 407)
_RTSP_PORT: Final = 554
_RTSPS_PORT: Final = 322
_MOST_BYTES: Final = 4096


def diagnosed(address: str) -> Trouble:
    """What is wrong with this address, which may hold a name and a password. Takes up to twice `_SECONDS`."""
    parts = urlsplit(address)
    try:
        return _of_rtsp(parts) if parts.scheme.lower().startswith("rtsp") else _of_http(parts)
    except socket.gaierror:
        return "camera_unknown_host"
    except ssl.SSLError:
        return "camera_address"
    except (OSError, HTTPException):  # refused, no way there, too slow, or no HTTP at all
        return "camera_unreachable"


def _of_http(parts: SplitResult) -> Trouble:
    # The certificate of a camera is its own; FFmpeg does not look at it, either.
    secure = parts.scheme.lower() == "https"
    host, port = parts.hostname or "", parts.port
    connection = (
        HTTPSConnection(host, port, timeout=_SECONDS, context=ssl._create_unverified_context())  # noqa: S323, SLF001
        if secure
        else HTTPConnection(host, port, timeout=_SECONDS)
    )
    with closing(connection):
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers=_login(parts))
        answer = connection.getresponse()
        with closing(answer):
            if answer.status in _DENIED:
                return "camera_denied"
            kind = (answer.headers.get_content_type() or "").lower()
            moving = kind.startswith(("multipart/", "video/", "image/", "application/vnd.apple"))
            return "camera_no_picture" if answer.status == 200 and moving else "camera_address"


def _of_rtsp(parts: SplitResult) -> Trouble:
    """By asking to have the stream described (RFC 7826, 13.4); servers of version 1.0 answer alike."""
    secure = parts.scheme.lower() == "rtsps"
    port = parts.port or (_RTSPS_PORT if secure else _RTSP_PORT)
    host = parts.hostname or ""
    with socket.create_connection((host, port), timeout=_SECONDS) as plain:
        line = ssl._create_unverified_context().wrap_socket(plain, server_hostname=host) if secure else plain  # noqa: S323, SLF001
        line.settimeout(_SECONDS)
        asked = f"rtsp://{host}:{port}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        login = "".join(f"{name}: {value}\r\n" for name, value in _login(parts).items())
        line.sendall(f"DESCRIBE {asked} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n{login}\r\n".encode())
        first = line.recv(_MOST_BYTES).split(b"\r\n", 1)[0].split()
    if len(first) < 2 or not first[0].startswith(b"RTSP/"):
        return "camera_address"
    if first[1] in {str(status).encode() for status in _DENIED}:
        return "camera_denied"
    return "camera_no_picture" if first[1] == b"200" else "camera_address"


def _login(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
