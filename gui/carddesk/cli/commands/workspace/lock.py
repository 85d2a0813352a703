"""`carddesk workspace lock passphrase|keyring`: by what it opens on this machine."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark, tr
from carddesk.settings import Settings

SUMMARY = mark("choose by what it opens: a passphrase, or this machine's keyring")


def add_arguments(parser: Parser) -> None:
    """The way."""
    parser.add_argument(
        "way",
        choices=("passphrase", "keyring"),
        help=tr("a passphrase that is asked at each start, or the keyring, which asks nothing"),
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.workspace_key").lock(args.way, settings)
    return code
