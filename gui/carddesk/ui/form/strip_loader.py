"""Strips for the fields at hand: whenever pixels or quads change, each row is given its own part of the image."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from carddesk.ui.form.strips import strips_of
from carddesk.ui.image.picture import Picture
from carddesk.workflow.views import CaseView


class StripLoader(QObject):
    """Knows the newest picture and case. Strips are cut where they are painted, at the size they are painted in."""

    arrived = Signal(object)
    """Strips by field key: `Mapping[str, Strip]`."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._case: CaseView | None = None
        self._done: object = None

    def show_picture(self, picture: Picture) -> None:
        """These pixels are here now."""
        self._picture = picture
        self._tell()

    def show_case(self, case: CaseView | None) -> None:
        """This case is at hand now."""
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
            self.arrived.emit(strips_of(picture.pixels, quads, picture.scale))
