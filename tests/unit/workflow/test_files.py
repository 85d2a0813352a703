import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.workflow import files
from carddesk.workflow.clean import clean
from tests.unit.workflow.fakes import drawn, png, tiff


def names(*paths: Path) -> list[str]:
    return [each.name for each in files.listed(paths) if isinstance(each, Path)]


def test_a_folder_is_walked_in_natural_order_with_all_below_it(folder: Path) -> None:
    drawn(folder, "10.jpg", "9.PNG", "b/2.tif", "b/1.webp", "A.bmp")
    assert names(folder) == ["9.PNG", "10.jpg", "A.bmp", "1.webp", "2.tif"]


def test_hidden_files_and_what_is_no_image_are_passed_over_in_a_folder(folder: Path) -> None:
    drawn(folder, "1.jpg", ".2.jpg", ".cache/3.jpg", "notes.txt", "Thumbs.db")
    assert names(folder) == ["1.jpg"]


def test_a_file_that_was_named_is_always_tried(folder: Path) -> None:
    hidden, odd = drawn(folder, ".hidden.jpg", "card.dat")
    assert names(odd, hidden) == ["card.dat", ".hidden.jpg"]


def test_a_file_named_twice_is_taken_once(folder: Path) -> None:
    (one,) = drawn(folder, "1.jpg")
    assert names(one, folder, one) == ["1.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_that_go_round_in_circles_are_not_followed(folder: Path) -> None:
    drawn(folder, "a/1.jpg")
    (folder / "a" / "again").symlink_to(folder, target_is_directory=True)
    assert names(folder) == ["1.jpg"]


def test_a_folder_that_cannot_be_read_is_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(folder, "locked/1.jpg", "2.jpg")
    iterdir = Path.iterdir

    def guarded(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", guarded)
    found = list(files.listed([folder]))
    assert [each.code for each in found if isinstance(each, files.Refused)] == ["folder_unreadable"]
    assert names(folder) == ["2.jpg"]


def test_an_image_is_opened_with_its_facts(folder: Path) -> None:
    path = folder / "a.tiff"
    path.write_bytes(tiff(3))
    opened = files.opened(path)
    assert isinstance(opened, files.Opened)
    assert (opened.sizes, opened.source) == (((120, 80), (130, 80), (140, 80)), str(path))
    assert opened.data == tiff(3)


@pytest.mark.parametrize("data", [b"", b"no image at all", png()[:20]])
def test_a_file_that_is_no_image_is_refused_in_words(folder: Path, data: bytes) -> None:
    path = folder / "a.jpg"
    path.write_bytes(data)
    refused = files.opened(path)
    assert isinstance(refused, files.Refused)
    assert refused.source == str(path)
    assert refused.code.startswith("image_")
    assert len(refused.message) > 10


def test_a_file_that_is_not_there_is_refused_in_words(folder: Path) -> None:
    refused = files.opened(folder / "gone.jpg")
    assert isinstance(refused, files.Refused)
    assert refused.code == "file_missing"
    assert "gone.jpg" in refused.message


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_numbers_in_names_are_sorted_as_numbers(numbers: list[int]) -> None:
    paths = sorted((Path(f"card {number}.jpg") for number in numbers), key=files.natural)
    assert [path.name for path in paths] == [f"card {number}.jpg" for number in sorted(numbers)]


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1), max_size=5))
def test_any_names_can_be_sorted(texts: list[str]) -> None:
    paths = [Path(text) for text in texts]
    assert sorted(sorted(paths, key=files.natural, reverse=True), key=files.natural) == sorted(paths, key=files.natural)


@pytest.mark.skipif(sys.platform != "linux", reason="names are any bytes on Linux alone")
def test_a_name_in_a_foreign_encoding_can_be_stored(folder: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/\xd6\xa4.png"))
    path.write_bytes(png())
    opened = files.opened(path)
    assert isinstance(opened, files.Opened)
    opened.source.encode()


@given(st.text(st.characters()))
def test_cleaned_text_can_be_stored_anywhere_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned


def test_cleaning_keeps_what_people_write() -> None:
    assert clean("样张 𠮷\tO'Brien\nl. 2") == "样张 𠮷\tO'Brien\nl. 2"
    assert clean("a\ud83d\ude00b") == "a😀b"
