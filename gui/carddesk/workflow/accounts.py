"""The accounts behind services: what they are called, whether their credentials are there, and how to try them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import current, tr
from carddesk.secrets.credentials import AccountState, FieldState
from carddesk.services.contract import ReadingService, ServiceInfo, Vendor
from carddesk.services.secret import Secret


class Credentials(Protocol):
    """Where credentials are kept (`carddesk.secrets`). Leaves the event loop free and ends within a time limit."""

    async def state(self, vendor: Vendor) -> AccountState:
        """What is set, and where it is from in this run.

        Raises:
            EnvironmentFault: the keyring is missing, locked, refuses, or does not answer.
        """

    async def set(self, vendor: Vendor, values: Mapping[str, Secret]) -> None:
        """Keep these fields; those not named stay as they are.

        Raises:
            UserError: a value that cannot be right, or a keyring that fails.
        """

    async def delete(self, vendor: Vendor) -> tuple[str, ...]:
        """Remove all fields of a vendor; gives the keys of those that were there.

        Raises:
            EnvironmentFault: the keyring fails.
        """

    def ask_anew(self) -> None:
        """Drop what is remembered: the next question goes to the keyring."""


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
        configured: whether its credentials are enough for a call; None while that is not known.
        fields: which are set, and where they are from.
        fault: why the keyring could not be looked into.
    """

    vendor: Vendor
    configured: bool | None = None
    fields: tuple[FieldState, ...] = ()
    fault: EnvironmentFault | None = None

    @property
    def title(self) -> str:
        """What it is called, in the language of the run."""
        return self.vendor.title_zh if current() == "zh_CN" else self.vendor.title


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

    @property
    def ids(self) -> tuple[str, ...]:
        """The vendors there are."""
        return tuple(self._vendors)

    def vendor(self, account: str) -> Vendor:
        """The vendor of this id.

        Raises:
            KeyError: there is none.
        """
        return self._vendors[account]

    def of(self, info: ServiceInfo) -> Account | None:
        """What is known now of the account behind a service; None where it needs none."""
        vendor = self._vendors.get(info.vendor or "")
        return None if vendor is None else self._known.get(vendor.id, Account(vendor))

    def title(self, account: str) -> str:
        """What an account is called, in the language of the run."""
        if (vendor := self._vendors.get(account)) is not None:
            return Account(vendor).title
        service = self._services.get(account)
        if service is None:
            return account
        return service.info.title_zh if current() == "zh_CN" else service.info.title

    async def look(self, account: str) -> Account:
        """What there is of an account; a keyring that fails is part of what is told.

        Raises:
            KeyError: there is no such vendor.
        """
        vendor = self._vendors[account]
        if self._credentials is None:
            return Account(vendor)
        try:
            state = await self._credentials.state(vendor)
            found = Account(vendor, state.configured, state.fields)
        except EnvironmentFault as fault:
            found = Account(vendor, fault=fault)
        self._known[account] = found
        return found

    async def look_again(self, account: str) -> Account:
        """The same, asking the keyring anew and not what is remembered of its last answer.

        Raises:
            KeyError: there is no such vendor.
        """
        if self._credentials is not None:
            self._credentials.ask_anew()
        return await self.look(account)

    async def keep(self, account: str, given: Mapping[str, Secret]) -> Account:
        """Keep credentials; what there is then.

        Raises:
            UserError: that cannot be done.
        """
        await self._keeper().set(self._vendors[account], given)
        return await self.look(account)

    async def forget(self, account: str) -> Account:
        """Delete credentials; what there is then (what the environment gives stays).

        Raises:
            UserError: that cannot be done.
        """
        await self._keeper().delete(self._vendors[account])
        return await self.look(account)

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
