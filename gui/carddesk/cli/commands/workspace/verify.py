"""`carddesk workspace verify`: whether files, chains, images and the queue hold."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("prove files, chains, images and the queue")


def add_arguments(parser: Parser) -> None:
    """How far, and how to print."""
    parser.add_argument("--images", action="store_true", help=tr("read every image and hold it against its address"))
    parser.add_argument(
        "--mend", action="store_true", help=tr("make the rows of the queue anew that do not fit their events")
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print what was found; 1 if something does not hold."""
    code: int = later("carddesk.cli.whole_workspace").verify(args, settings)
    return code
