"""Who is there: scanners announce themselves over multicast DNS (`_uscan._tcp`, with encryption `_uscans._tcp`)."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from carddesk.capture.scanner.escl.abilities import identity
from carddesk.capture.scanner.escl.address import Address, announced, ip_of, is_near
from carddesk.capture.scanner.escl.chores import Chores

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

_SCHEMES: Final[Mapping[str, str]] = {"_uscans._tcp.local.": "https", "_uscan._tcp.local.": "http"}
_QUIET_S: Final = 0.6
"""After the last answer: the two services of one scanner come within milliseconds of each other."""
_ASKING_S: Final = 1.5
_MOST_SERVICES: Final = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Announced:
    """A scanner that announced itself.

    Attributes:
        name: its UUID; where it has none, the name of its host and its service.
        title: maker and model.
        where: the place that was given it, else its address.
        addresses: to be tried in this order: encrypted first, then IPv4 first.
    """

    name: str
    title: str
    where: str
    addresses: tuple[Address, ...]


class Discovery:
    """Looks when it is asked to, and keeps nothing open in between. `interfaces`: addresses of them; None for all."""

    def __init__(self, chores: Chores, interfaces: Sequence[str] | None = None) -> None:
        self._chores = chores
        self._interfaces = interfaces

    async def look(self, limit_s: float, name: str = "") -> list[Announced]:
        """Those that answer within the limit; with a name, as soon as that one has. None where nothing can be asked."""
        try:
            library = await self._chores.off_loop(importlib.import_module, "zeroconf.asyncio")
        except ImportError as error:
            logger.warning("scanners cannot be looked for: %s", error)
            return []
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL + 1)
        zeroconf = self._opened(library)
        if zeroconf is None:
            return []
        heard = _Heard(zeroconf, library)
        browser = library.AsyncServiceBrowser(zeroconf.zeroconf, list(_SCHEMES), handlers=[heard.take])
        try:
            await heard.until(limit_s, name)
            return heard.scanners()
        finally:
            # A cancelled look leaves no socket behind either.
            await self._chores.see_through(_closed(browser, zeroconf, heard))

    def _opened(self, library: Any) -> AsyncZeroconf | None:
        choices = {} if self._interfaces is None else {"interfaces": list(self._interfaces)}
        versions = importlib.import_module("zeroconf").IPVersion
        # Where a machine has no IPv6, sockets for it cannot be made.
        for version in (versions.All, versions.V4Only):
            try:
                made: AsyncZeroconf = library.AsyncZeroconf(ip_version=version, **choices)
            except (OSError, ValueError, RuntimeError) as error:
                logger.info("multicast DNS cannot be asked (%s): %s", version.name, error)
            else:
                return made
        return None


async def _closed(browser: Any, zeroconf: AsyncZeroconf, heard: _Heard) -> None:
    await heard.close()
    with suppress(OSError):
        await browser.async_cancel()
    with suppress(OSError):
        await zeroconf.async_close()


class _Heard:
    """What came back so far."""

    def __init__(self, zeroconf: AsyncZeroconf, library: Any) -> None:
        self._zeroconf = zeroconf
        self._library = library
        self._services: dict[str, AsyncServiceInfo] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()

    def take(self, *, service_type: str, name: str, state_change: Any, **_further: object) -> None:
        """For the browser: a service came, changed or went."""
        if state_change.name == "Removed" or len(self._services) + len(self._asking) >= _MOST_SERVICES:
            return
        task = asyncio.ensure_future(self._ask(service_type, name))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def until(self, limit_s: float, name: str) -> None:
        """Wait for this scanner, or for as long as there may be others."""
        clock = asyncio.get_running_loop().time
        end = clock() + limit_s
        while (left := end - clock()) > 0:
            if name and any(each.name == name for each in self.scanners()):
                # Its other service is on its way.
                left = min(left, _QUIET_S)
                end = clock()
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._news.wait()

    def scanners(self) -> list[Announced]:
        """One entry a scanner, whatever number of services it has."""
        return scanners(self._services.values())

    async def close(self) -> None:
        """Ask nobody any more."""
        for task in self._asking:
            task.cancel()
        if self._asking:
            await asyncio.wait(set(self._asking))

    async def _ask(self, service_type: str, name: str) -> None:
        service: AsyncServiceInfo = self._library.AsyncServiceInfo(service_type, name)
        with suppress(OSError, ValueError):
            if await service.async_request(self._zeroconf.zeroconf, _ASKING_S * 1000):
                self._services[f"{service_type} {name}"] = service
                self._news.set()


def scanners(services: Iterable[AsyncServiceInfo]) -> list[Announced]:
    """Those behind these services that can be reached; one that is there plain and encrypted is one."""
    by_name: dict[str, list[AsyncServiceInfo]] = {}
    for service in services:
        if name := _name(service):
            by_name.setdefault(name, []).append(service)
    found = [_scanner(name, offered) for name, offered in by_name.items()]
    return sorted((each for each in found if each.addresses), key=lambda each: (each.title, each.name))


def _text(service: AsyncServiceInfo, key: str) -> str:
    """A value of the TXT record; keys there are the same in capitals and in small letters (RFC 6763 §6.4)."""
    for name, value in service.properties.items():
        if name.decode("ascii", "replace").lower() == key and value:
            text = value.decode("utf-8", "replace")
            return "".join(one for one in text if one.isprintable())[:100].strip()
    return ""


def _name(service: AsyncServiceInfo) -> str:
    host = (service.server or service.name).rstrip(".").lower()
    return identity(_text(service, "uuid")) or identity(
        "".join(one if one.isalnum() or one == "-" else "-" for one in host)
    )


def _scanner(name: str, services: Sequence[AsyncServiceInfo]) -> Announced:
    ordered = sorted(services, key=lambda each: list(_SCHEMES).index(each.type))
    addresses = [
        address
        for service in ordered
        for host in sorted(service.parsed_scoped_addresses(), key=_preference)
        if (address := announced(_SCHEMES[service.type], host, service.port or 0, _text(service, "rs"))) is not None
    ]
    title = next((text for each in ordered if (text := _text(each, "ty"))), "") or name
    note = next((text for each in ordered if (text := _text(each, "note"))), "")
    where = note or (addresses[0].host if addresses else "")
    return Announced(name, title, where, tuple(addresses))


def _preference(host: str) -> tuple[bool, bool, bool, str]:
    """Local ones first, IPv4 before IPv6, and what holds on one link only last."""
    ip = ip_of(host)
    return not is_near(host), ip is None or ip.version == 6, ip is None or ip.is_link_local, host
