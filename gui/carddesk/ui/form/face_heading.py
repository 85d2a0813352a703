"""The heading over the fields of one face: which face it is, and from which file it came."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from carddesk.language import tr
from carddesk.ui.look.tokens import GRID
from carddesk.ui.words import face_name
from carddesk.workflow.views import FaceView


class FaceHeading(QLabel):
    """A quiet line; it says nothing that the fields below it need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID // 2)
        self.hide()

    def apply(self, face: FaceView, place: int) -> None:
        """Head the fields of this face."""
        name = face_name(face.face).capitalize() or tr("Image {number}", number=place + 1)
        page = f" p{face.image.page}" if face.image.page > 1 else ""
        self.setText(f"{name} · {PurePath(face.source).name}{page}")
        self.setAccessibleName(name)
        self.setToolTip(face.source)
