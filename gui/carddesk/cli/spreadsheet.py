"""The file that a command exports to: looked at before the work begins, written whole at its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carddesk.errors import EnvironmentFault, UserError
from carddesk.export import write, writers
from carddesk.export.row import ExportRow
from carddesk.language import current, tr


def require_place(path: Path) -> None:
    """Come back if `path` can be exported to: better now than after hours of reading.

    Raises:
        UserError: no format has this ending.
        EnvironmentFault: the folder is not there, or may not be written.
    """
    if path.suffix.lower() not in writers():
        known = ", ".join(writers())
        raise UserError(
            "unknown_format", tr("{name} does not end like a spreadsheet: {known}.", name=path.name, known=known)
        )
    folder = path.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or path.is_dir():
        raise EnvironmentFault("output_file", tr("{path} cannot be written there.", path=path))


@contextmanager
def places_blamed() -> Iterator[None]:
    """Let a file that cannot be written be the fault of the environment, as exit codes have it."""
    try:
        yield
    except UserError as error:
        if error.code != "cannot_write":
            raise
        raise EnvironmentFault(error.code, error.message, retryable=error.retryable) from error


def write_rows(rows: list[ExportRow], path: Path) -> None:
    """Write the rows, whole or not at all.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    with places_blamed():
        write(rows, path, language=current())
