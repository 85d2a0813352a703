"""`carddesk team remove NAME`: a member who is kept out from now on."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("keep a member out; what they wrote stays")


def add_arguments(parser: Parser) -> None:
    """Who."""
    parser.add_argument("name", metavar="NAME", help=tr("the login"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.team").remove(args, settings)
    return code
