"""`carddesk recognize PATH…`: read card images without a window, and hand out what was read as it comes."""

from __future__ import annotations

import argparse
from pathlib import Path

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import tr
from carddesk.settings import Settings


def add_arguments(parser: Parser) -> None:
    """What to read, with what, and where the outcome goes."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        help=tr(
            "image files, and folders of them; where the service takes them (see `carddesk services`) also PDF and OFD "
            "files, and addresses of images (https://…), which the vendor of the service fetches, not this program"
        ),
    )
    parser.add_argument("--service", metavar="ID", help=tr("who reads (see `carddesk services`); else the one set"))
    parser.add_argument("--document", metavar="D", help=tr("what cards they are, where you know"))
    parser.add_argument(
        "--option",
        metavar="K=V",
        action="append",
        default=[],
        help=tr("an option of the service; may be given several times"),
    )
    parser.add_argument(
        "--pages",
        metavar="LIST",
        help=tr("pages of each file: all, or such as 2 or 1,3-5; otherwise as the setting capture.pages says"),
    )
    parser.add_argument("--json", metavar="FILE", help=tr("one JSON object a line into FILE, or - for standard output"))
    parser.add_argument(
        "--export", metavar="FILE", type=Path, help=tr("a spreadsheet; its ending says which: .xlsx, .csv or .json")
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Read everything; 1 if a card failed."""
    code: int = later("carddesk.cli.recognition").run(args, settings)
    return code
