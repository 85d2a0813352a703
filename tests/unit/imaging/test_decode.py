"""Image files of every kind become upright RGB pixels, or an `ImageError` that says why not."""

import io
import resource
import struct
import threading
import time
import warnings
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from carddesk.errors import ImageError
from carddesk.imaging import colour
from carddesk.imaging.decode import ImageFacts, decode, pages, probe
from carddesk.imaging.formats import pictures

WIDTH, HEIGHT = 60, 40
ORIENTATION = 274


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def quarters(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Red upper left, green upper right, blue lower left, white lower right: every turn and mirror looks different."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return image


def noise() -> Image.Image:
    values = np.random.default_rng(7).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    return Image.fromarray(values)


def corners(pixels: NDArray[np.uint8]) -> list[str]:
    """The colours a quarter in from each corner: upper left, upper right, lower left, lower right."""
    height, width, _ = pixels.shape
    names = {"100": "red", "010": "green", "001": "blue", "111": "white", "000": "black"}
    return [
        names.get("".join(str(int(value > 127)) for value in pixels[y, x]), "?")
        for y in (height // 4, height * 3 // 4)
        for x in (width // 4, width * 3 // 4)
    ]


UPRIGHT = ["red", "green", "blue", "white"]


def refused(data: bytes, page: int = 1) -> ImageError:
    with pytest.raises(ImageError) as caught:
        decode(data, page)
    return caught.value


@pytest.mark.parametrize(
    ("form", "options", "name"),
    [
        ("JPEG", {"quality": 95}, "JPEG"),
        ("JPEG", {"progressive": True}, "JPEG"),
        ("PNG", {}, "PNG"),
        ("BMP", {}, "BMP"),
        ("DIB", {}, None),
        ("TIFF", {}, "TIFF"),
        ("TIFF", {"compression": "tiff_lzw"}, "TIFF"),
        ("TIFF", {"compression": "tiff_adobe_deflate"}, "TIFF"),
        ("TIFF", {"compression": "jpeg", "quality": 95}, "TIFF"),
        ("TIFF", {"big_tiff": True}, "TIFF"),
        ("WEBP", {"lossless": True}, "WEBP"),
        ("WEBP", {"quality": 90}, "WEBP"),
        ("GIF", {}, "GIF"),
    ],
)
def test_each_format_gives_its_pixels(form: str, options: dict[str, Any], name: str | None) -> None:
    data = encoded(quarters(), form, **options)
    if name is None:
        assert refused(data).code == "image_unsupported"
        return
    assert probe(data) == ImageFacts(name, ((WIDTH, HEIGHT),))
    pixels = decode(data)
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert pixels.flags.writeable
    assert corners(pixels) == UPRIGHT


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "WEBP"])
def test_lossless_formats_keep_every_pixel(form: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    assert np.array_equal(decode(encoded(noise(), form, **options)), np.asarray(noise()))


TURNS = {
    1: lambda image: image,
    2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}
"""What a camera stored under each orientation when the scene was upright (EXIF 2.32, tag 274)."""


@pytest.mark.parametrize("orientation", sorted(TURNS))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_orientation_tag_is_obeyed(form: str, orientation: int) -> None:
    stored = TURNS[orientation](quarters())
    if form == "TIFF":
        data = encoded(stored, form, tiffinfo={ORIENTATION: orientation})
    else:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        data = encoded(stored, form, exif=exif, **({"lossless": True} if form == "WEBP" else {}))
    assert probe(data).sizes == ((WIDTH, HEIGHT),)
    assert corners(decode(data)) == UPRIGHT
    small = decode(data, max_side=30)
    assert small.shape == (20, 30, 3)
    assert corners(small) == UPRIGHT


def test_an_orientation_tag_behind_the_pixels_counts_for_probe_and_decode() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    plain = encoded(TURNS[6](quarters()), "PNG")
    body = exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    data = plain[:-12] + chunk + plain[-12:]
    assert probe(data).sizes == ((WIDTH, HEIGHT),)
    assert corners(decode(data)) == UPRIGHT


@pytest.mark.parametrize("comment", [None, "no tag of any kind: eXIf"])
def test_probing_does_not_decode_the_pixels(comment: str | None) -> None:
    text = PngImagePlugin.PngInfo()
    if comment is not None:
        text.add_text("Comment", comment)
    data = encoded(noise(), "PNG", pnginfo=text)
    half = data[: len(data) // 2]
    assert probe(half) == ImageFacts("PNG", ((WIDTH, HEIGHT),))
    assert refused(half).code == "image_truncated"


def test_a_damaged_orientation_tag_does_not_refuse_the_picture() -> None:
    data = encoded(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 40)
    assert corners(decode(data)) == UPRIGHT


def test_every_page_of_a_tiff_has_its_own_size_turn_and_depth() -> None:
    second = TURNS[8](quarters(80, 48))
    data = _tiff([(quarters(), {}), (second, {ORIENTATION: 8}), (quarters().convert("1"), {})])
    assert probe(data) == ImageFacts("TIFF", ((WIDTH, HEIGHT), (80, 48), (WIDTH, HEIGHT)))
    assert pages(data) == 3
    assert decode(data, 2).shape == (48, 80, 3)
    assert corners(decode(data, 2)) == UPRIGHT
    assert decode(data, 3).shape == (HEIGHT, WIDTH, 3)
    assert corners(decode(data, 1)) == UPRIGHT
    for absent in (0, -1, 4):
        assert refused(data, absent).code == "image_page"


def test_a_thumbnail_inside_a_tiff_is_no_page() -> None:
    data = _tiff([(quarters(16, 12), {254: 1}), (quarters(), {}), (quarters(80, 60), {254: 2})])
    assert probe(data) == ImageFacts("TIFF", ((WIDTH, HEIGHT), (80, 60)))
    assert decode(data, 1).shape == (HEIGHT, WIDTH, 3)
    assert decode(data, 2).shape == (60, 80, 3)


def _tiff(frames: list[tuple[Image.Image, dict[int, int]]]) -> bytes:
    target = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(target) as writer:
        for image, tags in frames:
            image.save(writer, "TIFF", tiffinfo=tags)
            writer.newFrame()
    return target.getvalue()


@pytest.mark.parametrize("compression", [None, "group3", "group4", "packbits"])
def test_black_and_white_scans_open(compression: str | None) -> None:
    page = Image.new("1", (WIDTH, HEIGHT), 1)
    page.paste(0, (0, 0, 30, 20))
    pixels = decode(encoded(page, "TIFF", compression=compression))
    assert corners(pixels) == ["black", "white", "white", "white"]


def test_black_and_white_is_shrunk_through_grey() -> None:
    stripes = Image.new("1", (400, 100), 1)
    for x in range(0, 400, 2):
        stripes.paste(0, (x, 0, x + 1, 100))
    assert abs(float(decode(encoded(stripes, "PNG"), max_side=50).mean()) - 127.5) < 12


def test_a_palette_opens_in_its_colours() -> None:
    palette = quarters().convert("P", palette=Image.Palette.ADAPTIVE)
    for form in ("PNG", "GIF", "TIFF", "BMP"):
        assert corners(decode(encoded(palette, form))) == UPRIGHT


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_laid_on_white(mode: str) -> None:
    image = Image.new(mode, (WIDTH, HEIGHT), (0, 0) if mode == "LA" else (0, 0, 0, 0))
    image.paste((0, 255) if mode == "LA" else (0, 0, 0, 255), (0, 0, 30, 20))
    assert corners(decode(encoded(image, "PNG"))) == ["black", "white", "white", "white"]


def test_half_transparent_black_is_grey() -> None:
    assert abs(int(decode(encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 128)), "PNG"))[0, 0, 0]) - 127) <= 1


