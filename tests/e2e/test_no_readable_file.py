"""What the program writes while an operator works: no file has card data that could be read, while it runs or after a kill."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for
from tests.e2e.test_main_job import field, wait_for_focus

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CARD = "05-residence-permit-hong-kong-portrait.jpg"
NUMBER, NAME = "810000196908133611", "孙子春"
TYPED, UNFINISHED = "M4RKED TYPED", "M4RKED UNFINISHED"
_EVERY = 4096
_PIECE = 32


def readable(data: bytes) -> Iterator[str]:
    """What of the card can be read in these bytes."""
    for text in (NUMBER, NAME, TYPED, UNFINISHED):
        if any(text.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")):
            yield text
    image = (SAMPLES / CARD).read_bytes()
    if any(image[at : at + _PIECE] in data for at in range(_EVERY, len(image) - _PIECE, _EVERY)):
        yield "the image"


def is_picture(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)):
            return True
    except (OSError, SyntaxError, ValueError):
        return False


def told(home: Path, but: Path) -> list[str]:
    """Files under `home` that tell of the card, and what; files with pictures, whatever they show, among them."""
    found = []
    files = [each for each in home.rglob("*") if each.is_file() and not each.is_relative_to(but)]
    for each in files:
        try:
            data = each.read_bytes()
        except FileNotFoundError:
            continue  # it went while we looked
        where = str(each.relative_to(home))
        found += [f"{where}: {what}" for what in readable(data + where.encode())]
        if is_picture(data):
            found.append(f"{where}: a picture")
    assert any(each.name == "journal.db" for each in files)
    return found


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"x" + (SAMPLES / CARD).read_bytes() + NAME.encode())
    (tmp_path / "thumbnail").write_bytes((SAMPLES / CARD).read_bytes()[:3000])
    assert told(tmp_path, tmp_path / "cards") == [
        f"journal.db: {NAME}",
        "journal.db: the image",
        "thumbnail: a picture",
    ]


@pytest.fixture
def card(screen: Screen) -> Path:
    """The card in the user's own folder; everything that the program writes lies in their home."""
    temp = screen.home / "tmp"
    temp.mkdir()
    screen.session.env["TMPDIR"] = str(temp)
    folder = screen.home / "cards"
    folder.mkdir()
    (folder / CARD).write_bytes((SAMPLES / CARD).read_bytes())
    return folder / CARD


def test_an_operator_at_work_leaves_nothing_that_could_be_read(
    screen: Screen, carddesk: Callable[..., Program], card: Path
) -> None:
    program = carddesk("-vv", "--lang", "en", card)
    window = program.window("CardDesk", seconds=60)
    number = field(window, "公民身份号码")
    wait_for(lambda: number.text == NUMBER, "the number", otherwise=window.outline)
    field(window, "姓名").focus()
    wait_for_focus(window, "姓名")
    screen.press("ctrl+a")
    screen.type(TYPED)
    screen.press("Tab")
    wait_for_focus(window, "性别")
    field(window, "姓名").focus()
    wait_for_focus(window, "姓名")
    screen.press("ctrl+a")
    screen.type(UNFINISHED)
    wait_for(lambda: field(window, "姓名").text == UNFINISHED, "the draft", otherwise=window.outline)
    # What is being typed is kept within a second: look when it is on the disk as well.
    journal = next(screen.home.rglob("journal.db-wal"))
    before = journal.stat().st_mtime_ns
    screen.type("S")
    wait_for(lambda: journal.stat().st_mtime_ns != before, "the draft in the journal")
    assert told(screen.home, card.parent) == []
    assert list(readable(program.said().encode())) == []

    screen.session.run("kill", "-9", str(program.pid))
    program.wait()
    assert told(screen.home, card.parent) == []

    again = carddesk("-vv", "--lang", "en")
    again.window("CardDesk", seconds=60).find("text", "姓名", seconds=60)
    screen.press("ctrl+q")
    assert again.wait() == 0, again.said()
    assert told(screen.home, card.parent) == []
