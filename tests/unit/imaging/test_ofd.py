"""OFD documents: pages that are pictures are shown, others have a sheet; a hostile archive is refused in words, and writes nothing."""

import io
import time
import zipfile
from pathlib import Path

import pytest

from carddesk.errors import ImageError
from carddesk.imaging import placeholder, who_reads
from carddesk.imaging.decode import decode, is_plain, probe, require_shown
from carddesk.imaging.fit import Bounds, fit
from carddesk.imaging.ofd import archive as module
from carddesk.imaging.ofd.single import one_page
from tests.specimens.documents import OFD_SPACE, archive, ofd, png

PAGE = "Doc_0/Pages/Page_0/Content.xml"
FULL = 'Boundary="0 0 210 140"'


def refused(data: bytes, page: int = 1) -> ImageError:
    with pytest.raises(ImageError) as told:
        decode(data, page)
    return told.value


def is_shown(data: bytes, page: int = 1) -> bool:
    try:
        require_shown(data, page)
    except ImageError as error:
        return error.code != "no_picture"
    return True


def content(drawn: str, before: str = "") -> str:
    return f"<ofd:Page {OFD_SPACE}>{before}<ofd:Content><ofd:Layer>{drawn}</ofd:Layer></ofd:Content></ofd:Page>"


IMAGE = f'<ofd:ImageObject ResourceID="100" {FULL}/>'
TEXT = '<ofd:TextObject Boundary="0 0 9 9"><ofd:TextCode>x</ofd:TextCode></ofd:TextObject>'


def test_a_page_that_is_a_picture_is_that_picture() -> None:
    data = ofd(["red", "[text]", "blue"])
    assert probe(data).format == "OFD"
    assert probe(data).sizes == ((600, 400), placeholder.SIZE, (600, 400))
    assert decode(data, 1)[5, 5].tolist() == [255, 0, 0]
    assert decode(data, 3, max_side=60).shape == (40, 60, 3)
    assert [is_shown(data, page) for page in (1, 2, 3)] == [True, False, True]
    assert not is_plain(data)
    assert refused(data, 4).code == refused(data, 0).code == "image_page"


@pytest.mark.parametrize(
    ("lies", "shown"),
    [
        ('Boundary="0 0 210 140"', True),
        ('Boundary="10 5 190 130" CTM="190 0 0 130 0 0"', True),
        ('Boundary="-5 -5 220 150"', True),
        ('Boundary="0 0 100 140"', False),
        ('Boundary="0 0 210 140" CTM="0 210 -140 0 210 0"', False),
        ('Boundary="0 0 210 140" CTM="-210 0 0 140 210 0"', False),
        ('Boundary="0 0 210"', False),
        ('Boundary="0 0 wide high"', False),
        ('Boundary="nan nan inf inf"', False),
        ("", False),
    ],
)
def test_a_picture_is_the_page_only_where_it_covers_it_upright(lies: str, shown: bool) -> None:
    assert is_shown(ofd(["red"], image=lies)) is shown


@pytest.mark.parametrize(
    ("drawn", "before", "shown"),
    [
        (IMAGE, "", True),
        (f"<ofd:PageBlock>{IMAGE}</ofd:PageBlock>", "", True),
        (IMAGE + TEXT, "", False),
        (IMAGE + TEXT.replace("Boundary", 'Visible="false" Boundary'), "", True),
        (IMAGE + IMAGE, "", False),
        (IMAGE, '<ofd:Template TemplateID="9"/>', False),
        ("", "", False),
        (IMAGE.replace("100", "999"), "", False),
    ],
)
def test_a_page_with_more_or_less_on_it_than_one_picture_is_not_shown_as_one(
    drawn: str, before: str, shown: bool
) -> None:
    assert is_shown(ofd(["red"], parts={PAGE: content(drawn, before)})) is shown


def test_a_picture_of_a_kind_that_is_not_opened_leaves_the_sheet() -> None:
    assert not is_shown(ofd(["red"], parts={"Doc_0/Res/i0.png": b"\x97JB2\r\n\x1a\n and so on"}))
    assert not is_shown(ofd(["red"], parts={"Doc_0/Res/i0.png": png("red")[:20]}))


def test_the_sheet_names_who_reads_such_files() -> None:
    data = ofd(["[text]"])
    who_reads.tell_readers("ofd", ())
    before = decode(data)
    who_reads.tell_readers("ofd", ("Somebody",))
    try:
        assert (decode(data) != before).any()
    finally:
        who_reads.tell_readers("ofd", ())
    assert decode(data).shape == (placeholder.SIZE[1], placeholder.SIZE[0], 3)


def test_a_sheet_is_never_sent_as_a_picture() -> None:
    with pytest.raises(ImageError) as told:
        fit(ofd(["[text]"]), 1, Bounds())
    assert told.value.code == "no_picture"


