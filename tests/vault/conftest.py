"""A session bus for each test, and this process using it."""

import gc
from collections.abc import Iterator

import pytest

from tests.vault.keyring_daemon import Vault


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    """A bus without a keyring."""
    made = Vault()
    try:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
        yield made
    finally:
        made.close()
        # The library leaves its connection to the collector when the keyring is locked or refuses.
        gc.collect()


@pytest.fixture
def open_vault(vault: Vault) -> Vault:
    """One with a keyring that is open."""
    vault.start_daemon()
    return vault
