"""`carddesk doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from carddesk.cli.asking import terminal
from carddesk.cli.commands import later
from carddesk.cli.parsing import Parser
from carddesk.cli.streams import emit
from carddesk.doctor.finding import Finding, Verdict
from carddesk.language import tr
from carddesk.settings import Settings

_MARKS = {Verdict.OK: "✓", Verdict.WARN: "▲", Verdict.FAIL: "✕"}
_WIDTH = 31
"""Of the longest name, `service.megvii.residence_permit`."""


def add_arguments(parser: Parser) -> None:
    """How to print."""
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print each finding; 3 if one of them is that something does not work."""
    failed = False
    findings = []
    for finding in later("carddesk.doctor.examination").examine(settings, terminal()):
        failed |= finding.verdict is Verdict.FAIL
        findings.append(asdict(finding))
        if not args.json:
            emit(_line(finding))
    if args.json:
        emit(json.dumps(findings, ensure_ascii=False, indent=2))
    return 3 if failed else 0


def _line(finding: Finding) -> str:
    said = f"{_MARKS[finding.verdict]} {finding.id:<{_WIDTH}} {finding.what}"
    return f"{said}\n  {'':<{_WIDTH}} → {finding.advice}" if finding.advice else said