def test_a_transparent_palette_entry_and_a_transparent_colour_are_white() -> None:
    palette = Image.new("P", (WIDTH, HEIGHT), 1)
    palette.putpalette([255, 0, 0, 0, 0, 0])
    assert decode(encoded(palette, "PNG", transparency=1)).min() == 255
    assert decode(encoded(palette, "GIF", transparency=1)).min() == 255
    plain = Image.new("RGB", (WIDTH, HEIGHT), (1, 2, 3))
    assert decode(encoded(plain, "PNG", transparency=(1, 2, 3))).min() == 255
    grey = Image.new("L", (WIDTH, HEIGHT), 9)
    assert decode(encoded(grey, "PNG", transparency=9)).min() == 255


def test_print_colours_of_jpeg_are_not_inverted() -> None:
    # Pillow writes the Adobe marker and inverted values, as Photoshop does.
    data = encoded(quarters().convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in data
    assert corners(decode(data)) == UPRIGHT


def test_print_colours_of_tiff_open() -> None:
    assert corners(decode(encoded(quarters().convert("CMYK"), "TIFF"))) == UPRIGHT


def test_a_profile_that_does_not_fit_is_passed_over() -> None:
    image = quarters().convert("CMYK")
    wrong = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (wrong, b"no profile at all"):
        assert corners(decode(encoded(image, "JPEG", icc_profile=profile, quality=95))) == UPRIGHT


def test_lab_colours_open() -> None:
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    lab = ImageCms.profileToProfile(quarters(), *profiles, outputMode="LAB")
    assert lab is not None
    assert corners(decode(encoded(lab, "TIFF"))) == UPRIGHT


def _grey16(values: NDArray[np.uint16], form: str) -> NDArray[np.uint8]:
    return decode(encoded(Image.fromarray(values), form))[..., 0]


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_not_clipped(form: str) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (8, 1))
    got = _grey16(ramp, form)
    assert np.abs(got[0].astype(int) - np.arange(256)).max() <= 1


