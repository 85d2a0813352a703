"""The keyring: whether credentials of cloud services can be kept in it."""

from __future__ import annotations

import asyncio
from functools import partial

from carddesk.doctor.finding import Finding, ok, warn
from carddesk.language import tr
from carddesk.secrets import keyring_entries
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.trouble import Trouble
from carddesk.settings import Settings

SECONDS = 10.0


def keyring(_settings: Settings) -> Finding:
    """Whether the keyring keeps an entry, which is taken out again. Nothing that is in it is looked at."""
    entries = KeyringEntries(SECONDS)
    outcome = asyncio.run(entries.run(partial(entries.attempt, keyring_entries.prove)))
    if isinstance(outcome, Trouble):
        without = tr("Only cloud services need it; the environment can give them their credentials, too.")
        return warn("keyring", outcome.what, f"{outcome.advice} {without}")
    return ok("keyring", tr("{backend} keeps and gives entries", backend=outcome))
