"""Images and files as they are sent."""

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image


def _bytes(image: Image.Image, form: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


@pytest.fixture
def jpeg_of() -> Callable[[Image.Image], bytes]:
    return _bytes


@pytest.fixture
def card() -> bytes:
    """A small picture whose base64 holds every character that a form encodes."""
    return _bytes(Image.effect_noise((80, 50), 90).convert("RGB"))


@pytest.fixture
def sized() -> Callable[[int, int, str], bytes]:
    return lambda width, height, form: _bytes(Image.new("RGB", (width, height), "white"), form)


@pytest.fixture
def pdf() -> bytes:
    """Three pages."""
    pages = [Image.new("RGB", (60, 40), colour) for colour in ("white", "grey", "black")]
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:])
    return stream.getvalue()


@pytest.fixture
def ofd() -> bytes:
    """Two pages."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>")
        archive.writestr("Doc_0/Document.xml", '<ofd:Pages><ofd:Page ID="1"/><ofd:Page ID="2"/></ofd:Pages>')
    return stream.getvalue()
