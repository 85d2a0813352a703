"""`carddesk workspace erase`: what is due, or one person's cards, for good."""

from __future__ import annotations

import argparse
from datetime import date

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("erase for good what is due, or the cards of one person")


def add_arguments(parser: Parser) -> None:
    """What, and whether to ask."""
    parser.add_argument(
        "--due",
        action="store_true",
        help=tr("what has had its time by the settings retention.*, as the desk does daily"),
    )
    parser.add_argument(
        "--today", metavar="DAY", type=date.fromisoformat, help=tr("with --due: as if this day (YYYY-MM-DD) were over")
    )
    parser.add_argument("--number", metavar="NUMBER", default="", help=tr("the cards with this number"))
    parser.add_argument("--name", metavar="NAME", default="", help=tr("the cards with this name"))
    parser.add_argument("--yes", action="store_true", help=tr("do not ask"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))
    # A number of a card, or a name, must not be repeated in what is said of a wrong argument.
    parser.discreet = True


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Erase, and print what was erased."""
    code: int = later("carddesk.cli.erasing").run(args, settings)
    return code
