"""How the work stands: what the status bar tells. Asked anew each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from carddesk.services.contract import ReadingService
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.choice import Choice
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.queue import Queue
from carddesk.workflow.recognition import Recognition
from carddesk.workflow.usage import Usage, account_of
from carddesk.workflow.views import AccountUse, Progress, Waiting


class Standing:
    """Gathers figures from those who have them.

    Attributes:
        loading: files taken in, and how many there are to take in.
        an_hour: tells how many cards the operator decides an hour.
    """

    def __init__(
        self,
        queue: Queue,
        ledger: Ledger,
        recognition: Recognition,
        usage: Usage,
        *,
        services: Mapping[str, ReadingService],
        choice: Choice,
        accounts: Accounts,
    ) -> None:
        self._queue = queue
        self._ledger = ledger
        self._recognition = recognition
        self._usage = usage
        self._services = services
        self._choice = choice
        self._accounts = accounts
        self.loading = (0, 0)
        self.an_hour: Callable[[], int] = lambda: 0

    @property
    def progress(self) -> Progress:
        """Work under way and work done."""
        reading_done, reading_total = self._recognition.progress
        a_minute, left_s = self._recognition.tempo
        return Progress(
            cases=len(self._queue),
            verified=self._queue.verified,
            rejected=self._queue.rejected,
            flagged=self._queue.flagged,
            open=self._queue.open,
            looks=self._queue.looks,
            awaiting=self._queue.awaiting,
            loading_done=self.loading[0],
            loading_total=self.loading[1],
            reading_done=reading_done,
            reading_total=reading_total,
            saved_at=self._ledger.saved_at,
            uses=self._uses(),
            waiting=self._waiting(),
            failed=self._queue.failed,
            an_hour=self.an_hour(),
            a_minute=a_minute,
            left_s=left_s,
        )

    def _uses(self) -> tuple[AccountUse, ...]:
        infos = [service.info for service in self._services.values() if not service.info.offline]
        picked = self._services.get(self._choice.service)
        found = []
        for account in dict.fromkeys(account_of(info) for info in infos):
            use, cap = self._usage.of(account), self._usage.cap(account)
            if use.calls or (picked is not None and account == account_of(picked.info)):
                found.append(AccountUse(account, self._accounts.title(account), use.calls, use.failures, cap))
        # The one at work first: where room is short, the end of the line is cut.
        at_work = account_of(picked.info) if picked is not None else ""
        return tuple(sorted(found, key=lambda use: use.account != at_work))

    def _waiting(self) -> Waiting | None:
        found = self._recognition.waiting
        return Waiting(self._accounts.title(found[0]), found[1]) if found else None
