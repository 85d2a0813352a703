"""One token for both services, had once, used until shortly before its end, and had anew when Baidu no longer takes it."""

import asyncio
from collections.abc import Sequence

import pytest

from carddesk.services.secret import Secret
from carddesk.vendors.baidu.account import VENDOR, BaiduAccount
from carddesk.vendors.baidu.foreign_resident import ForeignResident
from carddesk.vendors.baidu.general import General
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes.baidu import API_KEY, SECRET_KEY, FakeBaidu
from tests.unit.vendors.baidu.wiring import KEYS, NOW, SITE, Clock, ask, call, sender, told

CALL = WireRequest("POST", f"{SITE.base_url}/rest")


async def authorised(account: BaiduAccount, fake: FakeBaidu, clock: Clock | None = None) -> WireRequest | Refused:
    return await account.authorised(CALL, KEYS, SITE, clock.now if clock else NOW, sender(fake))


def token(request: WireRequest | Refused) -> str:
    assert isinstance(request, WireRequest)
    return request.query["access_token"]


async def test_the_token_goes_into_the_query_and_is_asked_for_as_documented() -> None:
    asked: list[WireRequest] = []

    async def send(request: WireRequest) -> WireAnswer:
        asked.append(request)
        return ask(FakeBaidu(), request)

    found = await BaiduAccount().authorised(CALL, KEYS, SITE, NOW, send)
    (request,) = asked
    assert (request.method, request.url) == ("POST", "https://baidu.example/gateway/oauth/2.0/token")
    assert request.query == {"grant_type": "client_credentials", "client_id": API_KEY, "client_secret": SECRET_KEY}
    assert request.idempotent
    assert token(found).startswith("24.")
    assert SECRET_KEY not in repr(request)
    assert token(found) not in repr(found)


async def test_both_services_share_one_token(card: bytes) -> None:
    fake, account = FakeBaidu(), BaiduAccount()
    for dialect in (ForeignResident(), General(), ForeignResident()):
        assert isinstance(await call(dialect, fake, Sent(card), account), Sequence)
    assert fake.tokens_given == 1


async def test_two_calls_at_a_time_ask_for_one_token() -> None:
    fake, account = FakeBaidu(), BaiduAccount()
    answered = asyncio.Event()

    async def send(request: WireRequest) -> WireAnswer:
        await answered.wait()
        return ask(fake, request)

    calls = [asyncio.create_task(account.authorised(CALL, KEYS, SITE, NOW, send)) for _ in range(4)]
    await asyncio.sleep(0)
    answered.set()
    found = await asyncio.gather(*calls)
    assert fake.tokens_given == 1
    assert len({token(each) for each in found}) == 1


async def test_calls_at_a_time_share_a_refusal_and_the_next_one_asks_again() -> None:
    account, asked = BaiduAccount(), 0

    async def send(request: WireRequest) -> WireAnswer:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return told({"error": "invalid_client", "error_description": "unknown client id"}, 401)

    found = await asyncio.gather(*(account.authorised(CALL, KEYS, SITE, NOW, send) for _ in range(3)))
    assert [each.code for each in found if isinstance(each, Refused)] == ["wrong_credentials"] * 3
    assert asked == 1
    await account.authorised(CALL, KEYS, SITE, NOW, send)
    assert asked == 2


async def test_a_call_that_is_cancelled_does_not_keep_the_others_from_their_token() -> None:
    fake, account = FakeBaidu(), BaiduAccount()

    async def never(_request: WireRequest) -> WireAnswer:
        await asyncio.Event().wait()
        raise AssertionError

    first = asyncio.create_task(account.authorised(CALL, KEYS, SITE, NOW, never))
    await asyncio.sleep(0)
    second = asyncio.create_task(account.authorised(CALL, KEYS, SITE, NOW, sender(fake)))
    await asyncio.sleep(0)
    first.cancel()
    assert token(await second).startswith("24.")


async def test_a_token_is_had_anew_before_it_ends() -> None:
    clock = Clock()
    fake, account = FakeBaidu(clock), BaiduAccount()
    fake.token_life_s = 2_592_000
    first = token(await authorised(account, fake, clock))
    clock.seconds = 2_592_000 - 301
    assert token(await authorised(account, fake, clock)) == first
    clock.seconds = 2_592_000 - 299
    assert token(await authorised(account, fake, clock)) != first
    assert fake.tokens_given == 2


@pytest.mark.parametrize(
    ("expires_in", "last_s"),
    [
        (100, 89),
        ("100", 89),
        (None, 3_299),
        ("soon", 3_299),
        (0, 3_299),
        (-5, 3_299),
        (10**400, 2_591_699),
        ({}, 3_299),
    ],
    ids=["number", "text", "unsaid", "word", "nothing", "negative", "endless", "object"],
)
async def test_how_long_a_token_is_used(expires_in: object, last_s: int) -> None:
    clock, account = Clock(), BaiduAccount()
    given = 0

    async def send(_request: WireRequest) -> WireAnswer:
        nonlocal given
        given += 1
        return told({"access_token": f"24.{given}", "expires_in": expires_in})

    async def had(seconds: float) -> str:
        clock.seconds = seconds
        return token(await account.authorised(CALL, KEYS, SITE, clock.now, send))

    assert [await had(0), await had(last_s), await had(last_s + 2)] == ["24.1", "24.1", "24.2"]


