"""PDF and OFD documents made by hand, whole ones and hostile ones; every card on them is made up."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

from PIL import Image

OFD_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
CARD_POINTS = (243, 153)
"""85.6 x 54 mm."""


def pdf(objects: Mapping[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A document of these objects, with a table of where they are."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n")
    out.write(b"trailer\n<</Size %d/Root %d 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start))
    return out.getvalue()


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(body), entries, body)


def pages(
    contents: Sequence[bytes],
    *,
    box: Sequence[float] = (0, 0, *CARD_POINTS),
    page: bytes = b"",
    resources: bytes = b"<<>>",
    more: Mapping[int, bytes] | None = None,
    catalogue: bytes = b"",
) -> bytes:
    """A document of pages that are drawn by these contents; `page` is added to each page, `more` are objects from 1000 on."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(len(contents)))
    where = " ".join(f"{each:f}" for each in box).encode()
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
        2: b"<</Type/Pages/Count %d/Kids[%b]/MediaBox[%b]/Resources %b>>" % (len(contents), kids, where, resources),
    }
    for at, content in enumerate(contents):
        objects[10 + 2 * at] = b"<</Type/Page/Parent 2 0 R/Contents %d 0 R%b>>" % (11 + 2 * at, page)
        objects[11 + 2 * at] = stream(content)
    return pdf({**objects, **(more or {})})


def colours(count: int) -> bytes:
    """A document whose pages are red, green, blue and so on, with a white lower half."""
    paints = (b"1 0 0 rg", b"0 1 0 rg", b"0 0 1 rg", b"0 0 0 rg")
    width, height = CARD_POINTS
    fill = b"%b 0 %g %d %g re f"
    return pages([fill % (paints[at % 4], height / 2, width, height / 2) for at in range(count)])


def scans(pictures: Iterable[tuple[int, int, int]], *, shared: bool = True) -> bytes:
    """Pages that are each one picture of a colour; `shared`: all of them on one list, as many scanners' programs write it."""
    paints = list(pictures)
    more = {
        1000 + at: stream(
            zlib.compress(bytes(paint) * 600),
            b"/Type/XObject/Subtype/Image/Width 30/Height 20/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
        )
        for at, paint in enumerate(paints)
    }
    listed = b"".join(b"/Im%d %d 0 R" % (at, 1000 + at) for at in range(len(paints)))
    drawn = [b"q 243 0 0 153 0 0 cm /Im%d Do Q" % at for at in range(len(paints))]
    assert shared
    return pages(drawn, resources=b"<</XObject<<%b>>>>" % listed, more=more)


def written(words: Sequence[str]) -> bytes:
    """Pages with writing on them, in a face that every reader has."""
    font = {1000: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
    drawn = [b"BT /F 24 Tf 20 60 Td (%b) Tj ET" % word.encode() for word in words]
    return pages(drawn, resources=b"<</Font<</F 1000 0 R>>>>", more=font)


def png(colour: str | tuple[int, int, int], size: tuple[int, int] = (600, 400)) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def ofd(
    leaves: Sequence[str],
    *,
    area: str = "0 0 210 140",
    image: str = 'Boundary="0 0 210 140" CTM="210 0 0 140 0 0"',
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A document with a page for each leaf: a picture of the colour it names, or writing where it is in brackets.

    `image` says where pictures lie; `parts` take the place of those that are made, or are added.
    """
    listed = "".join(f'<ofd:Page ID="{10 + at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(leaves)))
    made: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD_SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{area}"
        "</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    media = ""
    for at, leaf in enumerate(leaves):
        if leaf.startswith("["):
            drawn = f'<ofd:TextObject Boundary="10 10 90 10"><ofd:TextCode>{leaf[1:-1]}</ofd:TextCode></ofd:TextObject>'
        else:
            drawn = f'<ofd:ImageObject ID="{50 + at}" ResourceID="{100 + at}" {image}/>'
            media += f'<ofd:MultiMedia ID="{100 + at}" Type="Image"><ofd:MediaFile>i{at}.png</ofd:MediaFile></ofd:MultiMedia>'
            made[f"Doc_0/Res/i{at}.png"] = png(leaf)
        made[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f'<ofd:Page {OFD_SPACE}><ofd:Content><ofd:Layer ID="4">{drawn}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    made["Doc_0/DocumentRes.xml"] = (
        f'<ofd:Res {OFD_SPACE} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'
    )
    return archive({**made, **(parts or {})})


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()
