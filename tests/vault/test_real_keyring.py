"""Credentials in a real keyring: kept, given, deleted; and what is said when it is locked, absent, refuses or hangs."""

import asyncio
import gc
import threading
import time

import pytest

from carddesk.doctor import vault as doctor
from carddesk.doctor.finding import Verdict
from carddesk.errors import EnvironmentFault
from carddesk.secrets.credentials import Credentials
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.one_thread import OneThread
from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.settings import Settings
from tests.vault.keyring_daemon import Vault

VENDOR = Vendor(
    "megvii",
    "Megvii",
    "旷视",
    (CredentialField("api_key", "API key"), CredentialField("api_secret", "API secret")),
    (("api_key", "api_secret"),),
    "https://example.org",
)
PAIR = {"api_key": Secret("M4rkedKey"), "api_secret": Secret("M4rked 密钥 \"'\\=")}
THREAD = "keyring under test"

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def credentials(seconds: float = 10.0) -> Credentials:
    return Credentials(KeyringEntries(seconds, thread=OneThread(THREAD)), {})


async def fault(seconds: float = 10.0) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        await credentials(seconds).of(VENDOR)
    with pytest.raises(EnvironmentFault) as again:
        await credentials(seconds).set(VENDOR, PAIR)
    assert caught.value.code == again.value.code
    assert "CARDDESK_MEGVII_API_KEY" in caught.value.message
    assert "M4rked" not in again.value.message
    return caught.value


async def test_what_is_set_is_given_to_another_run(open_vault: Vault) -> None:
    await credentials().set(VENDOR, PAIR)
    assert await credentials().of(VENDOR) == PAIR
    assert (await credentials().state(VENDOR)).configured


async def test_entries_are_called_as_the_manual_says_and_are_not_doubled(open_vault: Vault) -> None:
    for _ in range(2):
        await credentials().set(VENDOR, PAIR)
    for field in VENDOR.fields:
        assert len(open_vault.entries(service="carddesk", username=f"megvii.{field.key}")) == 1
    assert len(open_vault.entries(service="carddesk")) == len(VENDOR.fields)


async def test_what_is_deleted_is_gone_and_the_rest_is_not(open_vault: Vault) -> None:
    other = Vendor("baidu", "Baidu", "百度", VENDOR.fields, VENDOR.sets, "https://example.org")
    await credentials().set(VENDOR, PAIR)
    await credentials().set(other, PAIR)
    assert await credentials().delete(VENDOR) == ("api_key", "api_secret")
    assert await credentials().of(VENDOR) == {}
    assert await credentials().delete(VENDOR) == ()
    assert await credentials().of(other) == PAIR


async def test_no_file_holds_them_in_the_clear(open_vault: Vault) -> None:
    await credentials().set(VENDOR, PAIR)
    files = [path.read_bytes() for path in open_vault.home.rglob("*") if path.is_file()]
    assert files  # the keyring's own
    assert not any(b"M4rked" in content for content in files)


async def test_a_locked_keyring_is_called_so_and_works_when_it_is_unlocked(open_vault: Vault) -> None:
    await credentials().set(VENDOR, PAIR)
    open_vault.lock()
    assert (await fault()).code == "keyring_locked"
    open_vault.unlock()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            # A prompt of the daemon that is taken over never answers: the wait for it must end.
            assert await credentials(2.0).of(VENDOR) == PAIR
        except EnvironmentFault:
            await asyncio.sleep(0.05)
            continue
        break
    else:
        pytest.fail("it stayed locked")
    gc.collect()


async def test_a_bus_without_a_keyring_has_none(vault: Vault) -> None:
    assert (await fault()).code == "keyring_missing"


@pytest.mark.parametrize("address", ["unix:path=/nonexistent", "nonsense", ""])
async def test_a_machine_without_a_bus_has_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert (await fault()).code == "keyring_missing"
    gc.collect()


async def test_a_keyring_that_is_started_meanwhile_is_found(vault: Vault) -> None:
    ours = credentials()
    with pytest.raises(EnvironmentFault):
        await ours.of(VENDOR)
    vault.start_daemon()
    ours.ask_anew()
    await ours.set(VENDOR, PAIR)
    assert await ours.of(VENDOR) == PAIR


async def test_a_keyring_that_says_no_is_said_to_refuse(vault: Vault) -> None:
    vault.start_odd("refusing")
    assert (await fault()).code == "keyring_refused"


async def test_a_keyring_that_never_answers_is_given_up_at_once_the_second_time(vault: Vault) -> None:
    vault.start_odd("silent")
    ours = credentials(0.5)
    begin = time.monotonic()
    for _ in range(50):
        with pytest.raises(EnvironmentFault) as caught:
            await ours.of(VENDOR)
        assert caught.value.code == "keyring_timeout"
    assert time.monotonic() - begin < 3
    assert sum(each.name == THREAD for each in threading.enumerate()) == 1
    # When the service goes, the bus says so, and the call that hung comes back.
    vault.session.close()


def test_the_doctor_tries_it_and_leaves_nothing(open_vault: Vault) -> None:
    finding = doctor.keyring(Settings())
    assert finding.verdict is Verdict.OK
    assert "SecretService" in finding.what
    assert open_vault.entries(service="carddesk") == []


def test_the_doctor_says_that_it_is_locked_and_what_to_do(open_vault: Vault) -> None:
    open_vault.lock()
    finding = doctor.keyring(Settings())
    assert finding.verdict is Verdict.WARN
    assert "locked" in finding.what
    assert "Unlock" in finding.advice
    gc.collect()
