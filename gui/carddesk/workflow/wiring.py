"""What the parts of a desk are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carddesk.services.contract import ReadingService
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.basis import BasisNotes
from carddesk.workflow.changes import Announcer
from carddesk.workflow.choice import Choice
from carddesk.workflow.ledger import Clock, Ledger
from carddesk.workflow.queue import Queue
from carddesk.workflow.seat import Seat
from carddesk.workflow.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Wiring:
    """Each of these is there once a desk, and belongs to the desk."""

    workspace: Workspace
    queue: Queue
    ledger: Ledger
    tasks: Tasks
    seat: Seat
    announcer: Announcer
    choice: Choice
    services: Mapping[str, ReadingService]
    accounts: Accounts
    settings: Settings
    now: Clock
    basis: BasisNotes
