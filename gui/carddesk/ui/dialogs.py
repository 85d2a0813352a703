"""File dialogs: opened without waiting, answered by a callback, so that nothing ever blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from carddesk.export import writers
from carddesk.language import tr
from carddesk.workflow import files

IMAGES = " ".join(f"*{suffix}" for suffix in sorted(files.SUFFIXES))


def ask_files(parent: QWidget, then: Callable[[list[Path]], None]) -> None:
    """Which images and documents to open."""
    upper = IMAGES.upper()
    dialog = QFileDialog(parent, tr("Open images and documents"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([f"{tr('Images and documents')} ({IMAGES} {upper})", f"{tr('All files')} (*)"])
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    _open(dialog, parent)


def ask_folder(parent: QWidget, then: Callable[[list[Path]], None], *, title: str = "") -> None:
    """Which folder to open, or whatever else `title` says."""
    dialog = QFileDialog(parent, title or tr("Open a folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    _open(dialog, parent)


def ask_destination(parent: QWidget, today: date, then: Callable[[Path], None]) -> None:
    """Where to export to; the format follows from the suffix."""
    dialog = QFileDialog(parent, tr("Export the verified cards"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    formats = list(writers().values())
    dialog.setNameFilters([f"{tr(each.title)} (*{each.suffix})" for each in formats])
    dialog.setDefaultSuffix(formats[0].suffix.lstrip("."))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")")))
    dialog.selectFile(f"carddesk-{today.isoformat()}{formats[0].suffix}")
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    _open(dialog, parent)


def _open(dialog: QFileDialog, parent: QWidget) -> None:
    # Qt's own translations leave these out for some languages.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Files of type:"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Without a window manager nobody else gives the keyboard back.
    dialog.finished.connect(parent.activateWindow)
    dialog.open()
