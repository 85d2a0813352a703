"""Credentials come from the environment before the keyring, are asked for once, and every failure says what to do."""

import asyncio
import logging
import time
import traceback

import pytest
from keyring.backend import KeyringBackend

from carddesk.errors import EnvironmentFault, UserError
from carddesk.secrets.backend import chosen
from carddesk.secrets.trouble import Kind
from carddesk.services.secret import Secret
from tests.unit.secrets.conftest import VENDOR, Clock, Make
from tests.unit.secrets.keyrings import Deliberate, Failing, Forgetful, Locked, Memory, Slow, Talkative

PAIR = {"access_key": Secret("AK-1"), "secret_key": Secret("SK-1")}
MARK = "M4rkedS3cret"


async def test_what_is_set_is_given_back_and_gone_when_deleted(make: Make) -> None:
    credentials = make()
    await credentials.set(VENDOR, PAIR)
    assert await make().of(VENDOR) == PAIR
    assert await credentials.delete(VENDOR) == ("access_key", "secret_key")
    assert await credentials.of(VENDOR) == {}
    assert await credentials.delete(VENDOR) == ()


async def test_each_field_is_an_entry_of_its_own(make: Make) -> None:
    await make().set(VENDOR, {"access_key": Secret(" AK-1\n")})
    assert Memory.kept == {("carddesk", "huawei.access_key"): "AK-1"}


async def test_fields_that_are_not_named_stay(make: Make) -> None:
    credentials = make()
    await credentials.set(VENDOR, PAIR)
    await credentials.set(VENDOR, {"access_key": Secret("AK-2")})
    assert await credentials.of(VENDOR) == {**PAIR, "access_key": Secret("AK-2")}


async def test_nothing_is_kept_when_one_value_cannot_be_right(make: Make) -> None:
    with pytest.raises(UserError):
        await make().set(VENDOR, {**PAIR, "username": Secret("two\nlines")})
    assert not Memory.kept


NEW = {"username": Secret("new user"), "password": Secret("new pass"), "domain": Secret("new house")}
OLD = {"username": Secret("old user"), "password": Secret("old pass"), "domain": Secret("old house")}


@pytest.mark.parametrize("old", [{}, OLD, {"password": OLD["password"]}], ids=len)
@pytest.mark.parametrize("after", range(9))
async def test_a_keyring_that_dies_midway_leaves_no_account_of_old_and_new(
    make: Make, after: int, old: dict[str, Secret], monkeypatch: pytest.MonkeyPatch
) -> None:
    if old:
        await make().set(VENDOR, old)
    monkeypatch.setattr(Failing, "changes", after)
    monkeypatch.setattr(Failing, "tries", 10**6)
    told = None
    try:
        await make(Failing).set(VENDOR, NEW)
    except EnvironmentFault as fault:
        told = fault
    left = await make().of(VENDOR)
    assert (told is None) == (left == NEW)
    if told is not None:
        assert left == old or len(left) < len(NEW)
        assert ("set all of them again" in told.message) == (left != old)
        assert told.code == Kind.LOCKED
    await make().set(VENDOR, NEW)
    assert await make().of(VENDOR) == NEW


@pytest.mark.parametrize("old", [{}, OLD, {"password": OLD["password"]}], ids=len)
@pytest.mark.parametrize("after", range(3))
async def test_a_keyring_that_fails_once_midway_has_what_it_had(
    make: Make, after: int, old: dict[str, Secret], monkeypatch: pytest.MonkeyPatch
) -> None:
    if old:
        await make().set(VENDOR, old)
    monkeypatch.setattr(Failing, "changes", after)
    monkeypatch.setattr(Failing, "tries", 1)
    with pytest.raises(EnvironmentFault) as told:
        await make(Failing).set(VENDOR, NEW)
    assert "missing from it" not in told.value.message
    assert await make().of(VENDOR) == old


