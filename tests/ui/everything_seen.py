"""Everything that a window tells: what its widgets say, and what assistive technology is told of them."""

from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QTextEdit,
    QWidget,
)

from carddesk.ui.image.quad_item import QuadItem


def said_by(widget: QWidget) -> list[str]:
    """Text, names, descriptions and tips of one widget."""
    said = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        said.append(widget.text())
    if isinstance(widget, QLineEdit | QTextEdit):
        said.append(widget.placeholderText())
    if isinstance(widget, QTextEdit):
        said.append(widget.toPlainText())
    if isinstance(widget, QGroupBox):
        said.append(widget.title())
    if isinstance(widget, QComboBox):
        said += [widget.itemText(at) for at in range(widget.count())]
    if isinstance(widget, QListView) and widget.model() is not None:
        roles = (0, 3, 11)  # display, tool tip, accessible text
        model = widget.model()
        said += [str(model.data(model.index(row, 0), role) or "") for row in range(model.rowCount()) for role in roles]
    if isinstance(widget, QGraphicsView):
        said += [
            f"{each.field.label} {each.field.shown}" for each in widget.scene().items() if isinstance(each, QuadItem)
        ]
    said += [action.text() for action in widget.actions() if isinstance(action, QAction)]
    return [each for each in said if each]


def told(root: QWidget, *, visible: bool = False) -> list[str]:
    """All of it, of every widget under this one; with `visible` of those alone that are not hidden."""
    widgets = [each for each in (root, *root.findChildren(QWidget)) if each.isVisible() or not visible]
    return [each for widget in widgets for each in said_by(widget)]


def read_out(root: QWidget) -> list[str]:
    """What the accessibility tree under this widget holds: names, descriptions, values and texts."""
    found: list[str] = []
    waiting = [QAccessible.queryAccessibleInterface(root)]
    while waiting:
        each = waiting.pop()
        if each is None or not each.isValid():
            continue
        found += [each.text(QAccessible.Text(kind)) for kind in (0, 1, 2, 3)]
        text = each.textInterface()
        if text is not None:
            found.append(text.text(0, text.characterCount()))
        waiting += [each.child(at) for at in range(each.childCount())]
    return [each for each in found if each]
