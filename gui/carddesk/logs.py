"""The log file: for whoever looks for a fault. What could be somebody's data is blotted out before it is written."""

from __future__ import annotations

import logging
import re
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

_BYTES = 1_000_000
_KEPT = 3
_PERSONAL = re.compile(
    r"""
    (?P<quoted>'[^'\n]*'|"[^"\n]*")        # values inside messages
    | [0-9A-Z<]{20,}                       # lines of a machine-readable zone
    | \d[\d.\-]{4,}[\dXx]                  # card numbers and dates
    | [\u3400-\u9fff\U00020000-\U0003ffff]+  # names and addresses
    """,
    re.VERBOSE,
)
_FRAME = re.compile(r'\s+File "')


def log_file() -> Path:
    """Where the log is written."""
    return Path(platformdirs.user_log_dir("carddesk", appauthor=False)) / "carddesk.log"


def start(verbose: int = 0) -> None:
    """Write warnings and faults to the log file; with `verbose` 1 or 2 say more, and also on standard error."""
    root = logging.getLogger("carddesk")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel((logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)])
    form = Blotted("%(asctime)s %(levelname)s %(name)s: %(message)s")
    file = _QuietFile(log_file(), maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handlers: list[logging.Handler] = [file]
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(form)
        root.addHandler(handler)
    # Without this, Python would print the record on standard error as well when nothing else listens.
    root.propagate = True


class Blotted(logging.Formatter):
    """Writes records with numbers, names and quoted values blotted out; the places in the program stay."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        return "\n".join(_line(line) for line in super().format(record).split("\n"))


def _line(line: str) -> str:
    if _FRAME.match(line):
        return line
    head = line[:23] if re.match(r"\d{4}-\d\d-\d\d ", line) else ""  # the record's own time
    return head + _PERSONAL.sub(lambda found: "'…'" if found["quoted"] else "…", line[len(head) :])


class _QuietFile(RotatingFileHandler):
    """A log file that makes its folder when the first record comes, and is silent where it cannot be written."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Nothing: a log that cannot be written must not be in the way of the work."""
