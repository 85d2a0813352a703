"""`carddesk workspace rekey`: another key, and with it another recovery code."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark
from carddesk.settings import Settings

SUMMARY = mark("encrypt everything with another key")


def add_arguments(_parser: Parser) -> None:
    """It takes none: what is secret is asked at the terminal."""


def run(_args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.workspace_key").rekey(settings)
    return code
