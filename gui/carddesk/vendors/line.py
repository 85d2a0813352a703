"""The line to one vendor in one run: its account, connections, pace and place, shared by all services of that vendor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from carddesk.errors import ServiceError, UserError
from carddesk.language import current, tr
from carddesk.services.contract import ServiceContext, Vendor
from carddesk.services.secret import Secret
from carddesk.settings.declared import DECLARED
from carddesk.vendors.agreeing import Agreement
from carddesk.vendors.dialect import Account, Site
from carddesk.vendors.network import Network
from carddesk.vendors.off_loop import OffLoop
from carddesk.vendors.pacing import Pacer
from carddesk.vendors.retry import Chance

if TYPE_CHECKING:
    from carddesk.vendors.transport import Transport

_LARGEST_KEY_FILE: Final = 100_000


@dataclass(slots=True)
class Hold:
    """What belongs to one event loop: locks and connections cannot be used from another."""

    account: Account
    transport: Transport


@dataclass(slots=True)
class Line:
    """One for each vendor and run.

    Attributes:
        chance: sleep and randomness; tests give their own.
        now: the clock by which requests are signed.
        users: services that were read with and have not been closed since.
    """

    vendor: Vendor
    context: ServiceContext
    make_account: Callable[[], Account]
    chance: Chance = field(default_factory=Chance)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    users: set[str] = field(default_factory=set)
    off_loop: OffLoop = field(default_factory=OffLoop)
    pacer: Pacer = field(init=False)
    _holds: WeakKeyDictionary[asyncio.AbstractEventLoop, Hold] = field(init=False, default_factory=WeakKeyDictionary)

    def __post_init__(self) -> None:
        self.pacer = Pacer(self._limits, sleep=self.chance.sleep, agreement=self._agreement())

    @property
    def hold(self) -> Hold:
        """The account and the connections on the loop that runs."""
        loop = asyncio.get_running_loop()
        if loop not in self._holds:
            # Not before the first call: the network library takes as long to load as the rest of the command line.
            from carddesk.vendors.transport import Transport  # noqa: PLC0415

            self._holds[loop] = Hold(self.make_account(), Transport(self._network, self._limit_s, self.off_loop))
        return self._holds[loop]

    async def secrets(self) -> Mapping[str, Secret]:
        """What is known of the account, and enough for a call.

        Raises:
            ServiceError: `no_credentials`.
            UserError: the keyring cannot be asked.
        """
        known = await self.context.credentials(self.vendor)
        if any(all(known.get(key) for key in together) for together in self.vendor.sets):
            return known
        titles = {each.key: tr(each.title) for each in self.vendor.fields}
        wanted = ", ".join(titles.get(key, key) for key in self.vendor.sets[0]) if self.vendor.sets else ""
        raise ServiceError(
            "no_credentials",
            tr(
                "There are no credentials for {vendor}, so nothing was sent. Set them ({fields}) in the credentials "
                "dialog or with `carddesk credentials set {id}`.",
                vendor=self.vendor.title_zh if current() == "zh_CN" else self.vendor.title,
                fields=wanted,
                id=self.vendor.id,
            ),
        )

    async def site(self) -> Site:
        """Where the vendor is asked, by the settings as they stand now.

        Raises:
            ServiceError: `bad_key_file`, a file that a setting names cannot be read.
        """
        region = self._text("region") or next(iter(self.vendor.regions), "")
        base_url = (self._text("base_url") or self.vendor.base_url).replace("{region}", region).rstrip("/")
        return Site(base_url, region, self._setting, await self._key_files())

    async def close(self, user: str) -> None:
        """A service needs the line no longer; the last one takes the connections down."""
        self.users.discard(user)
        if self.users:
            return
        self.off_loop.close()
        if hold := self._holds.get(asyncio.get_running_loop()):
            await hold.transport.close()

    def _setting(self, key: str) -> object:
        return _setting(self.context, f"vendors.{self.vendor.id}.{key}")

    def _text(self, key: str) -> str:
        return str(self._setting(key) or "").strip()

    def _limits(self) -> tuple[float, int]:
        per_second = _number(self._setting("max_per_second"), self.vendor.max_per_second)
        return per_second, max(1, int(_number(self._setting("max_concurrency"), self.vendor.max_concurrency)))

    def _agreement(self) -> Agreement | None:
        if self.context.pace is None:
            return None
        return Agreement(
            self.vendor.id,
            self.context.pace,
            self.off_loop.run,
            limits=self._limits,
            longest_s=self._limit_s,
            sleep=self.chance.sleep,
        )

    def _limit_s(self) -> float:
        return _number(self._setting("timeout"), self.vendor.timeout_s)

    def _network(self) -> Network:
        proxy, ca_file = (str(_setting(self.context, f"network.{key}") or "").strip() for key in ("proxy", "ca_file"))
        return Network(proxy, ca_file)

    async def _key_files(self) -> dict[str, bytes]:
        head = f"vendors.{self.vendor.id}."
        keys = [each.key.removeprefix(head) for each in DECLARED if each.key.startswith(head)]
        paths = {key: path for key in keys if key.endswith("_file") and (path := self._text(key))}
        return {key: await self.off_loop.run(_file, path) for key, path in paths.items()}


def line_of(vendor: Vendor, account: Callable[[], Account], context: ServiceContext) -> Line:
    """The vendor's line in this run, made when it is asked for first."""
    key = f"vendors.{vendor.id}"
    line = context.shared.setdefault(key, Line(vendor, context, account))
    if not isinstance(line, Line):
        raise TypeError(f"{key} is shared by something else")
    return line


def _setting(context: ServiceContext, key: str) -> object:
    """The value, or None where nobody declared such a setting: a vendor of a plug-in has none."""
    try:
        return context.setting(key)
    except (UserError, KeyError):
        return None


def _number(value: object, otherwise: float) -> float:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return float(value) if usable else otherwise  # type: ignore[arg-type]


def _file(path: str) -> bytes:
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(_LARGEST_KEY_FILE + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise ServiceError(
            "bad_key_file", tr("The key file {path} cannot be read: {why}.", path=path, why=why)
        ) from error
    if len(data) > _LARGEST_KEY_FILE:
        raise ServiceError("bad_key_file", tr("The key file {path} is too large to be a key.", path=path))
    return data