def test_a_file_of_one_page_leaves_the_others_and_their_pictures_behind() -> None:
    data = ofd(["red", "[second]", "blue"], parts={"Doc_0/Signs/Signatures.xml": "<a/>", "Doc_0/Attachs/a.pdf": b"x"})
    alone = one_page(data, 3)
    names = zipfile.ZipFile(io.BytesIO(alone)).namelist()
    assert sorted(names) == sorted(
        [
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/DocumentRes.xml",
            "Doc_0/Pages/Page_2/Content.xml",
            "Doc_0/Res/i2.png",
        ]
    )
    assert probe(alone).sizes == ((600, 400),)
    assert decode(alone)[5, 5].tolist() == [0, 0, 255]
    with pytest.raises(ImageError) as told:
        one_page(data, 4)
    assert told.value.code == "image_page"


@pytest.mark.parametrize("closing", ["/>", "></ofd:Page>", "> </ofd:Page>", "><ofd:X/></ofd:Page>"])
def test_pages_are_left_out_however_their_elements_end(closing: str) -> None:
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"{closing}' for at in range(3))
    main = (
        f"<ofd:Document {OFD_SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    data = ofd(["red", "lime", "blue"], parts={"Doc_0/Document.xml": main})
    for page, paint in ((1, [255, 0, 0]), (2, [0, 255, 0]), (3, [0, 0, 255])):
        alone = one_page(data, page)
        assert len(probe(alone).sizes) == 1
        assert decode(alone)[5, 5].tolist() == paint


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><ofd:OFD>&b;</ofd:OFD>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><ofd:OFD>&a;</ofd:OFD>'


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"OFD.xml": BOMB}, "image_broken"),
        ({"OFD.xml": OUTSIDE}, "image_broken"),
        ({"OFD.xml": "<a>" * 100_000}, "image_broken"),
        ({"OFD.xml": "<a/>"}, "image_broken"),
        ({"OFD.xml": b"\xff\xfe<\0a\0/\0>\0"}, "image_broken"),
        ({"Doc_0/Document.xml": "<a/>"}, "document_empty"),
        ({"Doc_0/Document.xml": "<a><b></a>"}, "image_broken"),
        ({"Doc_0/Document.xml": f"<D><Pages>{'<Page/>' * 1001}</Pages></D>"}, "too_many_pages"),
        ({"Doc_0/Document.xml": "<D>" + "<Page/>" * 200_000 + "</D>"}, "image_broken"),
    ],
)
def test_a_hostile_part_is_refused_in_words(parts: dict[str, str | bytes], code: str) -> None:
    assert refused(ofd(["red"], parts=parts)).code == code


def test_a_part_with_a_document_type_is_refused_however_harmless() -> None:
    entry = f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    assert probe(ofd(["red"], parts={"OFD.xml": entry})).sizes == ((600, 400),)
    assert refused(ofd(["red"], parts={"OFD.xml": f"<!DOCTYPE OFD>{entry}"})).code == "image_broken"


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    data = ofd(["red"], parts={"Doc_0/Document.xml": b" " * 200_000_000})
    assert len(data) < 1_000_000
    assert refused(data).code == "image_broken"
    assert time.monotonic() - began < 10
    monkeypatch.setattr(module, "MOST_PICTURE", 1000)
    monkeypatch.setattr("carddesk.imaging.ofd.document.MOST_PICTURE", 1000)
    assert not is_shown(ofd(["red"]))


def test_many_pages_with_the_same_large_picture_do_not_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TOGETHER", 20_000)
    data = ofd(["red"] * 30)
    shown = [size for size in probe(data).sizes if size == (600, 400)]
    assert 0 < len(shown) < 30


def test_an_endless_list_of_parts_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_LIST", 10_000)
    assert refused(ofd(["red"], parts={f"junk/{at}": b"" for at in range(500)})).code == "image_broken"


@pytest.mark.parametrize(
    "root", ["../../../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "..\\..\\x", "Doc_0"]
)
def test_a_path_that_leads_out_of_the_archive_leads_nowhere(root: str, tmp_path: Path) -> None:
    entry = f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    assert refused(ofd(["red"], parts={"OFD.xml": entry, "../../evil.txt": b"evil"})).code == "image_broken"
    assert not list(tmp_path.iterdir())


def test_names_that_begin_at_the_top_or_are_written_as_on_windows_are_found() -> None:
    entry = f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>/Doc_0\\Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    assert probe(ofd(["red"], parts={"OFD.xml": entry})).sizes == ((600, 400),)


def test_an_archive_cut_off_is_refused() -> None:
    data = ofd(["red"])
    assert refused(data[:-30]).code in {"image_broken", "image_unsupported"}
    assert refused(data[: len(data) // 2]).code in {"image_broken", "image_unsupported"}


def test_another_archive_is_no_ofd() -> None:
    assert refused(archive({"word/document.xml": "<w/>"})).code == "image_unsupported"
