"""The password of a login: from the environment of the run or the keyring, and never from an address or a setting."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial

from carddesk.secrets import keyring_entries
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret
from carddesk.store.team.address import Address
from carddesk.store.team.faults import PASSWORD


def password_of(
    address: Address, *, environ: Mapping[str, str] | None = None, keyring: KeyringEntries | None = None
) -> Secret | None:
    """The password for this address; None where neither has one, so that `~/.pgpass` or the server's own way decides.

    Blocks for as long as the keyring takes. One that fails counts as one that has nothing: the server says what it wants.
    """
    if given := (os.environ if environ is None else environ).get(PASSWORD, ""):
        return Secret(given)
    if not _has_entry(address):
        return None
    found = (keyring or KeyringEntries()).wait(partial(keyring_entries.read, names=[_name(address)]))
    return None if isinstance(found, Trouble) else found.get(_name(address))


def keep_password(address: Address, password: Secret, *, keyring: KeyringEntries | None = None) -> Trouble | None:
    """Keep it in the keyring, or with an empty one forget it; why that was not possible, if so."""
    entries = keyring or KeyringEntries()
    if not password:
        removed = entries.wait(partial(keyring_entries.remove, names=[_name(address)]))
        return removed if isinstance(removed, Trouble) else None
    return entries.wait(partial(keyring_entries.write, values={_name(address): password}))


def can_keep(address: Address, *, keyring: KeyringEntries | None = None) -> bool:
    """Whether the keyring works, and is where the password for this address is looked for. Blocks as `password_of`."""
    if not _has_entry(address):
        return False
    found = (keyring or KeyringEntries()).wait(partial(keyring_entries.read, names=[_name(address)]))
    return not isinstance(found, Trouble)


def _has_entry(address: Address) -> bool:
    """Nobody needs a password at a socket of this machine, or one for a login that is not named."""
    return bool(address.login and address.host) and not address.host.startswith("/")


def _name(address: Address) -> str:
    return f"team.{address}"
