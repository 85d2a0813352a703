"""How the work stands: what the status bar tells. Asked anew each time."""

from __future__ import annotations

from collections.abc import Callable

from carddesk.workflow.asking_services import Asking
from carddesk.workflow.team.views import TeamView
from carddesk.workflow.today import Today
from carddesk.workflow.usage import account_of
from carddesk.workflow.views import AccountUse, Progress, Waiting
from carddesk.workflow.wiring import Wiring


class Standing:
    """Gathers figures from those who have them.

    Attributes:
        loading: files taken in, and how many there are to take in.
        team: tells how the desk stands with its team.
    """

    def __init__(self, wiring: Wiring, asking: Asking, today: Today) -> None:
        self._at = wiring
        self._recognition = asking.recognition
        self._usage = asking.usage
        self._today = today
        self.loading = (0, 0)
        self.team: Callable[[], TeamView | None] = lambda: None

    @property
    def progress(self) -> Progress:
        """Work under way and work done."""
        reading_done, reading_total = self._recognition.progress
        a_minute, left_s = self._recognition.tempo
        return Progress(
            cases=len(self._at.queue),
            verified=self._at.queue.verified,
            rejected=self._at.queue.rejected,
            flagged=self._at.queue.flagged,
            open=self._at.queue.open,
            looks=self._at.queue.looks,
            awaiting=self._at.queue.awaiting,
            loading_done=self.loading[0],
            loading_total=self.loading[1],
            reading_done=reading_done,
            reading_total=reading_total,
            saved_at=self._at.ledger.saved_at,
            uses=self._uses(),
            waiting=self._waiting(),
            failed=self._at.queue.failed,
            an_hour=self._today.an_hour(),
            a_minute=a_minute,
            left_s=left_s,
            team=self.team(),
        )

    def _uses(self) -> tuple[AccountUse, ...]:
        infos = [service.info for service in self._at.services.values() if not service.info.offline]
        picked = self._at.services.get(self._at.choice.service)
        found = []
        for account in dict.fromkeys(account_of(info) for info in infos):
            use, cap = self._usage.of(account), self._usage.cap(account)
            if use.calls or (picked is not None and account == account_of(picked.info)):
                found.append(AccountUse(account, self._at.accounts.title(account), use.calls, use.failures, cap))
        # The one at work first: where room is short, the end of the line is cut.
        at_work = account_of(picked.info) if picked is not None else ""
        return tuple(sorted(found, key=lambda use: use.account != at_work))

    def _waiting(self) -> Waiting | None:
        found = self._recognition.waiting
        return Waiting(self._at.accounts.title(found[0]), found[1]) if found else None
