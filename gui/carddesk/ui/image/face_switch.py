"""The switch between the two faces of a card: which of them is looked at, and a way to the other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look.button import Button
from carddesk.ui.shortcuts import set_tip
from carddesk.ui.words import face_name
from carddesk.workflow.views import CaseView, FaceView


class FaceSwitch(QFrame):
    """One button a face, the one looked at held down. Takes no room where a card has one face.

    Attributes:
        has_both: whether there are two faces to choose from.
    """

    chosen = Signal(int)
    """Which of the case's faces was asked for."""
    part_asked = Signal()
    """They are of two cards."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "tools")
        self.setAccessibleName(tr("Faces of the card"))
        self.buttons = (Button(), Button())
        box = QHBoxLayout(self)
        box.setContentsMargins(4, 2, 4, 2)
        box.setSpacing(2)
        for place, button in enumerate(self.buttons):
            button.setProperty("look", "face")
            button.setCheckable(True)
            button.clicked.connect(self._choose_first if place == 0 else self._choose_second)
            box.addWidget(button)
        line = QFrame()
        line.setProperty("look", "line")
        line.setFixedWidth(1)
        box.addSpacing(4)
        box.addWidget(line)
        box.addSpacing(4)
        self.part = Button(tr("Two cards"))
        self.part.setProperty("look", "face")
        self.part.setAccessibleName(tr("Part the faces: they are of two cards"))
        set_tip(self.part, tr("Part the faces: they are of two cards"), "part")
        self.part.clicked.connect(self.part_asked)
        box.addWidget(self.part)
        self._shown = 0
        self.has_both = False
        self.hide()

    def apply(self, case: CaseView | None) -> None:
        """Show the faces of this case."""
        faces = case.faces if case is not None else ()
        self.has_both = len(faces) == len(self.buttons)
        self.setVisible(self.has_both)
        if case is None or not faces:
            return
        self._shown = case.shown
        for place, (button, face) in enumerate(zip(self.buttons, faces, strict=True)):
            name = name_of(face, place)
            button.setText(name)
            button.setAccessibleName(name)
            set_tip(button, tr("Look at the other face"), "other_face")
        self._show()
        self.adjustSize()

    def _show(self) -> None:
        for place, button in enumerate(self.buttons):
            button.setChecked(place == self._shown)

    def _choose_first(self) -> None:
        self._choose(0)

    def _choose_second(self) -> None:
        self._choose(1)

    def _choose(self, place: int) -> None:
        self._show()  # Qt has ticked it already; what the desk says then is what holds
        self.chosen.emit(place)


def name_of(face: FaceView, place: int) -> str:
    """What a face is called: which it is, or which image where that is not known."""
    return face_name(face.face).capitalize() or tr("Image {number}", number=place + 1)
