"""A desk at work for the tests: the real window over a real workspace; only the reading service is played."""

import asyncio
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath

from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from carddesk.cards.flags import Flag
from carddesk.cards.geometry import Quad
from carddesk.cards.prc_number import check_character
from carddesk.cards.reading import Field, Reading
from carddesk.services.contract import SourceImage
from carddesk.ui.form.field_row import FieldRow
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import CaseView

SIZE = (800, 500)
PATIENCE_S = 10.0

PERMIT = {
    "name": ("姓名", "张三"),
    "sex": ("性别", "F"),
    "birth_date": ("出生", "1994-08-23"),
    "address": ("住址", "北京市朝阳区样张路1号"),
    "id_number": ("公民身份号码", "810000199408230021"),
}
"""The portrait face of a residence permit on which every check holds (a police specimen's number)."""

BAD_NUMBER = "810000199408230022"
"""The same number with a false check digit."""

EMBLEM = {
    "issuing_authority": ("签发机关", "北京市公安局朝阳分局"),
    "issue_date": ("有效期限", "2024-05-06"),
    "expiry_date": ("有效期限", "2029-05-06"),
    "permit_number": ("通行证号码", "H12345678"),
}


def quad_of(place: int) -> Quad:
    """Where the played service says that the field in this place stands."""
    return Quad.from_bounds(100, 60 + 70 * place, 500, 100 + 70 * place)


def permit(
    changed: Mapping[str, str] | None = None,
    *,
    doubtful: Sequence[str] = (),
    low_characters: Mapping[str, Sequence[int]] | None = None,
    emblem: bool = False,
    card_flags: tuple[Flag, ...] = (),
) -> Reading:
    """A reading of a permit; `doubtful` fields have a confidence below every threshold."""
    fields = []
    for place, (key, (label, value)) in enumerate((EMBLEM if emblem else PERMIT).items()):
        text = (changed or {}).get(key, value)
        low = set((low_characters or {}).get(key, ()))
        characters = tuple(0.2 if at in low else 0.99 for at in range(len(text))) if low else ()
        confidence = 0.2 if key in doubtful else 0.99
        fields.append(Field(key, label, text, text, quad_of(place), confidence, characters, 0.9, "local"))
    outline = Quad.from_bounds(20, 20, SIZE[0] - 20, SIZE[1] - 20)
    face = "emblem" if emblem else "portrait"
    return Reading("local", "residence_permit", face, tuple(fields), card_quad=outline, elapsed_ms=7, flags=card_flags)


class Script:
    """What the played service reads, by file name; a clean permit where nothing is said."""

    def __init__(self) -> None:
        self.by_name: dict[str, Sequence[Reading] | BaseException] = {}

    def __call__(self, image: SourceImage) -> Sequence[Reading] | BaseException:
        for name, answer in self.by_name.items():
            if image.name.endswith(name):
                return answer
        return [permit({"id_number": number_of(image.name)})]


def number_of(name: str) -> str:
    """A number that holds, of a woman born on the day that every played permit shows; another name has another one."""
    place = (ord(PurePath(name).stem[-1:] or "a") - ord("a")) % 400
    body = f"81000019940823{2 + 2 * place:03d}"
    return body + check_character(body)


def picture(shade: int) -> bytes:
    """A PNG with a frame; another shade is another image."""
    image = Image.new("RGB", SIZE, (200, 210, shade % 256))
    ImageDraw.Draw(image).rectangle((20, 20, SIZE[0] - 20, SIZE[1] - 20), outline=(20, 20, 20), width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def files(folder: Path, *names: str) -> list[Path]:
    """Image files of these names, each a different picture."""
    folder.mkdir(exist_ok=True)
    made = []
    for shade, name in enumerate(names):
        path = folder / name
        path.write_bytes(picture(shade * 7 + 1))
        made.append(path)
    return made


class AtWork:
    """The window and the hands of its operator."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        self.window = window
        self.desk = desk

    async def open(self, paths: Sequence[Path]) -> None:
        """Open files and wait until all of them have been read and shown."""
        self.window.intents.add(list(paths))
        await self.until(lambda: len(self.desk.queue) >= len(paths))
        await self.settled()

    async def settled(self) -> None:
        """Nothing is being read, and the window shows what stands."""
        await self.until(lambda: not any(row.reading or row.status == "new" for row in self.desk.queue))
        await self.shown()

    async def shown(self) -> None:
        """Lists and counts have caught up."""
        await asyncio.sleep(0.08)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for it."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110 - what is waited for is not always told by an event
                await asyncio.sleep(0.01)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press and release a key where the caret is."""
        QTest.keyClick(self.focused, key, modifier)

    def ctrl(self, key: Qt.Key, *, shift: bool = False) -> None:
        """The same with Ctrl."""
        held = Qt.KeyboardModifier.ControlModifier
        self.press(key, held | Qt.KeyboardModifier.ShiftModifier if shift else held)

    def enter(self, times: int = 1) -> None:
        """Press Enter."""
        for _ in range(times):
            self.press(Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Replace what stands in the focused box."""
        self.ctrl(Qt.Key.Key_A)
        self.insert(text)

    def insert(self, text: str) -> None:
        """Type at the caret: ASCII by keys, the rest as an input method would commit it."""
        if text.isascii():
            QTest.keyClicks(self.focused, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(self.focused, event)

    def compose(self, preedit: str) -> None:
        """An input method shows `preedit`, not yet committed."""
        QApplication.sendEvent(self.focused, QInputMethodEvent(preedit, []))

    @property
    def focused(self) -> QWidget:
        """The widget that has the caret."""
        widget: QWidget | None = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    @property
    def focused_key(self) -> str:
        """Key of the field that has the caret, or `""`."""
        row = self.window.form.focused_row
        return row.key if row else ""

    def row(self, key: str) -> FieldRow:
        """The row of a field of the case at hand."""
        row = self.window.form.row(key)
        assert row is not None, f"no row shows {key}"
        return row

    @property
    def case(self) -> CaseView:
        """The case on the desk."""
        assert self.desk.current is not None
        return self.desk.current

    def value(self, key: str, case_id: int | None = None) -> str:
        """What holds for a field, by the journal."""
        if case_id is not None and case_id != self.case.id:
            self.desk.select_case(case_id)
        field = self.case.field(key)
        assert field is not None
        return field.value
