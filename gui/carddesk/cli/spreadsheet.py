"""`--export FILE` of `carddesk recognize`: the cards read, gathered and written as a spreadsheet at the end."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import cast

from carddesk.errors import EnvironmentFault, UserError
from carddesk.export.registry import write, writers
from carddesk.export.row import ExportField, ExportRow, State
from carddesk.language import current, tr
from carddesk.workflow.batch_line import BatchLine
from carddesk.workflow.views import FieldState, FieldView


class Spreadsheet:
    """A file to be written, and its rows so far."""

    def __init__(self, path: Path) -> None:
        """Look whether `path` can be written, before hours of reading.

        Raises:
            UserError: no format has this ending.
            EnvironmentFault: the folder is not there or may not be written.
        """
        if path.suffix.lower() not in writers():
            known = ", ".join(writers())
            raise UserError(
                "unknown_format", tr("{name} does not end like a spreadsheet: {known}.", name=path.name, known=known)
            )
        folder = path.absolute().parent
        if not folder.is_dir() or not os.access(folder, os.W_OK) or path.is_dir():
            raise EnvironmentFault("output_file", tr("{path} cannot be written there.", path=path))
        self._path = path
        self._rows: list[ExportRow] = []

    def add(self, line: BatchLine) -> None:
        """One card more."""
        self._rows.append(as_row(line, datetime.now().astimezone()))

    def write(self) -> None:
        """Write the rows, whole or not at all.

        Raises:
            EnvironmentFault: the file cannot be written.
        """
        try:
            write(self._rows, self._path, language=current())
        except UserError as error:
            raise EnvironmentFault("output_file", error.message) from error


def as_row(line: BatchLine, read_at: datetime) -> ExportRow:
    """What is exported of a card that was read without a desk."""
    reading, judged = line.reading, line.judged
    return ExportRow(
        source=line.source,
        page=line.page,
        document=line.document,
        face=reading.face if reading else None,
        status=line.status,
        service=line.service,
        fields=tuple(_field(view) for view in judged.fields if view.state is not FieldState.EMPTY) if judged else (),
        index=reading.index if reading else 0,
        read_at=read_at,
        flags=judged.flags if judged else (),
        trouble=line.trouble.message if line.trouble else "",
    )


def _field(view: FieldView) -> ExportField:
    return ExportField(
        key=view.key,
        label=view.label,
        value=view.value,
        text=view.text,
        state=cast("State", view.state.value),
        flags=view.flags,
        kind=view.kind,
    )
