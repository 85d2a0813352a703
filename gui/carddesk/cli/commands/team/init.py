"""`carddesk team init [URL]`: the tables of a team in an empty database, or brought up to this version."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("make a team in a database, or bring it up to this version")


def add_arguments(parser: Parser) -> None:
    """Where."""
    parser.add_argument("url", metavar="URL", nargs="?", help=tr("postgresql://LOGIN@HOST/DATABASE, as its owner"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.team").init(args, settings)
    return code
