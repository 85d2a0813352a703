"""Looks for what a person would see cut: text wider or taller than its widget, and widgets that reach out of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QTextEdit,
    QWidget,
)

from carddesk.ui.look.elided import ElidedLabel

SLACK_PX = 1
"""Sizes are whole pixels, what letters need is not."""


def cut_in(root: QWidget) -> list[str]:
    """What is cut in this widget or in one under it, in words; an elided label may be, as it says so itself."""
    shown = [each for each in root.findChildren(QWidget) if each.isVisible() and not each.isWindow()]
    return [fault for each in shown for fault in (*_text(each), *_place(each))]


def _text(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        return
    if isinstance(widget, QLabel) and widget.text() and widget.pixmap().isNull():
        yield from _label(widget)
    elif isinstance(widget, QAbstractButton) and widget.text():
        yield from _too_small(widget, widget.sizeHint(), widget.text())
    elif isinstance(widget, QTextEdit) and widget.toPlainText():
        size, room = widget.document().size(), widget.viewport().size()
        yield from _too_small(widget, QSize(round(size.width()), round(size.height())), widget.toPlainText(), room)
    elif isinstance(widget, QComboBox | QLineEdit):
        words = widget.currentText() if isinstance(widget, QComboBox) else widget.text() or widget.placeholderText()
        needed = widget.fontMetrics().horizontalAdvance(words)
        if needed > widget.width() - 8:
            yield f"{_name(widget)}: {words!r} needs {needed} of {widget.width()}"


def _label(label: QLabel) -> Iterator[str]:
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.fontMetrics().boundingRect(
            QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), _words(label)
        )
        yield from _too_small(label, needed.size(), label.text(), room.size())
    else:
        yield from _too_small(label, label.sizeHint(), label.text())


def _words(label: QLabel) -> str:
    """What it shows, without the signs that mark parts of it."""
    rich = label.textFormat() is Qt.TextFormat.RichText
    return QTextDocumentFragment.fromHtml(label.text()).toPlainText() if rich else label.text()


def _too_small(widget: QWidget, needed: QSize, words: str, room: QSize | None = None) -> Iterator[str]:
    size = room or widget.size()
    if needed.width() > size.width() + SLACK_PX or needed.height() > size.height() + SLACK_PX:
        yield (
            f"{_name(widget)}: {words!r} needs {needed.width()}x{needed.height()}, has {size.width()}x{size.height()}"
        )


def _place(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QScrollArea) and widget.widget() is not None and widget.widgetResizable():
        across, room = widget.widget().minimumSizeHint().width(), widget.viewport().width()
        if across > room + SLACK_PX:
            yield f"{_name(widget)} in {_name(widget.parentWidget())}: what scrolls is {across} wide, {room} are seen"
    parent = widget.parentWidget()
    if parent is None or isinstance(parent.parentWidget(), QAbstractScrollArea) or isinstance(parent, QSplitter):
        return  # what scrolls may be larger than what is seen of it
    if widget.size().isEmpty() or parent.rect().contains(widget.geometry()):
        return
    if not _scrolled(widget):
        yield f"{_name(widget)}: {widget.geometry().getRect()} reaches out of {_name(parent)} {parent.size().toTuple()}"


def _scrolled(widget: QWidget) -> bool:
    """Whether it is a part of a scroll area itself, such as its bars, which Qt puts where it likes."""
    return isinstance(widget.parentWidget(), QAbstractScrollArea)


def _name(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    return f"{type(widget).__name__}[{widget.accessibleName() or widget.objectName()}]"
