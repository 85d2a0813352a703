"""What a drop or the clipboard holds for the desk: files and folders, or an image."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from carddesk.language import tr

_READY_MADE = ("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp")
"""Formats taken from the clipboard byte for byte; anything else is encoded anew, without loss."""


def paths_in(mime: QMimeData | None) -> list[Path]:
    """The local files and folders offered."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] if mime and mime.hasUrls() else []


def holds_images(mime: QMimeData | None) -> bool:
    """Whether this is something for the queue rather than text for an edit box.

    Spreadsheets and word processors offer a picture of the text beside it: then the text is meant.
    """
    return bool(paths_in(mime)) or (mime is not None and mime.hasImage() and not mime.hasText())


def pastes_images(key: QKeyEvent) -> bool:
    """Whether this key means to paste and the clipboard holds something for the queue: no text box wants it then."""
    return key.matches(QKeySequence.StandardKey.Paste) and holds_images(QApplication.clipboard().mimeData())


Fetch = Callable[[], Awaitable[tuple[bytes, str]]]
"""A way to the bytes and the name of an image."""


def take(mime: QMimeData | None) -> Fetch | None:
    """A way to the bytes and the name of the image offered; None when there is none.

    What belongs to the clipboard is fetched now; encoding, which may take a while, happens off the event loop.
    """
    if mime is None:  # so Qt says that a clipboard is empty
        return None
    for kind in _READY_MADE:
        if mime.hasFormat(kind):
            data = mime.data(kind).data()
            if data:
                return lambda: _given(bytes(data))
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return lambda: _encoded(image.copy())
    return None


async def _given(data: bytes) -> tuple[bytes, str]:
    return data, tr("Pasted image")


async def _encoded(image: QImage) -> tuple[bytes, str]:
    return await asyncio.to_thread(_png, image), tr("Pasted image")


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data())
