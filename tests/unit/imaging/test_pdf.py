"""PDF pages become pictures whose size the document alone fixes; a hostile document is refused in words, and in time."""

import io
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from carddesk.errors import ImageError
from carddesk.imaging.decode import decode, is_plain, probe
from carddesk.imaging.formats.pdf import one_page
from carddesk.imaging.limits import MAX_PAGES
from carddesk.imaging.rendering import process as module
from carddesk.imaging.rendering.process import Renderer
from tests.specimens.documents import colours, pages, pdf, scans, stream, written

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def refused(data: bytes, page: int = 1) -> ImageError:
    with pytest.raises(ImageError) as told:
        decode(data, page)
    return told.value


def outcome(data: bytes) -> str:
    try:
        decode(data)
    except ImageError as error:
        return error.code
    return "pixels"


@pytest.mark.parametrize(
    ("box", "page", "size"),
    [
        ((0, 0, 243, 153), b"", (1013, 638)),
        ((0, 0, 595, 842), b"", (2479, 3508)),
        ((0, 0, 595, 842), b"/Rotate 90", (3508, 2479)),
        ((0, 0, 595, 842), b"/CropBox[0 0 243 153]", (1013, 638)),
        ((-100, -50, 143, 103), b"", (1013, 638)),
        ((0, 0, 24.3, 15.3), b"", (1000, 630)),
        ((0, 0, 14400, 14400), b"", (6325, 6325)),
        ((0, 0, 144000, 14.4), b"", (16000, 2)),
    ],
)
def test_the_size_of_a_page_is_that_of_its_visible_box(
    box: tuple[float, ...], page: bytes, size: tuple[int, int]
) -> None:
    data = pages([b""], box=box, page=page)
    assert probe(data).sizes == (size,)
    if size[0] * size[1] < 10_000_000:
        assert decode(data).shape == (size[1], size[0], 3)


def test_each_page_is_drawn_upright_in_its_own_colours() -> None:
    data = colours(3)
    for page, paint in enumerate((RED, GREEN, BLUE), start=1):
        pixels = decode(data, page)
        assert tuple(pixels[10, 10]) == paint
        assert tuple(pixels[-10, 10]) == (255, 255, 255)
        assert pixels.flags.writeable
    assert not is_plain(data)
    assert refused(data, 4).code == refused(data, 0).code == "image_page"


def test_a_page_that_is_turned_is_drawn_turned() -> None:
    pixels = decode(pages([b"1 0 0 rg 0 0 121.5 153 re f"], page=b"/Rotate 90"))
    assert tuple(pixels[10, 10]) == RED
    assert tuple(pixels[-10, 10]) == (255, 255, 255)


def test_a_small_picture_of_a_page_is_small_at_once() -> None:
    pixels = decode(colours(1), max_side=100)
    assert pixels.shape == (63, 100, 3)
    assert tuple(pixels[5, 5]) == RED


def test_the_same_page_has_the_same_pixels_every_time() -> None:
    data = written(["SPECIMEN"])
    first = decode(data)
    module.renderer.close()
    assert np.array_equal(first, decode(data))
    assert first.min() < 50


def test_a_page_alone_holds_nothing_of_the_others_though_they_share_their_pictures() -> None:
    data = scans([RED, GREEN, BLUE])
    for page, paint in enumerate((RED, GREEN, BLUE), start=1):
        alone, drawn = one_page(data, page)
        assert not drawn
        assert tuple(decode(alone)[10, 10]) == paint
        assert alone.count(b"/Subtype/Image") == 1
        packed = [zlib.compress(bytes(other) * 600) for other in (RED, GREEN, BLUE) if other != paint]
        assert not any(each in alone for each in packed)


def test_a_page_whose_form_brings_along_pictures_that_are_not_seen_is_not_taken_out() -> None:
    picture = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 243 153]/Resources<</XObject<</A 1001 0 R%b>>>>"
    for further, taken in ((b"", True), (b"/B 1002 0 R", False)):
        more = {1000: stream(b"q 9 0 0 9 0 0 cm /A Do Q", form % further)}
        more |= {1001: stream(bytes(RED), picture), 1002: stream(bytes(GREEN), picture)}
        data = pages([b"/F Do"], resources=b"<</XObject<</F 1000 0 R>>>>", more=more)
        if taken:
            assert len(probe(one_page(data, 1)[0]).sizes) == 1
        else:
            with pytest.raises(ImageError):
                one_page(data, 1)


