"""The operator: works by a script that a seed decides, with the keys of the real window, and tells what the desk then shows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from carddesk.cards.case import Status
from carddesk.store import backups
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from tests.killing.told import Teller
from tests.ui.desk_at_work import AtWork, picture

_WORDS = ("李四", "王五", "AB", "2020-01-02", "上海市样张路2号", "810000199408230021", "x", "样张")
_FEWEST = 3
_DRAFTS = 0.35


class Operator:
    """One sitting at the desk.

    Args:
        script: `work`, `typing` (long texts), `intake` (files come, one batch after another), or `backup`
            (work while backups are written).
        files: a folder to put images into.
    """

    def __init__(self, desk: Desk, window: MainWindow, teller: Teller, *, seed: int, script: str, files: Path) -> None:
        self._desk = desk
        self._window = window
        self._hands = AtWork(window, desk)
        self._teller = teller
        self._chance = random.Random(seed)
        self._script = script
        self._files = files
        self._changed: set[int] = set()
        desk.subscribe(self._hear)
        self._deeds: list[tuple[int, str, Callable[[], None]]] = [
            (30, "correct", self._correct),
            (18, "confirm", self._confirm),
            (5, "accept", lambda: self._hands.ctrl(Qt.Key.Key_Return)),
            (5, "later", lambda: self._hands.ctrl(Qt.Key.Key_D)),
            (7, "undo", lambda: self._hands.ctrl(Qt.Key.Key_Z)),
            (5, "redo", lambda: self._hands.ctrl(Qt.Key.Key_Z, shift=True)),
            (8, "next", lambda: self._hands.press(Qt.Key.Key_PageDown)),
            (8, "previous", lambda: self._hands.press(Qt.Key.Key_PageUp)),
            (5, "repair", lambda: self._hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)),
            (4, "reject", self._reject),
            (5, "reopen", window.intents.reopen),
        ]

    async def work(self) -> None:
        """Until the process is killed, or is asked to end."""
        await asyncio.sleep(0)
        self._window.activateWindow()
        ids = [row.id for row in self._desk.queue]
        self._teller.tell(
            "opened", story=self._desk.sitting.story, words=self._window.notices.words, shown=self._shown(ids)
        )
        if self._script != "intake":
            await self._have_cards()
        self._teller.tell("ready")
        copying = asyncio.ensure_future(self._copy()) if self._script == "backup" else None
        try:
            await self._go_on()
        finally:
            if copying is not None:
                copying.cancel()

    # Inside: the deeds.

    async def _copy(self) -> None:
        """Backups, one after the other, while the operator works."""
        place = Path(self._desk._workspace.place)
        while True:
            await asyncio.to_thread(backups.write, self._desk._workspace, backups.beside(place), datetime.now(UTC))
            await asyncio.sleep(0.2)

    async def _have_cards(self) -> None:
        """A few that are read; only then work begins."""
        turn = -1
        while sum(row.status is not Status.NEW for row in self._desk.queue) < _FEWEST:
            if len(self._desk.queue) < _FEWEST:
                await self._take_in(turn)
            turn -= 1
            await asyncio.sleep(0.05)
        self._done("read", turn)

    async def _go_on(self) -> None:
        for turn in range(10_000):
            if self._script == "intake":
                await self._take_in(turn)
            elif self._script == "typing":
                await self._type_slowly(turn, letters=90)
            elif self._chance.random() < _DRAFTS:
                await self._type_slowly(turn, letters=self._chance.randint(1, 25))
            else:
                await self._stroke(turn)

    async def _stroke(self, turn: int) -> None:
        weights = [weight for weight, _, _ in self._deeds]
        _, name, deed = self._chance.choices(self._deeds, weights)[0]
        self._teller.tell("about", deed=name, turn=turn)
        if QApplication.focusWidget() is None or self._window.form.focused_row is None:
            self._window.intents.focus_field()
        if QApplication.focusWidget() is not None:
            deed()
        self._done(name, turn)
        await asyncio.sleep(self._chance.choice((0.0, 0.0, 0.005, 0.02)))

    async def _type_slowly(self, turn: int, *, letters: int) -> None:
        """A text, letter by letter; sometimes for longer than drafts wait, and sometimes left standing while nothing happens."""
        self._teller.tell("about", deed="go", turn=turn)
        row = self._go_to_a_field()
        self._done("go", turn)
        if row is None:
            await asyncio.sleep(0.01)
            return
        for _ in range(letters):
            self._teller.tell("about", deed="letter", turn=turn)
            if self._window.form.focused_row is None or self._window.form.focused_row.edit.isReadOnly():
                break
            self._hands.insert(self._chance.choice("abcx12李四样张"))
            self._done("letter", turn)
            await asyncio.sleep(self._chance.uniform(0.0, 0.06))
        if self._chance.random() < 0.3:
            await asyncio.sleep(self._chance.uniform(0.2, 1.2))

    async def _take_in(self, turn: int) -> None:
        folder = self._files / f"{self._chance.getrandbits(40):010x}"
        folder.mkdir(parents=True)
        for at in range(self._chance.randint(2, 6)):
            (folder / f"{at}.png").write_bytes(
                picture(abs(turn)) + self._chance.randbytes(self._chance.choice((10, 200_000)))
            )
        self._teller.tell("about", deed="take in", turn=turn)
        await self._desk.add_files([folder])
        self._done("take in", turn)
        if self._chance.random() < 0.5:
            await asyncio.sleep(self._chance.uniform(0.0, 0.3))

    def _go_to_a_field(self) -> Any:
        rows = [row for row in self._window.form.rows if not row.edit.isReadOnly()]
        if rows:
            row = self._chance.choice(rows)
            row.take_focus()
            return row
        self._hands.window.intents.next_case()
        return None

    def _correct(self) -> None:
        if self._go_to_a_field() is not None:
            self._hands.type(self._chance.choice(_WORDS))
            self._hands.press(self._chance.choice((Qt.Key.Key_Tab, Qt.Key.Key_Return)))

    def _confirm(self) -> None:
        self._hands.enter()
        if self._window.form.let_stand.isVisible():
            self._window.intents.let_stand("printed so")

    def _reject(self) -> None:
        self._window.intents.ask_reason()
        if self._window.form.reject.isVisible():
            self._window.intents.reject("blurred")

    # Inside: what the desk shows.

    def _hear(self, change: Change) -> None:
        self._changed.update(change.case_ids)

    def _done(self, deed: str, turn: int) -> None:
        changed, self._changed = self._changed, set()
        self._teller.tell("done", deed=deed, turn=turn, shown=self._shown(sorted(changed)))

    def _shown(self, case_ids: list[int]) -> dict[str, Any]:
        current = self._desk.current
        kept = self._desk.sitting.drafting
        return {
            "cases": {str(each): self._case(each) for each in case_ids},
            "count": len(self._desk.queue),
            "at": [current.id if current is not None else None, self._desk.active],
            "drafts": {f"{case}/{key}": text for (case, key), text in kept._kept.items()},
            "boxes": {f"{row.case_id}/{row.key}": row.edit.text for row in self._window.form.rows if row.edit.drafted},
        }

    def _case(self, case_id: int) -> dict[str, Any]:
        seen = self._desk._seeing.view(case_id)
        known = self._desk._workspace.events(case_id)
        return {
            "seq": known[-1].seq,
            "hash": known[-1].hash,
            "status": seen.status.value,
            # What is doubted hangs on other cases, too; what was said does not.
            "fields": {field.key: [field.value, field.settled] for field in seen.fields},
        }
