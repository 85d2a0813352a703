"""What a camera is reached by: a device of this machine, the address of a stream, or a video file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit
from urllib.request import url2pathname

from carddesk.capture.camera.troubles import trouble
from carddesk.services.secret import Secret

Kind = Literal["device", "stream", "file"]

SCHEMES: Final = ("rtsp", "rtsps", "http", "https")
"""FFmpeg knows many more, some of which read files or run other demuxers: none of them is a camera."""
_TELLING = re.compile(r"(?i)(user|usr|login|account|pass|pwd|token|key|auth|secret|sign?|session)")
"""Names of parameters in which cameras want to be told who asks."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where pictures come from.

    Attributes:
        kind: how `place` is to be taken.
        place: number of a device, an address without anything secret, or a path.
        whole: the address of a stream with its name and password; empty where there is none.
    """

    kind: Kind
    place: str
    whole: Secret = field(default_factory=lambda: Secret(""), repr=False)

    @property
    def title(self) -> str:
        """What a case says it came from: of a stream the host alone."""
        if self.kind == "stream":
            return urlsplit(self.place).hostname or ""
        return Path(self.place).name


def source_of(address: str) -> Source:
    """The stream or the video file that a person named; what is secret in an address stands in `whole` alone.

    Raises:
        CameraError: `camera_address_form`, it is neither.
    """
    text = address.strip()
    scheme = text.partition("://")[0].lower() if "://" in text else ""
    if not text or not text.isprintable() or (scheme and scheme not in {*SCHEMES, "file"}):
        raise trouble("camera_address_form")
    if scheme in SCHEMES:
        return _stream(text)
    path = url2pathname(urlsplit(text).path) if scheme else text
    if not Path(path).is_absolute():
        raise trouble("camera_address_form")
    return Source("file", path)


def _stream(text: str) -> Source:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise trouble("camera_address_form") from error
    if not host or re.search(r"[\s\\]", text):
        raise trouble("camera_address_form")
    told = [each for each in parts.query.split("&") if each and not _TELLING.search(each.partition("=")[0])]
    public = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="&".join(told), fragment=""))
    secret = "@" in parts.netloc or len(told) < len([each for each in parts.query.split("&") if each])
    return Source("stream", public, Secret(text if secret else ""))
