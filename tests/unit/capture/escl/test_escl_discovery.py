"""Who is there: over multicast DNS on the loopback address, at typed addresses, and after a scanner has moved."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf.asyncio import AsyncServiceInfo

from carddesk.capture.scanner.contract import Device, Wish
from carddesk.capture.scanner.escl.address import Address, typed
from carddesk.capture.scanner.escl.chores import Chores
from carddesk.capture.scanner.escl.discovery import Announced, Discovery, scanners
from carddesk.capture.scanner.escl.limits import Limits
from carddesk.capture.scanner.escl.roster import Roster
from carddesk.capture.scanner.escl_backend import ADDRESSES, EsclBackend
from carddesk.capture.scanner.troubles import ScannerError
from tests.fakes.escl import EsclScanner
from tests.fakes.escl.scanner import TITLE
from tests.unit.capture.escl.conftest import QUICK

LOOPBACK = ("127.0.0.1",)
UUID = "5f3c1a2e-0000-4000-8000-9a5ce1bec0de"


class Told(Discovery):
    """Finds what it is told to find, and remembers for whom it looked."""

    def __init__(self, chores: Chores) -> None:
        super().__init__(chores)
        self.there: list[Announced] = []
        self.looked: list[str] = []

    async def look(self, limit_s: float, name: str = "") -> list[Announced]:
        self.looked.append(name)
        return list(self.there)


def announced(*scanners: EsclScanner, name: str = UUID) -> Announced:
    return Announced(name, TITLE, "", tuple(at(scanner) for scanner in scanners))


def at(scanner: EsclScanner) -> Address:
    address = typed(scanner.address)
    assert address is not None
    return address


@pytest.fixture
async def chores() -> AsyncIterator[Chores]:
    made = Chores(1.0)
    yield made
    await made.close()


@pytest.fixture
def discovery(chores: Chores) -> Told:
    return Told(chores)


@pytest.fixture
async def roster(discovery: Told, chores: Chores) -> AsyncIterator[Roster]:
    made = Roster(lambda: "", discovery, QUICK, chores)
    yield made
    await made.close()


async def test_a_scanner_that_announces_itself_is_found_and_scans_under_a_name_that_stays() -> None:
    limits = Limits(look_s=1.5)  # who has announced itself a moment ago answers after a second only (RFC 6762 §6)
    with EsclScanner(announce=LOOPBACK, identity=UUID) as scanner:
        backend = EsclBackend(lambda _key: "", limits=limits, interfaces=LOOPBACK)
        found = await backend.devices()
        assert Device(f"escl:{UUID}", TITLE, "escl", "Specimen counter") in found
        await backend.close()
        # After a restart nothing is known but the name, and who looks for one scanner need not wait for others.
        again = EsclBackend(lambda _key: "", limits=Limits(look_s=20.0), interfaces=LOOPBACK)
        async with asyncio.timeout(5.0):
            can = await again.capabilities(f"escl:{UUID}")
        assert "duplex" in can.sources
        assert [page async for page in again.scan(f"escl:{UUID}", Wish(dpi=75, area_mm=(0, 0, 50, 50)))]
        await again.close()
        assert len(scanner.device.jobs) == 1


@given(
    st.dictionaries(
        st.sampled_from([b"ty", b"TY", b"rs", b"uuid", b"note", b"pdl"]), st.none() | st.binary(max_size=120)
    ),
    st.sampled_from(["10.0.0.9", "fe80::9", "2001:4860:4860::8888"]),
    st.integers(0, 65_535),
)
def test_whatever_is_announced_becomes_a_scanner_that_can_be_named_or_none(
    texts: dict[bytes, bytes | None], host: str, port: int
) -> None:
    service = AsyncServiceInfo(
        "_uscan._tcp.local.",
        "Specimen._uscan._tcp.local.",
        port=port,
        properties=texts,
        parsed_addresses=[host],
        server="s-1.local.",
    )
    for found in scanners([service]):
        assert found.title.isprintable()
        assert found.title.strip() == found.title != ""
        assert found.name
        assert not set(found.name) & set(" ;:=./\t\n")
        for address in found.addresses:
            assert address.host.partition("%")[0] == host
            assert address.port == port != 0


async def test_where_nobody_can_be_asked_nobody_is_there(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_multicast(**_choices: object) -> None:
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", no_multicast)
    caplog.set_level(logging.INFO)
    backend = EsclBackend(lambda _key: "", limits=QUICK, interfaces=LOOPBACK)
    assert await backend.devices() == []
    assert "multicast DNS cannot be asked" in caplog.text
    with pytest.raises(ScannerError) as told:
        await backend.capabilities(f"escl:{UUID}")
    assert told.value.code == "scanner_gone"
    await backend.close()


async def test_a_look_that_is_cancelled_leaves_nothing_open() -> None:
    backend = EsclBackend(lambda _key: "", limits=Limits(look_s=30.0), interfaces=LOOPBACK)
    looking = asyncio.ensure_future(backend.devices())
    await asyncio.sleep(0.3)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    await backend.close()


@pytest.mark.parametrize("text", ["{here}, 127.0.0.1:1; no-address/?x", "http://{here}\n{here}"])
async def test_typed_addresses_that_answer_are_listed_once_each(scanner: EsclScanner, text: str) -> None:
    setting = {ADDRESSES: text.format(here=scanner.address)}
    backend = EsclBackend(setting.__getitem__, limits=QUICK, interfaces=LOOPBACK)
    assert await backend.devices() == [Device(f"escl:{scanner.address}", TITLE, "escl", scanner.address)]
    await backend.close()


async def test_one_that_is_announced_and_typed_is_listed_once(
    scanner: EsclScanner, discovery: Told, chores: Chores
) -> None:
    discovery.there = [announced(scanner, name=scanner.uuid)]
    roster = Roster(lambda: scanner.address, discovery, QUICK, chores)
    assert [device.id for device in await roster.devices()] == [f"escl:{scanner.uuid}"]
    await roster.close()


async def test_encryption_comes_first_and_plain_http_when_that_fails(discovery: Told, roster: Roster) -> None:
    with EsclScanner(tls=True) as tls, EsclScanner() as plain:
        discovery.there = [announced(tls, plain)]
        assert (await roster.reach(UUID)).line.address == at(tls)
        await roster.forget(UUID)
        tls.close()
        assert (await roster.reach(UUID)).line.address == at(plain)


async def test_a_scanner_that_has_moved_is_found_where_it_is_now(discovery: Told, roster: Roster) -> None:
    with EsclScanner() as before, EsclScanner() as after:
        discovery.there = [announced(before)]
        assert (await roster.reach(UUID)).line.address == at(before)
        before.close()
        discovery.there = [announced(after)]
        await roster.forget(UUID)
        assert (await roster.reach(UUID)).line.address == at(after)
        assert discovery.looked == [UUID, UUID]


async def test_a_scan_at_an_address_that_is_old_goes_on_at_the_new_one(
    discovery: Told, chores: Chores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EsclScanner() as before, EsclScanner() as after:
        backend = EsclBackend(lambda _key: "", limits=QUICK)
        monkeypatch.setattr(backend, "_roster", Roster(lambda: "", discovery, QUICK, chores))
        discovery.there = [announced(before)]
        await backend.capabilities(f"escl:{UUID}")
        before.close()
        discovery.there = [announced(after)]
        assert len([page async for page in backend.scan(f"escl:{UUID}", Wish(dpi=75, area_mm=(0, 0, 50, 50)))]) == 1
        assert len(after.device.jobs) == 1
        await backend.close()


async def test_what_it_can_do_is_not_asked_before_every_scan(
    scanner: EsclScanner, discovery: Told, roster: Roster
) -> None:
    discovery.there = [announced(scanner)]
    first, second = await asyncio.gather(roster.reach(UUID), roster.reach(UUID))
    assert first is second
    assert [path for _method, path in scanner.asked] == ["/eSCL/ScannerCapabilities"]


@pytest.mark.parametrize(
    ("hosts", "allowed"),
    [(["10.0.0.9"], True), (["fd00::9", "10.0.0.9"], True), (["10.0.0.9", "8.8.8.8"], False), ([], True)],
)
async def test_a_name_is_near_if_all_that_it_stands_for_is(
    hosts: Sequence[str], allowed: bool, discovery: Told, chores: Chores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(_host: str, _port: None) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        if not hosts:
            raise OSError("unknown")
        return [(0, 0, 0, "", (host, 0)) for host in hosts]

    monkeypatch.setattr("carddesk.capture.scanner.escl.roster.socket.getaddrinfo", looked_up)
    monkeypatch.setattr("carddesk.capture.scanner.escl.line.Line.get", _refused)
    roster = Roster(lambda: "scanner.example", discovery, QUICK, chores)
    with pytest.raises(ScannerError) as told:
        await roster.reach("scanner.example")
    assert told.value.code == ("scanner_gone" if allowed else "scanner_denied")
    await roster.close()


async def _refused(*_asked: object) -> None:
    from carddesk.capture.scanner.escl.line import NotReached

    raise NotReached.because("")