@pytest.mark.parametrize(("end", "code"), [("expire_tokens", "111"), ("revoke_tokens", "110")])
async def test_a_token_that_ended_at_baidu_is_had_anew_once_it_is_forgotten(end: str, code: str, card: bytes) -> None:
    fake, account = FakeBaidu(), BaiduAccount()
    assert not isinstance(await call(General(), fake, Sent(card), account), Refused)
    getattr(fake, end)()
    refused = await call(General(), fake, Sent(card), account)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.vendor_code, refused.remedy) == ("token_rejected", code, "renew")
    account.forget()
    assert not isinstance(await call(General(), fake, Sent(card), account), Refused)
    assert fake.tokens_given == 2


async def test_who_learns_late_that_the_old_token_ended_does_not_throw_the_new_one_away() -> None:
    fake, account = FakeBaidu(), BaiduAccount()
    all_have_the_old = asyncio.Barrier(10)

    async def reading() -> str:
        await authorised(account, fake)
        await all_have_the_old.wait()
        account.forget()
        return token(await authorised(account, fake))

    found = await asyncio.gather(*(reading() for _ in range(10)))
    assert fake.tokens_given == 2
    assert len(set(found)) == 1


async def test_a_token_is_forgotten_by_one_who_was_never_given_it() -> None:
    fake, account = FakeBaidu(), BaiduAccount()
    await authorised(account, fake)

    async def forget() -> None:
        account.forget()

    await asyncio.create_task(forget())
    await authorised(account, fake)
    assert fake.tokens_given == 2


async def test_other_keys_or_another_address_get_a_token_of_their_own() -> None:
    fake, account = FakeBaidu(), BaiduAccount()
    await authorised(account, fake)
    await account.authorised(CALL, KEYS, Site("https://other.example"), NOW, sender(fake))
    assert fake.tokens_given == 2
    refused = await account.authorised(CALL, {**KEYS, "secret_key": Secret("another")}, SITE, NOW, sender(fake))
    assert isinstance(refused, Refused)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"api_key": Secret("wrong")}, "Baidu does not know this API key."),
        ({"secret_key": Secret("wrong")}, "The secret key does not belong to this API key."),
    ],
    ids=["api key", "secret key"],
)
async def test_wrong_keys_each_have_their_sentence(keys: dict[str, Secret], sentence: str) -> None:
    found = await BaiduAccount().authorised(CALL, {**KEYS, **keys}, SITE, NOW, sender(FakeBaidu()))
    assert isinstance(found, Refused)
    assert (found.code, found.remedy, found.vendor_code) == ("wrong_credentials", "none", "invalid_client")
    assert found.message.startswith(sentence)


@pytest.mark.parametrize("missing", ["api_key", "secret_key"])
async def test_without_a_key_nobody_is_asked(missing: str) -> None:
    async def send(_request: WireRequest) -> WireAnswer:
        raise AssertionError("asked")

    for keys in ({**KEYS, missing: Secret("")}, {name: key for name, key in KEYS.items() if name != missing}):
        found = await BaiduAccount().authorised(CALL, keys, SITE, NOW, send)
        assert isinstance(found, Refused)
        assert found.code == "no_credentials"


@pytest.mark.parametrize(
    ("answer", "code", "remedy"),
    [
        (told({"error": "invalid_scope", "error_description": "no"}, 400), "token_refused", "none"),
        (told({"error": "busy"}, 503), "service_unavailable", "retry"),
        (told({"error_code": 18, "error_msg": "qps"}), "too_many_calls", "slow_down"),
        (told({"error_code": 110, "error_msg": "token"}), "token_rejected", "none"),
        (WireAnswer(502, {}, b"<html>"), "service_unavailable", "retry"),
        (WireAnswer(200, {}, b"<html>"), "bad_answer", "none"),
        (
            told({"error": "invalid_client", "error_description": "Unknown client id."}, 401),
            "wrong_credentials",
            "none",
        ),
        (told({"error": "invalid_client", "error_description": "other words"}, 401), "wrong_credentials", "none"),
        (told({"error": "invalid_client"}, 401), "wrong_credentials", "none"),
        (told({"access_token": {"a": 1}}), "bad_answer", "none"),
        (told({"access_token": " "}), "bad_answer", "none"),
        (told({"access_token": ""}), "bad_answer", "none"),
        (told({"access_token": None, "expires_in": 5}), "bad_answer", "none"),
        (told([]), "bad_answer", "none"),
    ],
    ids=[
        "scope",
        "busy",
        "18",
        "110",
        "502",
        "html",
        "client with a dot",
        "client in other words",
        "client without words",
        "object",
        "blank",
        "empty",
        "null",
        "list",
    ],
)
async def test_other_refusals_of_a_token(answer: WireAnswer, code: str, remedy: str) -> None:
    async def send(_request: WireRequest) -> WireAnswer:
        return answer

    found = await BaiduAccount().authorised(CALL, KEYS, SITE, NOW, send)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == (code, remedy)


def test_the_account_and_its_keys() -> None:
    assert (VENDOR.id, VENDOR.base_url, VENDOR.sets) == (
        "baidu",
        "https://aip.baidubce.com",
        (("api_key", "secret_key"),),
    )
    assert VENDOR.max_per_second == 2.0
    assert all(each.secret for each in VENDOR.fields)
