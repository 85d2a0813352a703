"""The address of a picture that is fetched by a service and never by this program: a sheet with its host and path stands for it."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from carddesk.errors import ImageError
from carddesk.imaging.formats.contract import Format, ImageFacts, Pixels, no_page
from carddesk.language import mark, tr

_START: Final = b"\x00carddesk address 1\n"
"""Bytes that no file of another kind begins with."""
_SHOWN: Final = 300
_NOTHING: Final = mark(
    "An address stands for this picture, which only the service can fetch. There is no picture to look at."
)


def made(wire: bytes) -> bytes:
    """What is kept in place of a picture: the address as it is sent, with its query. To be kept encrypted alone."""
    return _START + wire


def wire(data: bytes) -> bytes:
    """The address as it is sent; empty where these bytes are none."""
    return data.removeprefix(_START) if data.startswith(_START) else b""


def shown(text: str) -> str:
    """Host and path of an address, for people. The query is left out, and who it is asked as: both may be as good as a password."""
    try:
        parts: SplitResult = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{host}{f':{port}' if port else ''}{unquote(parts.path)}"[:_SHOWN]


def probe(data: bytes) -> ImageFacts:
    """As in the contract."""
    from carddesk.imaging.placeholder import SIZE  # noqa: PLC0415

    _text(data)
    return ImageFacts("ADDRESS", (SIZE,))


def decode(data: bytes, page: int, max_side: int | None) -> Pixels:
    """As in the contract."""
    from carddesk.imaging import placeholder  # noqa: PLC0415

    if page != 1:
        raise no_page(page, 1)
    lines = [
        (
            "图片由服务从这个地址获取；本程序不下载它，此处没有可看的图。",
            "The service fetches the picture from this address; this program does not, so there is nothing to see here.",
        )
    ]
    heading = "图片地址", "Address of a picture"
    return placeholder.drawn(heading, lines, (printable(shown(_text(data))),), max_side)


def printable(text: str) -> str:
    """Without signs that turn the direction of writing or cannot be seen."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _text(data: bytes) -> str:
    try:
        return wire(data).decode("ascii")
    except ValueError:
        raise ImageError("image_broken", tr("The address is damaged. Enter it again.")) from None


FORMAT = Format(
    "address",
    40,
    lambda data: data.startswith(_START),
    probe,
    decode,
    lambda _data: False,
    lambda _data, _page: tr(_NOTHING),
)
