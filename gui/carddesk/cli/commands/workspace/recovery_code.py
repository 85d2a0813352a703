"""`carddesk workspace recovery-code`: a new one; the old one is worth nothing any more."""

from __future__ import annotations

import argparse

from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.language import mark
from carddesk.settings import Settings

SUMMARY = mark("show a new recovery code; the old one dies")


def add_arguments(_parser: Parser) -> None:
    """It takes none: what is secret is asked at the terminal."""


def run(_args: argparse.Namespace, settings: Settings) -> int:
    """Do it."""
    code: int = later("carddesk.cli.workspace_key").recovery_code(settings)
    return code
