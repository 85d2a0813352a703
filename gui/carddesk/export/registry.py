"""Finding the writers, and writing rows in the format that a file's name asks for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO

from carddesk.errors import UserError
from carddesk.export.atomic import replacing
from carddesk.export.row import ExportRow
from carddesk.export.wording import Wording


@dataclass(frozen=True, slots=True)
class Writer:
    """One format.

    Attributes:
        suffix: of the file names that ask for it, lower case with its dot.
        title: English source string for pick lists.
        write: puts the rows into an empty binary stream, in the language of the wording.
        order: place in pick lists.
    """

    suffix: str
    title: str
    write: Callable[[Sequence[ExportRow], BinaryIO, Wording], None] = field(repr=False)
    order: int = 50


@cache
def writers() -> dict[str, Writer]:
    """Every writer by its suffix, in the order in which they are offered."""
    package = __name__.rpartition(".")[0]
    path = importlib.import_module(package).__path__
    modules = [importlib.import_module(f"{package}.{module.name}") for module in pkgutil.iter_modules(path)]
    declared = [module.WRITER for module in modules if isinstance(getattr(module, "WRITER", None), Writer)]
    return {writer.suffix: writer for writer in sorted(declared, key=lambda writer: writer.order)}


def write(rows: Sequence[ExportRow], path: Path, *, language: str) -> None:
    """Write the rows to `path`: whole and in one step, or not at all, so that a file already there survives a failure.

    `language` is that of headings and messages (`en` or `zh_CN`).

    Raises:
        UserError: no format has this suffix (`unknown_format`), or the file cannot be written (`cannot_write`).
    """
    wording = Wording(language)
    writer = writers().get(path.suffix.lower())
    if writer is None:
        known = ", ".join(writers())
        raise UserError(
            "unknown_format",
            wording.say("{name} asks for no known format. Known are: {known}", name=path.name, known=known),
        )
    with replacing(path, wording) as stream:
        writer.write(rows, stream, wording)
