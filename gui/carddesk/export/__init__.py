"""Exports: one row a card, one writer a format. A new format is a new file that declares `WRITER`."""

from carddesk.export.registry import Writer, write, writers
from carddesk.export.row import ExportFace, ExportField, ExportRow

__all__ = ["ExportFace", "ExportField", "ExportRow", "Writer", "write", "writers"]
