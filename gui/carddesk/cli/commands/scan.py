"""`carddesk scan`: scan without the window, into files or straight to a reading service; list the scanners there are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from carddesk.capture.scanner.contract import Mode, Source
from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import tr
from carddesk.settings import Settings


def add_arguments(parser: Parser) -> None:
    """What to scan, how, and where the pages go."""
    parser.add_argument("--list", action="store_true", help=tr("list the scanners that can be seen now"))
    parser.add_argument("--device", metavar="D", help=tr("the scanner, by its id or title; else that of the profile"))
    parser.add_argument("--profile", metavar="P", help=tr("the scan profile; else the one in use"))
    parser.add_argument("--source", choices=get_args(Source), help=tr("where the card lies"))
    parser.add_argument("--mode", choices=get_args(Mode), help=tr("colours"))
    parser.add_argument("--dpi", metavar="N", type=int, help=tr("the resolution"))
    parser.add_argument("--pages", metavar="N", type=int, help=tr("so many pages at most; 0 until the feeder is empty"))
    parser.add_argument("--out", metavar="DIR", type=Path, help=tr("a folder: each page becomes a file in it"))
    parser.add_argument("--service", metavar="ID", help=tr("have each page read by this service, as `recognize` does"))
    parser.add_argument("--document", metavar="D", help=tr("what cards they are, where you know"))
    parser.add_argument(
        "--option",
        metavar="K=V",
        action="append",
        default=[],
        help=tr("an option of the service; may be given several times"),
    )
    parser.add_argument("--json", metavar="FILE", help=tr("one JSON object a line into FILE, or - for standard output"))
    parser.add_argument(
        "--export", metavar="FILE", type=Path, help=tr("a spreadsheet; its ending says which: .xlsx, .csv or .json")
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Scan; 1 if a card failed or not all pages came."""
    code: int = later("carddesk.cli.scanning").run(args, settings)
    return code
