"""`carddesk workspace move TO`: the workspace to another folder or to a team's server, and back."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("move the workspace to another folder or to a team's server, and back")


def add_arguments(parser: Parser) -> None:
    """Where to."""
    parser.add_argument("to", metavar="TO", help=tr("an empty folder, or postgresql://LOGIN@HOST/DATABASE"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.whole_workspace").move(args, settings)
    return code
