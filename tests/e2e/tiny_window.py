"""A window with a button, a line edit, a label and a dialog, for the tests of the desktop itself."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class Tiny(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Tiny")
        self._edit = QLineEdit("nobody")
        self._edit.setAccessibleName("Name")
        self._edit.returnPressed.connect(self._greet)
        self._said = QLabel("nothing said")
        swatch = QLabel()
        swatch.setAccessibleName("swatch")
        swatch.setStyleSheet("background: #2563EB; min-height: 40px")
        layout = QVBoxLayout(self)
        for widget in (
            self._edit,
            self._button("Greet", self._greet),
            self._said,
            self._button("Ask", self._ask),
            swatch,
        ):
            layout.addWidget(widget)

    def _button(self, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(slot)
        return button

    def _greet(self) -> None:
        self._said.setText(f"Hello, {self._edit.text()}")

    def _ask(self) -> None:
        dialog = QDialog(self)
        dialog.setWindowTitle("Question")
        dialog.open()


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = Tiny()
    window.show()
    application.exec()
    sys.stdout.write("closed\n")
    sys.exit(7)
