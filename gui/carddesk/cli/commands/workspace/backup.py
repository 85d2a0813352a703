"""`carddesk workspace backup`: a backup now, also while the desk is open."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("write a backup now, also while the desk is open")


def add_arguments(parser: Parser) -> None:
    """Where to, and how to print."""
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        help=tr("the folder that gets it; the setting backup.folder holds if not given"),
    )
    parser.add_argument("--list", action="store_true", help=tr("only list the backups that there are"))
    parser.add_argument("--json", action="store_true", help=tr("print JSON"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write it, or list them."""
    commands = later("carddesk.cli.whole_workspace")
    code: int = commands.show_backups(args, settings) if args.list else commands.back_up(args, settings)
    return code
