"""How often each service was asked, day by day: a file of its own on one machine, which needs no key."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select, update

from carddesk.store.database import WRITES
from carddesk.store.faults import mapped
from carddesk.store.schema import SERVICE_OPTIONS, SERVICE_USE


@dataclass(frozen=True, slots=True)
class Use:
    """Calls of one service on one day.

    Attributes:
        calls: how many images went out, repetitions among them.
        failures: how many readings were asked for in vain.
    """

    calls: int = 0
    failures: int = 0

    def __add__(self, other: Use) -> Use:
        return Use(self.calls + other.calls, self.failures + other.failures)


class ServiceUse:
    """The counts of a workspace. Safe to use from any thread."""

    def __init__(self, engine: Engine, place: str | Path) -> None:
        self._engine = engine
        self._place = place
        self._one_writer = threading.Lock()

    def count_use(self, service: str, day: str, more: Use) -> None:
        """Add to what was counted for a service on a day (`YYYY-MM-DD`); on disk when this returns."""
        with mapped(self._place), self._one_writer, self._writable() as connection, connection.begin():
            _add(connection, service, day, more)

    def reserve_call(self, service: str, day: str, services: Sequence[str], cap: int) -> bool:
        """Count one call of `service`, unless all `services` together have reached the cap (0 is none); whether it was."""
        table = SERVICE_USE.c
        made = select(func.coalesce(func.sum(table.calls), 0)).where(table.day == day, table.service.in_(services))
        with mapped(self._place), self._one_writer, self._writable() as connection, connection.begin():
            if cap and connection.execute(made).scalar_one() >= cap:
                return False
            _add(connection, service, day, Use(1))
        return True

    def uses(self, day: str) -> dict[str, Use]:
        """What was counted on a day, by service."""
        table = SERVICE_USE.c
        asked = select(table.service, table.calls, table.failures).where(table.day == day)
        with mapped(self._place), self._engine.connect() as connection:
            return {row.service: Use(row.calls, row.failures) for row in connection.execute(asked)}

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._engine.dispose()

    def _writable(self) -> Connection:
        return self._engine.connect().execution_options(**WRITES)


def _add(connection: Connection, service: str, day: str, more: Use) -> None:
    table = SERVICE_USE.c
    added = {"calls": table.calls + more.calls, "failures": table.failures + more.failures}
    here = (table.service == service) & (table.day == day)
    if connection.execute(update(SERVICE_USE).where(here).values(added)).rowcount == 0:
        row = {"service": service, "day": day, "calls": more.calls, "failures": more.failures}
        connection.execute(insert(SERVICE_USE).values(row))


def options(connection: Connection) -> dict[str, str]:
    """The options kept for services, as JSON text."""
    rows = connection.execute(select(SERVICE_OPTIONS.c.service, SERVICE_OPTIONS.c.options))
    return {row.service: row.options for row in rows}


def keep_options(connection: Connection, service: str, text: str) -> None:
    """Keep these options for a service, in place of those kept before."""
    here = SERVICE_OPTIONS.c.service == service
    if connection.execute(update(SERVICE_OPTIONS).where(here).values(options=text)).rowcount == 0:
        connection.execute(insert(SERVICE_OPTIONS).values(service=service, options=text))
