"""Exporting from the workspace for the command line, also while a desk has it open."""

from __future__ import annotations

import sys
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from carddesk.cards.case import Status
from carddesk.cli.asking import terminal
from carddesk.cli.spreadsheet import places_blamed, require_place
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.exporting import export_cases
from carddesk.workflow.opening import open_workspace
from carddesk.workflow.rules import Rules


def run(path: Path, statuses: Collection[Status] | None, settings: Settings) -> int:
    """Write the cards that stand so (None: all), and say how many.

    Raises:
        UserError: there are none, or no format has this ending.
        EnvironmentFault: no workspace, or the file cannot be written.
    """
    require_place(path)
    with closing(open_workspace(settings, beside=True, ask=terminal())) as workspace, places_blamed():
        count = export_cases(
            workspace,
            path,
            statuses=statuses,
            rules=Rules.of(settings),
            operator=settings.operator,
            now=lambda: datetime.now(UTC),
        )
    print(tr("{count} cards written to {path}.", count=count, path=path), file=sys.stderr)
    return 0
