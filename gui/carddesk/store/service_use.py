"""How often each service was asked, day by day, and with which options it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

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


def count(connection: Connection, service: str, day: str, more: Use) -> None:
    """Add `more` to what was counted for this service and day (`YYYY-MM-DD`)."""
    table = SERVICE_USE.c
    added = {"calls": table.calls + more.calls, "failures": table.failures + more.failures}
    here = (table.service == service) & (table.day == day)
    if connection.execute(update(SERVICE_USE).where(here).values(added)).rowcount == 0:
        row = {"service": service, "day": day, "calls": more.calls, "failures": more.failures}
        connection.execute(insert(SERVICE_USE).values(row))


def of_day(connection: Connection, day: str) -> dict[str, Use]:
    """What was counted on this day, by service."""
    table = SERVICE_USE.c
    asked = select(table.service, table.calls, table.failures).where(table.day == day)
    return {row.service: Use(row.calls, row.failures) for row in connection.execute(asked)}


def options(connection: Connection) -> dict[str, str]:
    """The options kept for services, as JSON text."""
    rows = connection.execute(select(SERVICE_OPTIONS.c.service, SERVICE_OPTIONS.c.options))
    return {row.service: row.options for row in rows}


def keep_options(connection: Connection, service: str, text: str) -> None:
    """Keep these options for a service, in place of those kept before."""
    here = SERVICE_OPTIONS.c.service == service
    if connection.execute(update(SERVICE_OPTIONS).where(here).values(options=text)).rowcount == 0:
        connection.execute(insert(SERVICE_OPTIONS).values(service=service, options=text))
