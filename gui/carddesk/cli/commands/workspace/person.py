"""`carddesk workspace person`: all that is held about one person, in a folder or a zip file."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("hand out all that is held about one person")


def add_arguments(parser: Parser) -> None:
    """Who, and where to."""
    parser.add_argument("--number", metavar="NUMBER", default="", help=tr("the cards with this number"))
    parser.add_argument("--name", metavar="NAME", default="", help=tr("the cards with this name"))
    parser.add_argument(
        "--out",
        metavar="PLACE",
        type=Path,
        required=True,
        help=tr("a folder that is not there yet, or a file ending in .zip"),
    )
    parser.discreet = True


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write it, and print where it is."""
    code: int = later("carddesk.cli.erasing").hand_out(args, settings)
    return code
