"""The handover: what a window's parts hold that no desk knows, taken before they are built anew and given to the new ones."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.image.image_view import ImageView, Outlook

Path = tuple[tuple[str, int], ...]
"""The way from a widget down to one within: class, and which of that class among its siblings."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed into a field and not yet said, and where the caret stands in it."""

    case_id: int
    key: str
    text: str
    caret: int


@dataclass(frozen=True, slots=True)
class Handover:
    """Drafts, what is typed elsewhere, the caret, and where the view looks."""

    drafts: tuple[Draft, ...]
    lines: tuple[tuple[Path, str], ...]
    caret: Path | None
    outlook: Outlook
    scrolled: int


def taken(root: QWidget, form: FormPane, view: ImageView) -> Handover:
    """What the parts under `root` hold."""
    focused: QWidget | None = root.window().focusWidget()
    return Handover(
        drafts=tuple(
            Draft(row.case_id, row.key, row.edit.text, row.edit.textCursor().position())
            for row in form.rows
            if row.edit.drafted
        ),
        lines=tuple((_path(root, each), each.text()) for each in root.findChildren(QLineEdit) if each.text()),
        caret=_path(root, focused) if focused is not None and root.isAncestorOf(focused) else None,
        outlook=view.outlook,
        scrolled=form.scrolled,
    )


def given(held: Handover, root: QWidget, form: FormPane, view: ImageView) -> None:
    """Put it into the parts under `root`, as far as they have a place for it."""
    for draft in held.drafts:
        row = form.row(draft.key)
        if row is not None and row.case_id == draft.case_id:
            row.edit.draft(draft.text, draft.caret)
    for path, text in held.lines:
        line = _found(root, path)
        if isinstance(line, QLineEdit):
            line.setText(text)
    view.look_from(held.outlook)
    caret = _found(root, held.caret) if held.caret is not None else None
    if caret is not None:
        caret.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
    form.scroll_to(held.scrolled)


def _siblings(parent: QWidget, kind: str) -> list[QWidget]:
    return [each for each in parent.children() if isinstance(each, QWidget) and type(each).__name__ == kind]


def _path(root: QWidget, widget: QWidget) -> Path:
    steps: list[tuple[str, int]] = []
    while widget is not root and (parent := widget.parentWidget()) is not None:
        kind = type(widget).__name__
        steps.append((kind, _siblings(parent, kind).index(widget)))
        widget = parent
    return tuple(reversed(steps))


def _found(root: QWidget, path: Path) -> QWidget | None:
    widget = root
    for kind, place in path:
        among = _siblings(widget, kind)
        if place >= len(among):
            return None
        widget = among[place]
    return widget
