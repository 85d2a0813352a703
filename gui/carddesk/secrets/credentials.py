"""What is known of vendors' accounts: the environment of the run before the keyring of the system."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from carddesk.secrets import environment, keyring_entries
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.trouble import Trouble
from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret

Source = Literal["keyring", "environment"]

KEPT_S: Final = 60.0
"""How long what the keyring said of an account is taken for true, so that a batch asks it once and not for each card."""

TROUBLE_KEPT_S: Final = 5.0
"""The same for its failing: a batch must not open a window for a password with each card, a second try is to be a try."""


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field of an account: where its value is from in this run, or None where there is none."""

    field: CredentialField
    variable: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class AccountState:
    """What is set of an account; no values.

    Attributes:
        configured: whether the fields that are set are enough to ask the vendor.
    """

    vendor: Vendor
    fields: tuple[FieldState, ...]
    configured: bool


@dataclass(frozen=True, slots=True)
class _Known:
    outcome: dict[str, Secret] | Trouble = field(repr=False)
    until: float


class Credentials:
    """Vendors' credentials. `of` is what `ServiceContext.credentials` wants.

    A field that the environment gives wins over the keyring. Where the environment gives enough for the account, the
    keyring is not asked at all: then nothing is mixed with it, and a machine without one is no obstacle.
    """

    def __init__(
        self,
        keyring: KeyringEntries | None = None,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keyring = keyring or KeyringEntries()
        self._environ = os.environ if environ is None else environ
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def of(self, vendor: Vendor) -> Mapping[str, Secret]:
        """The fields that are set, by their keys; empty where nothing is.

        Raises:
            EnvironmentFault: the keyring is missing, locked, refuses, or does not answer.
        """
        given = environment.given(vendor, self._environ)
        if environment.is_complete(vendor, given):
            return given
        kept = _without_trouble(await self._kept(vendor), vendor)
        return {**kept, **given}

    async def set(self, vendor: Vendor, values: Mapping[str, Secret]) -> None:
        """Keep values in the keyring; fields that are not named stay as they are.

        Raises:
            UserError: a field that the vendor has not, or a value that cannot be right.
            EnvironmentFault: the keyring is missing, locked, refuses, or does not answer.
        """
        clean = {key: environment.cleaned(secret.reveal()) for key, secret in values.items()}
        environment.require_usable(vendor, clean)
        named = {_name(vendor, key): secret for key, secret in clean.items()}
        await self._change(vendor, partial(keyring_entries.write, values=named))

    async def delete(self, vendor: Vendor) -> tuple[str, ...]:
        """Remove all that the keyring has of an account; gives the keys of the fields that were there.

        Raises:
            EnvironmentFault: the keyring is missing, locked, refuses, or does not answer.
        """
        names = {_name(vendor, field.key): field.key for field in vendor.fields}
        removed = await self._change(vendor, partial(keyring_entries.remove, names=names))
        return tuple(names[name] for name in removed)

    async def state(self, vendor: Vendor) -> AccountState:
        """What is set, and where it is from in this run.

        Raises:
            EnvironmentFault: as for `of`.
        """
        known = await self.of(vendor)
        given = environment.given(vendor, self._environ)
        fields = tuple(
            FieldState(each, environment.variable(vendor, each.key), _source(each.key, given, known))
            for each in vendor.fields
        )
        return AccountState(vendor, fields, environment.is_complete(vendor, known))

    def ask_anew(self) -> None:
        """Drop what is remembered: the next question goes to the keyring."""
        self._known.clear()

    async def _kept(self, vendor: Vendor) -> dict[str, Secret] | Trouble:
        known = self._fresh(vendor)
        return known if known is not None else await self._keyring.run(partial(self._look_up, vendor))

    def _look_up(self, vendor: Vendor) -> dict[str, Secret] | Trouble:
        # In the keyring's thread, one after the other: of several that asked at once, the first one's answer is for all.
        if (known := self._fresh(vendor)) is not None:
            return known
        names = {_name(vendor, field.key): field.key for field in vendor.fields}
        found = self._keyring.attempt(partial(keyring_entries.read, names=names))
        if isinstance(found, Trouble):
            return self._remember(vendor, found, TROUBLE_KEPT_S)
        outcome = {names[name]: secret for name, secret in found.items()}
        # What is not complete is perhaps being entered right now, in another window.
        enough = environment.is_complete(vendor, outcome)
        return self._remember(vendor, outcome, KEPT_S if enough else TROUBLE_KEPT_S)

    async def _change(self, vendor: Vendor, work: keyring_entries.Work[keyring_entries.T]) -> keyring_entries.T:
        return _without_trouble(await self._keyring.run(partial(self._changed, vendor, work)), vendor)

    def _changed(self, vendor: Vendor, work: keyring_entries.Work[keyring_entries.T]) -> keyring_entries.T | Trouble:
        try:
            return self._keyring.attempt(work)
        finally:
            # Here and not where it is awaited: whoever gave up waiting has changed the keyring all the same.
            self._known.pop(vendor.id, None)

    def _fresh(self, vendor: Vendor) -> dict[str, Secret] | Trouble | None:
        known = self._known.get(vendor.id)
        return known.outcome if known and self._clock() < known.until else None

    def _remember(
        self, vendor: Vendor, outcome: dict[str, Secret] | Trouble, seconds: float
    ) -> dict[str, Secret] | Trouble:
        self._known[vendor.id] = _Known(outcome, self._clock() + seconds)
        return outcome


def _name(vendor: Vendor, key: str) -> str:
    return f"{vendor.id}.{key}"


def _source(key: str, given: Mapping[str, Secret], known: Mapping[str, Secret]) -> Source | None:
    if key in given:
        return "environment"
    return "keyring" if key in known else None


def _without_trouble(outcome: keyring_entries.T | Trouble, vendor: Vendor) -> keyring_entries.T:
    if isinstance(outcome, Trouble):
        raise outcome.as_fault(environment.variables(vendor))
    return outcome
