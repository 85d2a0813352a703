"""`carddesk [FILES…]`: the desk itself."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from pathlib import Path

from carddesk.cli.commands import COMMANDS, later
from carddesk.cli.parsing import Parser, UsageError
from carddesk.display import require_display
from carddesk.language import tr
from carddesk.settings import Settings


def add_arguments(parser: Parser) -> None:
    """Images and folders to open."""
    parser.add_argument("files", metavar="FILES", nargs="*", type=Path, help=tr("images and folders to open"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Open the window, and come back when it is closed."""
    for path in args.files:
        _refuse_mistyped_command(path)
    require_display()
    code: int = later("carddesk.app").run_desk(args.files, settings)
    return code


def _refuse_mistyped_command(path: Path) -> None:
    """Say so when a word is no file, but nearly a command."""
    near = get_close_matches(str(path), COMMANDS, n=1, cutoff=0.75)
    if near and not path.exists():
        raise UsageError(
            tr("There is neither a file nor a command {word}. Did you mean {near}?", word=path, near=near[0])
        )
