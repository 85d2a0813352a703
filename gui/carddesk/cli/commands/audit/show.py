"""`carddesk audit show CASE`: what happened to a card, in sentences."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("tell what happened to a card, in sentences")


def add_arguments(parser: Parser) -> None:
    """Which card, and how much of it."""
    parser.add_argument("case", metavar="CASE", type=int, help=tr("the number of the card"))
    parser.add_argument("--unmasked", action="store_true", help=tr("with what the card says"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object a line"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print it."""
    code: int = later("carddesk.cli.auditing").show(args, settings)
    return code
