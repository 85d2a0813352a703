"""`carddesk audit verify`: whether the journal is whole, also against what was handed out earlier."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("prove that nobody changed, moved or took away a line of the journal")


def add_arguments(parser: Parser) -> None:
    """Against what, how far, and how to print."""
    parser.add_argument(
        "--against",
        metavar="FILE",
        type=Path,
        help=tr("an earlier export (.jsonl): every card in it must still go through the line that was its last"),
    )
    parser.add_argument("--images", action="store_true", help=tr("read every image and hold it against its address"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print what was found; 1 if something does not hold."""
    code: int = later("carddesk.cli.auditing").verify(args, settings)
    return code
