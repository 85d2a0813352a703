"""HEIC and AVIF images open as telephones take them, upright; hostile ones are refused in words."""

import base64
import io
import zlib

import pytest
from PIL import Image

from carddesk.errors import ImageError
from carddesk.imaging.decode import decode, is_plain, probe

HEIC = zlib.decompress(
    base64.b64decode(
        "eNpjYGCQSSupLMhIzUxmAILczDRDEDs3MzGNgYGxNje1JJEBAhQzUnKKoGyGgszkEgY0oJSZkw82xMWBgREIgYBxIYQGgpVArJyZ"
        "mZcG5oFERYGcVCYoL6Ms2RDE5CvILMmFK/mbWVBUAKTvZhYk5wPpMqAyZ0ZmkNAEsCK5Dwx//v74wcDAz5wA1CHhwMjD+P8/SAEz"
        "SAUzCMntYnJIBEpqOTEyosksUGhknfbqybKdOzgyDBSAQswggkExCaiczYXxYPGBTqAlwsn5OUV5yTkVQFFeBrYGoJBIZnFBKtRn"
        "DlCskZyTWABlgxxvAKVBgOn///8fQDQQCxRkVmSCBJk5ODiAlERmQS4skIHhxtrIxMzaAmRvzE1JBAXyUg3G9cINTw2//z/ca/9y"
        "vv/XOzMnrzDk/m/8+D3fqv+cRUek++apP1W0v59rf31uh8aFmc//z7YuL+Z4sMg/kJX3ufet8x0rPzw7+H3y541mjd/LqsRu3+H/"
        "E/eCQW2frrVpy2OmKTLF65mbGbTEfO0FmLfZTT2yrzewTkL//rZr4jwL8tuiGMTdf1yfxjAnIcDKjG23/9FjhwsLHIr/nK6SujZt"
        "4gpLhqf77ULrQwDEDJtc"
    )
)
"""64 x 48 pixels: red, green, blue and white quarters. Nothing here can write such a file."""
QUARTERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))


def corners(data: bytes) -> list[str]:
    pixels = decode(data)
    names = {"100": "red", "010": "green", "001": "blue", "111": "white"}
    places = ((5, 5), (5, -5), (-5, 5), (-5, -5))
    return [names.get("".join(str(int(value > 127)) for value in pixels[place]), "?") for place in places]


def avif(turn: int = 1, frames: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    image = Image.new("RGB", size)
    half = size[0] // 2, size[1] // 2
    for at, paint in enumerate(QUARTERS):
        image.paste(paint, (at % 2 * half[0], at // 2 * half[1], (at % 2 + 1) * half[0], (at // 2 + 1) * half[1]))
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    image.save(out, "AVIF", exif=exif, save_all=frames > 1, append_images=[image.rotate(90)] * (frames - 1))
    return out.getvalue()


def refused(data: bytes) -> ImageError:
    with pytest.raises(ImageError) as told:
        decode(data)
    return told.value


def test_a_heic_image_opens() -> None:
    assert probe(HEIC).sizes == ((64, 48),)
    assert corners(HEIC) == ["red", "green", "blue", "white"]
    assert decode(HEIC, max_side=16).shape == (12, 16, 3)
    assert not is_plain(HEIC)


@pytest.mark.parametrize(
    ("turn", "size", "seen"),
    [
        (1, (64, 48), ["red", "green", "blue", "white"]),
        (3, (64, 48), ["white", "blue", "green", "red"]),
        (6, (48, 64), ["blue", "red", "white", "green"]),
        (8, (48, 64), ["green", "white", "red", "blue"]),
    ],
)
def test_an_avif_image_is_upright(turn: int, size: tuple[int, int], seen: list[str]) -> None:
    data = avif(turn)
    assert probe(data).sizes == (size,)
    assert corners(data) == seen


def test_moving_pictures_are_refused() -> None:
    assert refused(avif(frames=3)).code == "image_unsupported"


@pytest.mark.parametrize("kept", [20, 100, 300, 500, -10])
def test_what_was_cut_off_is_refused(kept: int) -> None:
    assert refused(HEIC[:kept]).code in {"image_truncated", "image_broken"}


def test_a_picture_that_says_it_is_huge_is_not_decoded() -> None:
    place = HEIC.index(b"ispe") + 8
    huge = HEIC[:place] + (30_000).to_bytes(4, "big") * 2 + HEIC[place + 8 :]
    assert refused(huge).code in {"image_too_large", "image_broken"}


def test_there_is_no_page_beyond_the_last() -> None:
    with pytest.raises(ImageError) as told:
        decode(HEIC, 2)
    assert told.value.code == "image_page"
