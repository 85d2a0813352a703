"""The accounts behind services: what they are called, whether their credentials are there, and how to try them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from carddesk.errors import UserError
from carddesk.language import current, tr
from carddesk.services.contract import ReadingService, ServiceInfo, Vendor
from carddesk.services.secret import Secret


class AccountState(Protocol):
    """What is known of a vendor's credentials, without the credentials."""

    @property
    def configured(self) -> bool:
        """Whether enough of them are there for a call."""


class Credentials(Protocol):
    """Where credentials are kept. Every call leaves the event loop free and ends within a time limit."""

    async def state(self, vendor: Vendor) -> AccountState:
        """What is there.

        Raises:
            UserError: the keyring is missing, locked, or refuses: what happened and what to do.
        """

    async def keep(self, vendor: Vendor, given: Mapping[str, Secret]) -> None:
        """Keep these fields; those not given stay as they are.

        Raises:
            UserError: as for `state`.
        """

    async def forget(self, vendor: Vendor) -> None:
        """Delete all fields of this vendor.

        Raises:
            UserError: as for `state`.
        """


@runtime_checkable
class AccountTest(Protocol):
    """A service that can try its account without sending a card."""

    async def test_account(self) -> str:
        """A sentence for the operator that says that the vendor knows the account.

        Raises:
            UserError: it does not, or could not be asked.
        """


@dataclass(frozen=True, slots=True)
class Account:
    """One vendor as the desk shows it.

    Attributes:
        configured: whether its credentials are there; None where that is not known.
        trouble: why it is not known, in words.
    """

    vendor: Vendor
    configured: bool | None = None
    trouble: str = ""


class Accounts:
    """The vendors of a run's services.

    Args:
        services: all of them.
        credentials: None where the run keeps none; then nothing is known of any account.
    """

    def __init__(self, services: Mapping[str, ReadingService], credentials: Credentials | None = None) -> None:
        self._services = services
        self._credentials = credentials
        self._vendors = vendors_of(services.values())
        self._known: dict[str, Account] = {}

    def vendor(self, account: str) -> Vendor | None:
        """The vendor of this id; None for a service that needs no account."""
        return self._vendors.get(account)

    def of(self, info: ServiceInfo) -> Account | None:
        """What is known now of the account behind a service; None where it needs none."""
        vendor = self._vendors.get(info.vendor or "")
        return None if vendor is None else self._known.get(vendor.id, Account(vendor))

    def title(self, account: str) -> str:
        """What an account is called, in the language of the run."""
        if (vendor := self._vendors.get(account)) is not None:
            return vendor.title_zh if current() == "zh_CN" else vendor.title
        service = self._services.get(account)
        if service is None:
            return account
        return service.info.title_zh if current() == "zh_CN" else service.info.title

    async def look(self, account: str) -> Account | None:
        """Ask anew what there is of an account. A keyring that does not answer is part of what is told."""
        vendor = self._vendors.get(account)
        if vendor is None:
            return None
        if self._credentials is None:
            return Account(vendor)
        try:
            state = await self._credentials.state(vendor)
            found = Account(vendor, state.configured)
        except UserError as error:
            found = Account(vendor, None, error.message)
        self._known[account] = found
        return found

    async def keep(self, account: str, given: Mapping[str, Secret]) -> None:
        """Keep credentials.

        Raises:
            UserError: that cannot be done.
        """
        await self._keeper().keep(self._vendors[account], given)
        await self.look(account)

    async def forget(self, account: str) -> None:
        """Delete credentials.

        Raises:
            UserError: that cannot be done.
        """
        await self._keeper().forget(self._vendors[account])
        await self.look(account)

    def can_test(self, account: str) -> bool:
        """Whether the account can be tried without sending a card."""
        return self._tester(account) is not None

    async def test(self, account: str) -> str:
        """Try the account without sending a card; a sentence that says how it went.

        Raises:
            UserError: the vendor does not take it, or cannot be asked.
        """
        tester = self._tester(account)
        if tester is None:
            raise UserError("no_account_test", tr("This account can only be tried by reading a card."))
        return await tester.test_account()

    def _tester(self, account: str) -> AccountTest | None:
        ours = (each for each in self._services.values() if each.info.vendor == account)
        return next((each for each in ours if isinstance(each, AccountTest)), None)

    def _keeper(self) -> Credentials:
        if self._credentials is None:
            raise UserError("no_keyring", tr("This run keeps no credentials."))
        return self._credentials


def vendors_of(services: Iterable[ReadingService]) -> dict[str, Vendor]:
    """The vendors behind these services, by id, each once."""
    found: dict[str, Vendor] = {}
    for service in services:
        if service.info.vendor is not None and service.info.vendor not in found:
            found[service.info.vendor] = _vendor(service, service.info.vendor)
    return found


def _vendor(service: ReadingService, account: str) -> Vendor:
    """What the service says of its vendor, or what its own declaration tells of it."""
    said = getattr(service, "vendor", None)
    if isinstance(said, Vendor):
        return said
    fields = service.info.credentials
    name = account.capitalize()
    return Vendor(account, name, name, fields, (tuple(field.key for field in fields),), "")
