"""A vendor as Huawei is one, and credentials in a keyring in memory."""

from collections.abc import Callable, Iterator

import pytest
from keyring.backend import KeyringBackend

from carddesk.secrets.credentials import Credentials
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.one_thread import OneThread
from carddesk.services.contract import CredentialField, Vendor
from tests.unit.secrets.keyrings import Memory, Slow

VENDOR = Vendor(
    "huawei",
    "Huawei",
    "华为云",
    tuple(CredentialField(key, key) for key in ("access_key", "secret_key", "username", "password", "domain")),
    (("access_key", "secret_key"), ("username", "password", "domain")),
    "https://example.org",
)


class Clock:
    """A clock that goes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


Make = Callable[..., Credentials]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Iterator[Make]:
    """Make credentials over a back-end, with an environment; each with a thread of its own."""
    Memory.kept.clear()
    Memory.asked.clear()
    Slow.let.clear()

    def go(backend: Callable[[], KeyringBackend] = Memory, seconds: float = 5.0, **environ: str) -> Credentials:
        entries = KeyringEntries(seconds, backend, OneThread("test keyring"))
        return Credentials(entries, environ, clock)

    yield go
    Slow.let.set()