def test_a_picture_with_a_mask_is_one_picture() -> None:
    mask = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    more = {
        1000: stream(bytes(RED), mask.replace(b"Gray", b"RGB") + b"/SMask 1001 0 R"),
        1001: stream(b"\x80", mask),
    }
    data = pages([b"q 99 0 0 99 0 0 cm /A Do Q"], resources=b"<</XObject<</A 1000 0 R>>>>", more=more)
    alone, _ = one_page(data, 1)
    assert np.array_equal(decode(alone), decode(data))


def test_a_page_alone_looks_as_it_did_among_the_others() -> None:
    data = written(["FIRST", "SECOND"])
    alone, drawn = one_page(data, 2)
    assert drawn
    assert np.array_equal(decode(alone), decode(data, 2))
    assert len(probe(alone).sizes) == 1


def test_a_link_to_another_page_does_not_bring_that_page_along() -> None:
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest[12 0 R/Fit]>>]"
    alone, _ = one_page(pages([b"0 0 5 5 re f", b"(MARK) pop 0 0 9 9 re f"], page=link), 1)
    assert len(probe(alone).sizes) == 1
    assert b"MARK" not in b"".join(_unpacked(alone))


def _unpacked(data: bytes) -> list[bytes]:
    found = [data]
    for part in data.split(b"stream")[1:]:
        try:
            found.append(zlib.decompress(part.lstrip(b"\r\n")))
        except zlib.error:
            continue
    return found


ENCRYPTED = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%b>/U<%b>/P -4>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)
LOOP = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
NO_PAGES = pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 0/Kids[]>>"})
OWN_PARENT = pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[2 0 R]>>"})
NESTED = pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"[" * 100_000 + b"]" * 100_000})
SECURED = pages([b""]).replace(b"/Root", b"/Encrypt<</Filter/Unheard.of/V 9>>/Root")


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (pages([b""]).replace(b"/Root", ENCRYPTED + b"/Root"), "document_password", "password"),
        (SECURED, "document_password", "encrypt"),
        (colours(1)[:200], "image_truncated", "end of the document is missing"),
        (b"%PDF-1.7\nnothing of it\n%%EOF", "image_broken", "damaged"),
        (LOOP, "image_broken", "damaged"),
        (NESTED, "image_broken", "damaged"),
        (pages([b""], box=(0, 0, 2_000_000, 10)), "image_too_large", "no paper"),
    ],
)
def test_what_cannot_be_opened_is_said_with_what_to_do(data: bytes, code: str, word: str) -> None:
    said = refused(data)
    assert said.code == code
    assert word in said.message


@pytest.mark.parametrize("data", [NO_PAGES, OWN_PARENT])
def test_a_document_without_pages_is_refused(data: bytes) -> None:
    assert refused(data).code in {"document_empty", "image_broken"}


def test_what_only_forbids_printing_opens_with_the_empty_password() -> None:
    # A document that Pillow's writer cannot lock: made by the rules of ISO 32000-1 §7.6.3, revision 2, empty user password.
    assert decode(_locked_with_nothing(b"1 0 0 rg 0 0 243 153 re f"))[10, 10].tolist() == list(RED)


def _locked_with_nothing(content: bytes) -> bytes:
    from hashlib import md5

    pad = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    owner = _rc4(md5(pad).digest()[:5], pad)
    rights = (-60 & 0xFFFFFFFF).to_bytes(4, "little")
    key = md5(pad + owner + rights + b"\x01\x02").digest()[:5]
    entry = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%b>/U<%b>/P -60>>/ID[<0102><0102>]"
    trailer = entry % (owner.hex().encode(), _rc4(key, pad).hex().encode())
    own = md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10]
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 243 153]>>",
            3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>",
            4: stream(_rc4(own, content)),
        },
        trailer=trailer,
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def test_a_hundred_thousand_pages_are_refused_in_no_time() -> None:
    kids = b"3 0 R " * 100_000
    data = pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 100000/Kids[%b]/MediaBox[0 0 9 9]>>" % kids,
            3: b"<</Type/Page/Parent 2 0 R>>",
        }
    )
    began = time.monotonic()
    assert refused(data).code == "too_many_pages"
    assert time.monotonic() - began < 5