def test_twelve_bits_in_sixteen_are_not_dark() -> None:
    ramp = np.tile(np.linspace(0, 4095, 256).astype(np.uint16), (8, 1))
    got = _grey16(ramp, "TIFF")
    assert np.abs(got[0].astype(int) - np.arange(256)).max() <= 1


def test_sixteen_bit_grey_where_nought_is_white_is_not_a_negative() -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (8, 1))
    data = encoded(Image.fromarray(ramp), "TIFF", tiffinfo={262: 0})
    got = decode(data)[0, :, 0]
    assert got[0] > 250
    assert got[-1] < 5


@pytest.mark.parametrize(("top", "offset"), [(1.0, 0.0), (255.0, 0.0), (65535.0, 0.0), (2.0, -1.0)])
def test_floating_grey_uses_the_whole_scale(top: float, offset: float) -> None:
    ramp = np.tile((np.linspace(0, top, 256) + offset).astype(np.float32), (8, 1))
    got = decode(encoded(Image.fromarray(ramp), "TIFF"))[0, :, 0]
    assert np.abs(got.astype(int) - np.arange(256)).max() <= 1


def test_floating_grey_with_holes_opens() -> None:
    values = np.full((8, 8), 200, np.float32)
    values[0, 0] = np.nan
    values[0, 1] = np.inf
    got = decode(encoded(Image.fromarray(values), "TIFF"))[..., 0]
    assert got[4, 4] == 200
    assert got[0, 0] == 0


def test_max_side_shrinks_and_never_enlarges() -> None:
    data = encoded(quarters(1000, 600), "JPEG")
    assert decode(data, max_side=200).shape == (120, 200, 3)
    assert corners(decode(data, max_side=200)) == UPRIGHT
    assert decode(data, max_side=5000).shape == (600, 1000, 3)
    assert decode(encoded(quarters(2000, 4), "PNG"), max_side=10).shape == (1, 10, 3)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_shrinking_mixes_all_pixels(form: str) -> None:
    checks = (np.indices((640, 640)).sum(axis=0) % 2 * 255).astype(np.uint8)
    small = decode(encoded(Image.fromarray(checks), form, **({"quality": 95} if form == "JPEG" else {})), max_side=40)
    assert np.abs(small.astype(int) - 127).max() <= 6


