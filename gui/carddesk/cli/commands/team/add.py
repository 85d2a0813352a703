"""`carddesk team add NAME`: a member, who writes in their own name."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("add a member, or change the role, name or password of one")


def add_arguments(parser: Parser) -> None:
    """Who. A password is never an argument: other users of the machine see those."""
    parser.discreet = True
    parser.add_argument("name", metavar="NAME", help=tr("the login"))
    parser.add_argument(
        "--role", choices=("operator", "supervisor", "auditor"), default="operator", help=tr("what they may do")
    )
    parser.add_argument(
        "--operator", metavar="NAME", help=tr("the name in which they write; that of the login if not given")
    )
    parser.add_argument(
        "--no-password", action="store_true", help=tr("the server knows the login and how it gets in; leave that alone")
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.team").add(args, settings)
    return code
