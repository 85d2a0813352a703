"""`carddesk export --out FILE`: the cards of the workspace as a spreadsheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cards.case import Status
from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import tr
from carddesk.settings import Settings

VERIFIED, ALL = "verified", "all"


def add_arguments(parser: Parser) -> None:
    """Where to, and which cards."""
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        required=True,
        help=tr("a spreadsheet; its ending says which: .xlsx, .csv or .json"),
    )
    parser.add_argument(
        "--status",
        action="append",
        choices=(VERIFIED, ALL, *(status.value for status in Status)),
        help=tr("cards that stand so; may be given several times; verified (accepted) if not given"),
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file."""
    code: int = later("carddesk.cli.exporting").run(args.out, statuses(args.status or [VERIFIED]), settings)
    return code


def statuses(words: list[str]) -> frozenset[Status] | None:
    """The statuses meant; None for all."""
    if ALL in words:
        return None
    return frozenset(Status.ACCEPTED if word == VERIFIED else Status(word) for word in words)