def test_a_telephone_jpeg_with_a_second_picture_is_one_jpeg() -> None:
    data = encoded(quarters(), "MPO", save_all=True, append_images=[quarters(20, 20)], quality=95)
    assert probe(data) == ImageFacts("JPEG", ((WIDTH, HEIGHT),))
    assert corners(decode(data)) == UPRIGHT


def test_bytes_behind_the_end_of_a_jpeg_do_no_harm() -> None:
    data = encoded(noise(), "JPEG")
    assert np.array_equal(decode(data + b"\0trailer\xff\xd8\xff\xd9" * 9), decode(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused_as_such(form: str, kept: float) -> None:
    data = encoded(noise(), form)
    error = refused(data[: int(len(data) * kept)])
    assert error.code == "image_truncated"
    assert "missing" in error.message


@pytest.mark.parametrize("options", [{}, {"subsampling": 0}, {"restart_marker_rows": 1}, {"optimize": True}])
@pytest.mark.parametrize("kept", [0.5, 0.8, 0.95])
def test_a_jpeg_cut_off_and_closed_again_is_not_passed_off_with_a_grey_foot(
    options: dict[str, Any], kept: float
) -> None:
    data = encoded(noise().resize((320, 240)), "JPEG", **options)
    assert refused(data[: int(len(data) * kept)] + b"\xff\xd9").code == "image_truncated"


@pytest.mark.parametrize("options", [{}, {"restart_marker_blocks": 3}, {"quality": 20}, {"subsampling": 1}])
@pytest.mark.parametrize("size", [(1, 1), (7, 9), (16, 16), (333, 257)])
def test_whole_jpegs_of_any_size_are_not_taken_for_cut_off(options: dict[str, Any], size: tuple[int, int]) -> None:
    data = encoded(noise().resize(size), "JPEG", **options)
    assert np.array_equal(decode(data), np.asarray(Image.open(io.BytesIO(data))))


def _pdf() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "image_empty", "empty"),
        (_pdf(), "image_truncated", "end of the document"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image_broken", "image file is damaged"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "image_unsupported", "SVG"),
        (b"PK\x03\x04rest of a DOCX", "image_unsupported", "archive"),
        (b"PK\x03\x04rest of an OFD\0OFD.xml\0", "image_broken", "document is damaged"),
        ("姓名,号码\n张三,1\n".encode(), "image_unsupported", "text"),
        (b"\x00\x01\x02\x03" * 50, "image_unsupported", "known format"),
        (b"\xff\xd8\xff\xc0\x00\x05abc and then nothing good\xff\xd9", "image_broken", "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + bytes(40) + b"IEND", "image_broken", "damaged"),
    ],
)
def test_what_is_no_image_is_refused_by_its_name(data: bytes, code: str, word: str) -> None:
    for ask in (decode, probe, pages):
        with pytest.raises(ImageError) as caught:
            ask(data)
        assert caught.value.code == code
        assert word in caught.value.message


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_moving_pictures_are_refused(form: str) -> None:
    data = encoded(quarters(), form, save_all=True, append_images=[noise(), quarters()])
    assert refused(data).code == "image_unsupported"
    assert "animated" in refused(data).message


def _png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    )


def test_a_decompression_bomb_is_refused_by_its_header() -> None:
    for width, height in ((12_001, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)):
        data = b"\x89PNG\r\n\x1a\n" + _png_header(width, height)
        assert refused(data).code == "image_too_large"
        with pytest.raises(ImageError, match="120 megapixels"):
            probe(data)


def test_a_canvas_beyond_the_limit_is_refused_before_it_is_allocated() -> None:
    side = (16_000 - 1).to_bytes(3, "little")
    chunk = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + side + side
    data = b"RIFF" + (4 + len(chunk)).to_bytes(4, "little") + b"WEBP" + chunk
    assert refused(data).code == "image_too_large"


