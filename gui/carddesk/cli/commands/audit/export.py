"""`carddesk audit export --out FILE`: the journal for auditors, so that they can prove it by themselves."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("hand the journal out, so that others can prove it")


def add_arguments(parser: Parser) -> None:
    """Where to, which cards, and how much of them."""
    parser.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help=tr("a file; its ending says which: .jsonl or .csv")
    )
    parser.add_argument(
        "--case", metavar="CASE", type=int, action="append", help=tr("only this card; may be given several times")
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--masked",
        action="store_true",
        help=tr("leave out what cards say; it can be proved all the same (the default)"),
    )
    shown.add_argument(
        "--unmasked", action="store_true", help=tr("with what cards say; that it left is written down in each card")
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Write the file."""
    code: int = later("carddesk.cli.auditing").export(args, settings)
    return code
