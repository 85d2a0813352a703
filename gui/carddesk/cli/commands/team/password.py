"""`carddesk team password`: the password of the login, into the keyring of this machine."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark
from carddesk.settings import Settings

SUMMARY = mark("put the password of your login into the keyring")


def add_arguments(parser: Parser) -> None:
    """It takes none: what is secret is asked at the terminal."""
    parser.discreet = True


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.team").password(args, settings)
    return code
