"""`carddesk team list`: who is in the team."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("list the members and what is on their desks")


def add_arguments(parser: Parser) -> None:
    """How."""
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.team").members(args, settings)
    return code