@pytest.mark.parametrize("form", ["BMP", "GIF", "WEBP", "TIFF", "JPEG"])
def test_the_limit_holds_for_each_format(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", WIDTH * HEIGHT - 1)
    assert refused(encoded(quarters(), form)).code == "image_too_large"


def test_an_image_at_the_limit_opens_without_a_warning() -> None:
    data = encoded(Image.new("1", (12_000, 10_000), 1), "PNG")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert probe(data) == ImageFacts("PNG", ((12_000, 10_000),))
    assert said == []


def test_64_megapixels_open() -> None:
    data = encoded(quarters(9248, 6936), "JPEG")
    pixels = decode(data)
    assert pixels.shape == (6936, 9248, 3)
    assert corners(pixels) == UPRIGHT


def test_memory_for_pixels_comes_in_blocks_that_need_no_clearing() -> None:
    # Above the largest size that glibc ever serves from memory that was used before.
    assert Image.core.get_block_size() > 32 << 20


def test_an_image_without_pixels_is_refused() -> None:
    data = b"\x89PNG\r\n\x1a\n" + _png_header(0, 5)
    assert refused(data).code == "image_broken"


def test_want_of_memory_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def starve(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(colour, "to_rgb", starve)
    assert refused(encoded(quarters(), "PNG")).code == "image_too_large"


def test_a_bug_of_our_own_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class OurOwnMistakeError(Exception):
        pass

    def fail(*_: object) -> None:
        raise OurOwnMistakeError

    monkeypatch.setattr(colour, "to_rgb", fail)
    with pytest.raises(OurOwnMistakeError):
        decode(encoded(quarters(), "PNG"))


def test_many_threads_open_images_at_once() -> None:
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("JPEG", {"quality": 95}),
        ("PNG", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
    ]
    kinds += [("WEBP", {"lossless": True}), ("GIF", {})]
    files = [encoded(quarters(200, 120), form, **options) for form, options in kinds]
    wrong: list[object] = []

    def work(turn: int) -> None:
        for step in range(20):
            got = corners(decode(files[(turn + step) % len(files)], max_side=(None, 50)[step % 2]))
            if got != UPRIGHT:
                wrong.append(got)

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_metadata_bombs_are_refused() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a" * 80_000_000, zip=True)
    data = encoded(quarters(), "PNG", pnginfo=text)
    assert len(data) < 1_000_000
    assert refused(data).code == "image_broken"


def _directories(count: int, *, following: int | None = None, width: int = 1, length: int = 1) -> bytes:
    """A TIFF of so many empty pages one behind the other; the last says that `following` comes after it."""
    entries = ((256, 4, width), (257, 4, length), (258, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, length), (279, 4, 1))
    size = 2 + 12 * len(entries) + 4
    body = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", tag, kind, 1, said) for tag, kind, said in entries
    )
    first = 16
    chain = [first + size * at for at in range(1, count)]
    parts = [body + struct.pack("<I", after) for after in [*chain, following if following is not None else 0]]
    return struct.pack("<2sHI", b"II", 42, first) + bytes(8) + b"".join(parts)


def test_a_tiff_of_more_pages_than_are_opened_is_refused_at_once() -> None:
    assert len(probe(_directories(1000)).sizes) == 1000
    began = time.monotonic()
    assert refused(_directories(200_000)).code == "too_many_pages"
    assert time.monotonic() - began < 10


def test_a_tiff_whose_pages_go_round_in_a_ring_ends() -> None:
    assert len(probe(_directories(5, following=16)).sizes) == 5


def test_a_tiff_page_too_large_is_refused_by_its_header() -> None:
    assert refused(_directories(1, width=200_000, length=200_000)).code in {"image_too_large", "image_broken"}


def test_a_tiff_tile_larger_than_its_picture_takes_no_memory_to_match() -> None:
    entries = ((256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 8), (262, 3, 1), (277, 3, 1))
    tiles = ((322, 4, 60_000), (323, 4, 60_000), (324, 4, 8), (325, 4, 4))
    body = struct.pack("<H", 10) + b"".join(
        struct.pack("<HHII", tag, kind, 1, said) for tag, kind, said in entries + tiles
    )
    data = struct.pack("<2sHI", b"II", 42, 16) + bytes(8) + body + bytes(4)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(data).code in {"image_broken", "image_truncated", "image_too_large"}
    assert (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000
    )  # kilobytes; the tile would be 3.6 GB
