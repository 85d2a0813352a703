"""HEIC images by pi-heif and AVIF images by Pillow, in the rendering process. Decoding alone: neither can write HEIC."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import pi_heif
from PIL import AvifImagePlugin, Image, ImageOps

from carddesk.imaging.limits import MAX_PAGES, MAX_PIXELS
from carddesk.imaging.rendering.protocol import Outcome
from carddesk.imaging.rendering.troubles import CannotOpen

Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
_TURNED: Final = 5
"""EXIF orientations from here on swap width and height."""
_AVIF: Final = (b"avif", b"avis")
_BROKEN: Final = (OSError, ValueError, RuntimeError, SyntaxError, LookupError, EOFError, TypeError)


class Pictures:
    """The pictures of one file. A telephone's HEIC has one; those of a series are pages, in the order of the file."""

    def __init__(self, sizes: list[tuple[int, int]], load: Callable[[int], Image.Image]) -> None:
        self._sizes = sizes
        self._load = load

    def facts(self) -> Outcome:
        """Their sizes, upright."""
        if not self._sizes:
            raise CannotOpen("picture")
        if len(self._sizes) > MAX_PAGES:
            raise CannotOpen("many")
        self._require_size(1)
        return Outcome(sizes=tuple(self._sizes))

    def drawn(self, page: int) -> bool:
        """They are pictures, all of them."""
        return False

    def pixels(self, page: int, width: int, height: int) -> bytes:
        """One of them, as large as is asked for."""
        self._require_size(page)
        try:
            image = _on_white(self._load(page - 1))
            if image.size != (width, height):
                if image.size[0] * image.size[1] > MAX_PIXELS:
                    raise CannotOpen("picture")  # the picture inside is larger than the file says
                image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            return image.tobytes()
        except _BROKEN as error:
            raise CannotOpen(_word(error)) from None

    def extract(self, page: int) -> bytes:
        """No file is made of them."""
        raise CannotOpen("page")

    def close(self) -> None:
        """Let go of them."""

    def _require_size(self, page: int) -> None:
        if not 1 <= page <= len(self._sizes):
            raise CannotOpen("page")
        width, height = self._sizes[page - 1]
        if width < 1 or height < 1:
            raise CannotOpen("picture")
        if width * height > MAX_PIXELS:
            raise CannotOpen("pixels")


def opened(data: bytes) -> Pictures:
    """The file, by what it says it is (ISO/IEC 14496-12 §4.3: brand and compatible brands)."""
    try:
        return _avif(data) if _is_avif(data) else _heic(data)
    except Image.DecompressionBombError:
        raise CannotOpen("pixels") from None
    except _BROKEN as error:
        raise CannotOpen(_word(error)) from None


def _is_avif(data: bytes) -> bool:
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[place : place + 4] for place in range(16, end, 4))]
    return any(brand in _AVIF for brand in brands)


def _heic(data: bytes) -> Pictures:
    file = pi_heif.open_heif(io.BytesIO(data))  # turned upright by the library, deep colours made eight bits
    return Pictures([each.size for each in file], lambda index: file[index].to_pillow())


def _avif(data: bytes) -> Pictures:
    image = AvifImagePlugin.AvifImageFile(io.BytesIO(data))
    if getattr(image, "n_frames", 1) > 1:
        raise CannotOpen("animated")
    width, height = image.size
    turned = image.getexif().get(0x0112, 1) >= _TURNED
    return Pictures([(height, width) if turned else (width, height)], lambda _index: ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _word(error: BaseException) -> str:
    said = str(error).lower()
    if "end of file" in said or "truncated" in said or "end of data" in said:
        return "cut"
    return "picture"
