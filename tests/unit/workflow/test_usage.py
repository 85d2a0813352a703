"""What services cost is counted as it goes out, and stopped before it goes out."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carddesk.errors import ServiceError
from carddesk.services.contract import ServiceInfo
from carddesk.settings import Settings
from carddesk.store.service_use import Use
from carddesk.workflow.usage import MemoryTally, Usage
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import FakeService

CARD, OTHER = CloudService().info, CloudService(service="acme.other").info
LOCAL = FakeService().info


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Capped(Settings):
    """A limit for a vendor that has no settings of its own."""

    def __init__(self, cap: int) -> None:
        super().__init__()
        self.cap = cap

    def number(self, key: str) -> float:
        return self.cap if key == "vendors.acme.daily_cap" else super().number(key)


def usage(cap: int = 0, clock: Clock | None = None, tally: MemoryTally | None = None) -> Usage:
    infos: list[ServiceInfo] = [CARD, OTHER, LOCAL]
    return Usage(tally or MemoryTally(), Capped(cap), lambda: infos, now=clock or Clock(), title=str.title)


def one(counted: Usage, info: ServiceInfo = CARD, error: BaseException | None = None, sent: int = 1) -> None:
    call = counted.call(info)
    for _ in range(sent):
        call.sent()
    call.done(error)


def test_calls_of_all_services_of_a_vendor_count_together() -> None:
    counted = usage()
    one(counted)
    one(counted, OTHER, ServiceError("x", "No."))
    assert counted.of("acme") == Use(2, 1)


def test_a_repeated_call_counts_again() -> None:
    counted = usage()
    one(counted, sent=3)
    assert counted.of("acme") == Use(3, 0)


def test_what_never_went_out_is_neither_a_call_nor_a_failure() -> None:
    counted = usage()
    one(counted, error=ServiceError("no_credentials", "None."), sent=0)
    one(counted, error=asyncio.CancelledError(), sent=0)
    assert counted.of("acme") == Use()


def test_a_service_that_tells_nothing_is_counted_by_its_readings() -> None:
    counted = usage()
    one(counted, sent=0)
    assert counted.of("acme") == Use(1, 0)


def test_the_engine_inside_costs_nothing() -> None:
    counted = usage(cap=1)
    for _ in range(3):
        one(counted, LOCAL)
    assert counted.of("local") == Use()


def test_the_cap_stops_the_call_before_it_goes_out_and_says_how_to_go_on() -> None:
    counted = usage(cap=2)
    one(counted)
    one(counted, OTHER)
    with pytest.raises(ServiceError) as caught:
        counted.call(CARD)
    assert caught.value.code == "daily_cap"
    assert not caught.value.retryable
    assert "vendors.acme.daily_cap" in caught.value.message
    assert counted.of("acme") == Use(2, 0)


def test_calls_under_way_have_their_place_within_the_cap() -> None:
    counted = usage(cap=2)
    first, second = counted.call(CARD), counted.call(CARD)
    with pytest.raises(ServiceError):
        counted.call(CARD)
    first.done(asyncio.CancelledError())
    third = counted.call(CARD)
    for call in (second, third):
        call.sent()
        call.done(None)
    assert counted.of("acme") == Use(2, 0)


def test_a_repetition_beyond_the_cap_does_not_go_out() -> None:
    counted = usage(cap=1)
    call = counted.call(CARD)
    call.sent()
    with pytest.raises(ServiceError, match="limit"):
        call.sent()
    assert counted.of("acme") == Use(1, 0)


def test_a_new_day_begins_at_nought() -> None:
    clock = Clock()
    counted = usage(cap=1, clock=clock)
    one(counted)
    clock.now += timedelta(days=1)
    assert counted.of("acme") == Use()
    one(counted)


def test_what_was_counted_before_the_program_started_counts_on() -> None:
    tally = MemoryTally()
    one(usage(tally=tally))
    again = usage(cap=1, tally=tally)
    assert again.of("acme") == Use(1, 0)
    with pytest.raises(ServiceError):
        again.call(CARD)


@pytest.mark.parametrize(("service", "most"), [("megvii.residence_permit", 3), ("elsewhere", 4)])
def test_a_vendor_is_given_as_many_images_at_a_time_as_its_setting_says(
    service: str, most: int, tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "settings.toml")
    settings.set("vendors.megvii.max_concurrency", 3)
    counted = Usage(MemoryTally(), settings, list, now=Clock(), title=str)
    vendor = "megvii" if service.startswith("megvii") else None
    info = ServiceInfo(service, service, service, vendor, (), CARD.limits)
    assert counted.at_a_time(info) == most
    assert counted.at_a_time(LOCAL) == 1
