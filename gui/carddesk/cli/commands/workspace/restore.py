"""`carddesk workspace restore [BACKUP]`: a backup in the place of the workspace, which is put aside."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("put a backup in the place of the workspace, which is put aside")


def add_arguments(parser: Parser) -> None:
    """Which one, and where to."""
    parser.add_argument(
        "backup",
        metavar="BACKUP",
        type=Path,
        nargs="?",
        help=tr("the folder of the backup; the newest one that is intact if not given"),
    )
    parser.add_argument(
        "--to", metavar="FOLDER", type=Path, help=tr("where it goes; the place of the workspace if not given")
    )
    parser.add_argument(
        "--salvage",
        action="store_true",
        help=tr("also take over what the workspace there has since, as far as it can be read and proved"),
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.whole_workspace").restore(args, settings)
    return code
