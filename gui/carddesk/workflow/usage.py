"""What services cost: each call is counted as it goes out, and stopped where the day's limit is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from carddesk.errors import ServiceError, UserError
from carddesk.language import tr
from carddesk.services.contract import ServiceInfo
from carddesk.settings import Settings
from carddesk.store.service_use import Use
from carddesk.workflow.ledger import Clock

DAILY_CAP = "daily_cap"
"""Code of the error that says that no more calls are made today."""
_ELSEWHERE = 4
"""Images that a plugged-in service without settings is given at a time."""


class Tally(Protocol):
    """Where calls are counted: a workspace, or memory."""

    def count_use(self, service: str, day: str, more: Use) -> None:
        """Add to what was counted for a service on a day (`YYYY-MM-DD`)."""

    def uses(self, day: str) -> Mapping[str, Use]:
        """What was counted on a day, by service."""

    def reserve_call(self, service: str, day: str, services: Sequence[str], cap: int) -> bool:
        """Count one call of `service`, unless all `services` together have reached the cap (0 is none); whether it was.

        In one step: of all who count in the same place, desks of a team or a run beside a desk, none goes over it.
        """


class MemoryTally:
    """Counts for one run alone, where there is no workspace."""

    def __init__(self) -> None:
        self._uses: dict[tuple[str, str], Use] = {}

    def count_use(self, service: str, day: str, more: Use) -> None:
        """Add to what was counted for a service on a day."""
        self._uses[service, day] = self._uses.get((service, day), Use()) + more

    def uses(self, day: str) -> Mapping[str, Use]:
        """What was counted on a day, by service."""
        return {service: use for (service, when), use in self._uses.items() if when == day}

    def reserve_call(self, service: str, day: str, services: Sequence[str], cap: int) -> bool:
        """Count one call, unless all of these have reached the cap."""
        if cap and sum(self._uses.get((each, day), Use()).calls for each in services) >= cap:
            return False
        self.count_use(service, day, Use(1))
        return True


class Usage:
    """Calls of this day, by the account that pays for them.

    Args:
        tally: where they are counted.
        infos: the services there are, which say whose account each one uses.
        title: what an account is called.
        on_counted: told after each count.
    """

    def __init__(
        self,
        tally: Tally,
        settings: Settings,
        infos: Callable[[], list[ServiceInfo]],
        *,
        now: Clock,
        title: Callable[[str], str],
        on_counted: Callable[[], None] = lambda: None,
    ) -> None:
        self._tally = tally
        self._settings = settings
        self._infos = infos
        self._now = now
        self._title = title
        self._on_counted = on_counted
        self._reserved: Counter[str] = Counter()
        self._day: date | None = None
        self._uses: dict[str, Use] = {}

    def of(self, account: str) -> Use:
        """Calls and failures of today, of all services on this account."""
        uses = self._today()
        return sum((uses.get(info.id, Use()) for info in self._infos() if account_of(info) == account), Use())

    def cap(self, account: str) -> int:
        """How many calls a day are allowed; 0 where there is no limit."""
        return round(vendor_number(self._settings, account, "daily_cap", 0))

    def at_a_time(self, info: ServiceInfo) -> int:
        """How many images a service is given at a time: one where this machine does the work, else what its vendor allows."""
        if info.offline:
            return 1
        return max(1, round(vendor_number(self._settings, account_of(info), "max_concurrency", _ELSEWHERE)))

    def require_room(self, info: ServiceInfo) -> None:
        """Raise where today's limit is reached, by what all who count in the same place have counted by now.

        Raises:
            ServiceError: `daily_cap`.
        """
        account = account_of(info)
        cap = self.cap(account)
        if not cap:
            return
        self._day = None  # what others counted meanwhile, a desk or another run, counts as well
        if self.of(account).calls + self._reserved[account] >= cap:
            raise ServiceError(DAILY_CAP, self._full(account, cap))

    def take(self, info: ServiceInfo) -> None:
        """Count a call that goes out now; on disk when this returns.

        Raises:
            ServiceError: `daily_cap`; it must not.
        """
        account, uses = account_of(info), self._today()
        cap = self.cap(account)
        services = [each.id for each in self._infos() if account_of(each) == account]
        # Places that are kept for others count as well.
        room = cap - self._reserved[account]
        counted = (not cap or room > 0) and self._tally.reserve_call(info.id, self._stamp, services, room if cap else 0)
        if not counted:
            raise ServiceError(DAILY_CAP, self._full(account, cap))
        uses[info.id] = uses.get(info.id, Use()) + Use(1)
        self._on_counted()

    def call(self, info: ServiceInfo) -> Call:
        """One reading that is about to be asked for; a place within today's limit is kept for it until it is `done`.

        Raises:
            ServiceError: `daily_cap`.
        """
        self.require_room(info)
        return Call(self, info)

    def reserve(self, info: ServiceInfo, places: int) -> None:
        """Keep so many places for calls that will go out, or with a negative number let go of them."""
        self._reserved[account_of(info)] += places

    def count(self, info: ServiceInfo, *, calls: int = 0, failures: int = 0) -> None:
        """Count; on disk when this returns."""
        uses, more = self._today(), Use(calls, failures)
        self._tally.count_use(info.id, self._stamp, more)
        uses[info.id] = uses.get(info.id, Use()) + more
        self._on_counted()

    @property
    def _stamp(self) -> str:
        return self._now().astimezone().date().isoformat()

    def _today(self) -> dict[str, Use]:
        today = self._now().astimezone().date()
        if today != self._day:
            self._day, self._uses = today, dict(self._tally.uses(today.isoformat()))
        return self._uses

    def _full(self, account: str, cap: int) -> str:
        return tr(
            "The limit of {cap} calls a day to {vendor} is reached, so the image was not sent. Pick another service, go "
            "on tomorrow, or raise the setting {key}.",
            cap=cap,
            vendor=self._title(account),
            key=f"vendors.{account}.daily_cap",
        )


class Call:
    """Counts the calls of one reading: the listener to what the service tells."""

    def __init__(self, usage: Usage, info: ServiceInfo) -> None:
        self._usage = usage
        self._info = info
        self._counted = not info.offline
        self._sent = 0
        self._place = int(self._counted)
        usage.reserve(info, self._place)

    def sent(self) -> None:
        """An image goes out now.

        Raises:
            ServiceError: `daily_cap`; it must not.
        """
        if not self._counted:
            return
        self._free()
        # Asked also of a call that had its place: while it waited for its turn, others may have used the day up.
        self._usage.take(self._info)
        self._sent += 1

    def waiting(self, seconds: float) -> None:
        """The service waits; nothing to count."""

    def done(self, error: BaseException | None) -> None:
        """The reading came, or failed with `error`. What never went out is neither a call nor a failure."""
        self._free()
        if not self._counted:
            return
        if error is None and not self._sent:  # a service that tells nothing must have called
            self._usage.count(self._info, calls=1)
        elif isinstance(error, UserError) and self._sent:
            self._usage.count(self._info, failures=1)

    def _free(self) -> None:
        self._usage.reserve(self._info, -self._place)
        self._place = 0


def account_of(info: ServiceInfo) -> str:
    """Who pays: the vendor's account, or the service itself where it has none."""
    return info.vendor or info.id


def vendor_number(settings: Settings, vendor: str, key: str, default: float) -> float:
    """The number in `vendors.<vendor>.<key>`; the default for a plugged-in vendor that has no settings."""
    try:
        return settings.number(f"vendors.{vendor}.{key}")
    except UserError:
        return default
