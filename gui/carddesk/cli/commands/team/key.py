"""`carddesk team key`: a key for the images of the team, which its server then cannot see."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark
from carddesk.settings import Settings

SUMMARY = mark("encrypt images before they leave the desk")


def add_arguments(parser: Parser) -> None:
    """It takes none: what is secret is asked at the terminal."""
    parser.discreet = True


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.team").key(args, settings)
    return code
