"""Ahead: while the operator looks at one card the next ones are got ready: their pictures, and their strips cut to size."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from carddesk.cards.geometry import Quad
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.form.strip_loader import StripLoader
from carddesk.ui.form.strips import Size, Strip, strips_of
from carddesk.ui.image.picture import Address, Picture, address_of
from carddesk.ui.image.picture_loader import AHEAD, PictureLoader
from carddesk.ui.queue.queue_pane import QueuePane
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView, QueueRow

_REST_MS = 60
"""Nothing is prepared before the card at hand is painted, nor while a key is held down."""


class Ahead(QObject):
    """Knows which way the operator goes through the queue, and which cards come next."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        *,
        queue: QueuePane,
        form: FormPane,
        pictures: PictureLoader,
        strips: StripLoader,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._queue = queue
        self._form = form
        self._pictures = pictures
        self._strips = strips
        self._at: int | None = None
        self._upwards = False
        self._retired = False
        self._coming: dict[Address, int] = {}
        self._prepared: dict[Address, tuple[QueueRow, int]] = {}
        """How a card stood in the queue when its strips were cut, and how wide the form was."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._prepare_ready)
        pictures.readied.connect(self._prepare)

    def show_case(self, case: CaseView | None) -> None:
        """This case is at hand now."""
        if case is not None and case.id != self._at:
            self._upwards = self._queue.is_above(case.id, self._at)
        self._at = case.id if case is not None else None

    def look_on(self) -> None:
        """Other cards may come next now; once the picture at hand is whole, there is time for theirs."""
        case = self._desk.current
        if self._retired or case is None or case.image is None or address_of(case.image) not in self._pictures.gallery:
            return
        following = self._queue.rows_beyond(case.id, AHEAD, upwards=self._upwards)
        self._coming = {address_of(face.image): case.id for face in case.faces}
        for row in following:
            if row.image:
                self._coming.setdefault((row.image, row.page), row.id)
        self._prepared = {address: known for address, known in self._prepared.items() if address in self._coming}
        self._pictures.expect(tuple(self._coming))
        self._rest.start()

    def retire(self) -> None:
        """Get nothing more ready: the form is gone."""
        self._retired = True
        self._rest.stop()

    def _prepare_ready(self) -> None:
        """Those whose pictures are there already: a card may have been read, or read anew, since they came."""
        for address in tuple(self._coming):
            if (ready := self._pictures.gallery.get(address)) is not None:
                self._prepare(ready)

    def _prepare(self, picture: Picture) -> None:
        case_id = self._coming.get(picture.address)
        if case_id is None or self._retired or not self._desk.is_here(case_id):
            return
        known = (self._desk.row(case_id), self._form.width())
        if self._prepared.get(picture.address) == known:
            return
        self._prepared[picture.address] = known
        case = self._desk.case(case_id)
        at = next((at for at, face in enumerate(case.faces) if address_of(face.image) == picture.address), case.shown)
        quads = {each.key: each.quad for each in case.fields if each.quad is not None and each.at == at}
        strips = strips_of(picture.pixels, quads, picture.scale)
        sizes = self._form.sizes_for(case, strips).items()
        wanted = [(quads[key], strips[key], size) for key, size in sizes]
        missing = [each for each in wanted if not self._strips.has(picture.address, each[0], each[2])]
        if missing:
            _ = self._tasks.spawn(self._cut(picture.address, missing))  # owned and reported by `Tasks`

    async def _cut(self, address: Address, missing: list[tuple[Quad, Strip, Size]]) -> None:
        self._strips.keep(address, await self._tasks.in_thread(_cut_to, missing))


def _cut_to(missing: list[tuple[Quad, Strip, Size]]) -> dict[Quad, tuple[Size, QImage]]:
    return {quad: (size, strip.at(*size)) for quad, strip, size in missing}
