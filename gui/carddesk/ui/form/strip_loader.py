"""Strips for the fields at hand: whenever pixels or quads change, each row is given its own part of the image."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from carddesk.cards.geometry import Quad
from carddesk.ui.form.strips import Size, strips_of
from carddesk.ui.image.picture import Address, Picture
from carddesk.workflow.views import CaseView

_MOST_READY = 128
"""Strips kept cut: those of a few cards, some megabytes."""


class StripLoader(QObject):
    """Knows the newest picture and case. Strips are cut where they are painted, at the size they are painted in, unless
    that was done ahead: then the place on the image and the size say whether it is the strip that is wanted.
    """

    arrived = Signal(object)
    """Strips by field key: `Mapping[str, Strip]`."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._case: CaseView | None = None
        self._done: object = None
        self._ready: OrderedDict[tuple[Address, Quad], tuple[Size, QImage]] = OrderedDict()

    def keep(self, address: Address, cut: Mapping[Quad, tuple[Size, QImage]]) -> None:
        """These strips of a whole picture were cut ahead, each to a size."""
        for quad, made in cut.items():
            self._ready.pop((address, quad), None)
            self._ready[address, quad] = made
        while len(self._ready) > _MOST_READY:
            self._ready.popitem(last=False)

    def has(self, address: Address, quad: Quad, size: Size) -> bool:
        """Whether this strip is kept in this size."""
        ready = self._ready.get((address, quad))
        return ready is not None and ready[0] == size

    def show_picture(self, picture: Picture) -> None:
        """These pixels are here now."""
        self._picture = picture
        self._tell()

    def show_case(self, case: CaseView | None) -> None:
        """This case is at hand now."""
        if case is None or self._case is None or case.id != self._case.id:
            self._done = None  # rows that served another case meanwhile show nothing of this one any more
        self._case = case
        if self._picture is not None and (case is None or not self._picture.shows(case.image)):
            self._picture = None  # half a gigabyte may hang on it
        self._tell()

    def _tell(self) -> None:
        case, picture = self._case, self._picture
        if case is None or picture is None or not picture.shows(case.image):
            return
        quads = {field.key: field.quad for field in case.fields if field.quad is not None and field.at == case.shown}
        wanted = (case.id, picture.address, picture.scale, tuple(quads.items()))
        if wanted != self._done and quads:
            self._done = wanted
            strips = strips_of(picture.pixels, quads, picture.scale)
            for key, strip in strips.items():
                ready = self._ready.get((picture.address, quads[key])) if picture.whole else None
                if ready is not None:
                    strip.take(*ready)
            self.arrived.emit(strips)