async def test_a_field_that_stays_the_same_is_not_written_again(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    await make().set(VENDOR, OLD)
    monkeypatch.setattr(Failing, "changes", 0)
    monkeypatch.setattr(Failing, "tries", 10**6)
    await make(Failing).set(VENDOR, OLD)
    assert await make().of(VENDOR) == OLD


async def test_the_environment_wins_field_by_field(make: Make) -> None:
    await make().set(VENDOR, PAIR)
    credentials = make(CARDDESK_HUAWEI_ACCESS_KEY="from environment")
    assert await credentials.of(VENDOR) == {**PAIR, "access_key": Secret("from environment")}
    state = await credentials.state(VENDOR)
    assert [each.source for each in state.fields] == ["environment", "keyring", None, None, None]
    assert state.configured


async def test_an_account_whole_in_the_environment_needs_no_keyring_and_is_not_mixed_with_it(make: Make) -> None:
    await make().set(VENDOR, PAIR)
    Memory.asked.clear()
    names = ("USERNAME", "PASSWORD", "DOMAIN")
    credentials = make(**{f"CARDDESK_HUAWEI_{name}": name for name in names})
    assert set(await credentials.of(VENDOR)) == {"username", "password", "domain"}
    assert (await credentials.state(VENDOR)).configured
    assert not Memory.asked


@pytest.mark.parametrize("keys", [["access_key"], ["username", "password"], ["secret_key", "domain"]])
async def test_half_an_account_is_not_configured(make: Make, keys: list[str]) -> None:
    credentials = make()
    await credentials.set(VENDOR, {key: Secret("x") for key in keys})
    state = await credentials.state(VENDOR)
    assert not state.configured
    assert [each.field.key for each in state.fields if each.source] == keys


async def test_a_batch_asks_the_keyring_once(make: Make, clock: Clock) -> None:
    credentials = make(Deliberate)
    await credentials.set(VENDOR, PAIR)
    Memory.asked.clear()
    await asyncio.gather(*(credentials.of(VENDOR) for _ in range(100)))
    assert len(Memory.asked) == len(VENDOR.fields)
    clock.now += 3600
    await credentials.of(VENDOR)
    assert len(Memory.asked) == 2 * len(VENDOR.fields)


async def test_what_is_changed_here_is_seen_at_once(make: Make) -> None:
    credentials = make()
    await credentials.set(VENDOR, PAIR)
    assert await credentials.of(VENDOR) == PAIR
    await credentials.set(VENDOR, {"access_key": Secret("AK-2")})
    assert (await credentials.of(VENDOR))["access_key"] == Secret("AK-2")
    await credentials.delete(VENDOR)
    assert await credentials.of(VENDOR) == {}


async def test_what_another_program_sets_is_seen_soon(make: Make, clock: Clock) -> None:
    credentials = make()
    assert await credentials.of(VENDOR) == {}
    await make().set(VENDOR, PAIR)
    clock.now += 10
    assert await credentials.of(VENDOR) == PAIR


async def test_what_was_given_is_not_changed_by_whoever_got_it(make: Make) -> None:
    credentials = make()
    await credentials.set(VENDOR, PAIR)
    got = await credentials.of(VENDOR)
    got.clear()  # type: ignore[attr-defined]
    assert await credentials.of(VENDOR) == PAIR


@pytest.mark.parametrize(
    ("backend", "kind", "advice"),
    [(Locked, Kind.LOCKED, "Unlock it"), (Slow, Kind.TIMEOUT, "unlock the keyring"), (None, Kind.MISSING, "Install")],
)
async def test_a_keyring_that_gives_nothing_says_why_and_what_to_do(
    make: Make, backend: type[KeyringBackend] | None, kind: Kind, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    credentials = make(backend or chosen, seconds=0.2)
    for call in (credentials.of, credentials.state, credentials.delete):
        with pytest.raises(EnvironmentFault) as fault:
            await call(VENDOR)
        assert fault.value.code == kind
        assert advice in fault.value.message
        assert "CARDDESK_HUAWEI_ACCESS_KEY, CARDDESK_HUAWEI_SECRET_KEY" in fault.value.message


@pytest.mark.parametrize("backend", [Forgetful, Talkative])
async def test_a_keyring_that_does_not_keep_what_it_is_given_is_found_out(
    make: Make, backend: type[KeyringBackend]
) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        await make(backend).set(VENDOR, PAIR)
    assert fault.value.code == "keyring_refused"


async def test_a_locked_keyring_asks_for_its_password_once_for_a_batch_and_again_soon(make: Make, clock: Clock) -> None:
    credentials = make(Locked)
    for _ in range(50):
        with pytest.raises(EnvironmentFault):
            await credentials.of(VENDOR)
    assert len(Memory.asked) == 1
    clock.now += 10
    with pytest.raises(EnvironmentFault):
        await credentials.of(VENDOR)
    credentials.ask_anew()
    with pytest.raises(EnvironmentFault):
        await credentials.of(VENDOR)
    assert len(Memory.asked) == 3


async def test_a_keyring_that_hangs_holds_up_the_first_call_alone_and_is_used_when_it_is_back(make: Make) -> None:
    credentials = make(Slow, seconds=0.3)
    begin = time.monotonic()
    for _ in range(50):
        with pytest.raises(EnvironmentFault):
            await credentials.of(VENDOR)
    assert time.monotonic() - begin < 2
    Memory.kept["carddesk", "huawei.access_key"] = "AK-1"
    Slow.let.set()
    for _ in range(100):
        await asyncio.sleep(0.02)
        try:
            assert await credentials.of(VENDOR) == {"access_key": Secret("AK-1")}
        except EnvironmentFault:
            continue
        break
    else:
        pytest.fail("it stayed stuck")


async def test_a_fault_carries_nothing_of_what_the_library_said(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(EnvironmentFault) as caught:
        await make(Talkative).set(VENDOR, {"access_key": Secret(MARK)})
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "require_usable" not in "".join(told.format())
    assert MARK not in "".join(told.format())
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "keyring_refused" in caplog.text
    assert MARK not in caplog.text