def test_a_count_that_is_a_lie_shows_no_pages_that_are_not_there() -> None:
    lie = colours(1).replace(b"/Count 1/", b"/Count 9/")
    try:
        sizes = probe(lie).sizes
    except ImageError:
        return
    assert 1 <= len(sizes) <= MAX_PAGES
    assert decode(lie, 1).shape == (638, 1013, 3)
    for page in range(2, len(sizes) + 1):
        assert refused(lie, page).code == "image_broken"


def test_nothing_that_a_document_wants_done_is_done(tmp_path: Path) -> None:
    mark = tmp_path / "done"
    deeds = (
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\); this.exportDataObject\\(1\\))>>",
        b"/OpenAction<</S/Launch/F(/bin/sh)/Unix<</F(touch)/P(%b)>>>>" % str(mark).encode(),
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(while\\(true\\){})>>]>>>>",
    )
    for deed in deeds:
        assert decode(pages([b""], catalogue=deed)).mean() == 255
    assert not mark.exists()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Renderer:
    """One that waits two seconds."""
    made = Renderer(2.0)
    monkeypatch.setattr(module, "renderer", made)
    for name in ("pdf", "heif"):
        monkeypatch.setattr(f"carddesk.imaging.formats.{name}.renderer", made)
    return made


def test_a_page_without_end_is_ended_and_the_next_document_opens(impatient: Renderer) -> None:
    form = stream(b"/F Do " * 60, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>")
    more = {1000 + at: form.replace(b"%d 0 R", b"%d 0 R" % (1001 + at)) for at in range(12)}
    more[1012] = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    endless = pages([b"/F Do"], resources=b"<</XObject<</F 1000 0 R>>>>", more=more)
    began = time.monotonic()
    assert refused(endless).code == "document_slow"
    assert time.monotonic() - began < 8
    assert tuple(decode(colours(1))[10, 10]) == RED
    impatient.close()
    assert impatient.pid is None


def test_a_picture_bomb_takes_no_more_memory_than_the_process_may_have(impatient: Renderer) -> None:
    body = zlib.compress(bytes(1 << 24), 9)
    bomb = stream(
        zlib.compress(body, 9),
        b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter[/FlateDecode/FlateDecode]",
    )
    data = pages([b"q 243 0 0 153 0 0 cm /I Do Q"], resources=b"<</XObject<</I 1000 0 R>>>>", more={1000: bomb})
    assert outcome(data) in {"pixels", "document_slow", "image_broken", "image_too_large"}
    assert tuple(decode(colours(1))[10, 10]) == RED
    impatient.close()


def test_a_process_that_is_killed_is_replaced_without_a_word() -> None:
    data = colours(1)
    decode(data)
    process = module.renderer._process
    assert process is not None
    process.kill()
    process.wait()
    assert tuple(decode(data)[10, 10]) == RED


def test_the_process_leaves_when_nobody_is_there_any_more() -> None:
    decode(colours(1))
    process = module.renderer._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0


def test_what_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_command", lambda: ["/nowhere/renderer"])
    made = Renderer()
    with pytest.raises(ImageError) as told:
        made.ask("pdf", "facts", colours(1))
    assert (told.value.code, told.value.retryable) == ("renderer_unavailable", True)


def test_the_process_gets_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDDESK_BAIDU_API_KEY", "secret")
    assert not any(name.startswith("CARDDESK_") for name in module._environment())


def test_the_documents_that_pillow_writes_open() -> None:
    out = io.BytesIO()
    leaves = [Image.new("RGB", (600, 400), colour) for colour in ("red", "lime")]
    leaves[0].save(out, "PDF", save_all=True, append_images=leaves[1:], resolution=300)
    data = out.getvalue()
    assert probe(data).sizes == ((1000, 667), (1000, 667))
    assert np.abs(decode(data, 2)[10, 10].astype(int) - GREEN).max() < 5  # its pictures are JPEGs
