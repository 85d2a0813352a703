"""Tokens are had once, kept, replaced early and anew when refused; keys sign; nothing makes the vendor lock an account."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Answered, Refused, Sent, Site
from carddesk.vendors.huawei.account import HuaweiAccount
from carddesk.vendors.huawei.iam import read_project, read_token
from carddesk.vendors.huawei.id_document import IdDocument
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes import huawei
from tests.fakes.direct import sending
from tests.fakes.huawei import HuaweiFake

KEYS = {"access_key": huawei.ACCESS_KEY, "secret_key": huawei.SECRET_KEY}
USER = {"username": huawei.USERNAME, "password": huawei.PASSWORD, "domain": huawei.DOMAIN}
URL = b"https://images.example/card.jpg"


@dataclass
class Desk:
    """An account, the fake it asks, and a clock for both."""

    secrets: Mapping[str, str]
    settings: dict[str, str] = field(default_factory=dict)
    now: datetime = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    sent: list[WireRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fake = HuaweiFake(now=lambda: self.now)
        self.account = HuaweiAccount()

    async def send(self, request: WireRequest) -> WireAnswer:
        self.sent.append(request)
        await asyncio.sleep(0)
        return await sending(self.fake)(request)

    async def authorised(self) -> WireRequest | Refused:
        site = Site("https://ocr.example", "", lambda key: self.settings.get(key, ""))
        request = IdDocument().build_request(Sent(URL, "url"), {}, site)
        secrets = {key: Secret(text) for key, text in self.secrets.items()}
        return await self.account.authorised(request, secrets, site, self.now, self.send)

    async def read(self) -> Answered:
        """One call, tried once more with fresh authority where the answer asks for it."""
        found: Answered = []
        for _ in range(2):
            request = await self.authorised()
            if isinstance(request, Refused):
                return request
            found = IdDocument().read_answer(await self.send(request), Sent(URL, "url"), Site("https://x"))
            if not isinstance(found, Refused) or found.remedy != "renew":
                return found
            self.account.forget()
        return found

    def asked(self, path: str) -> int:
        return sum(request.url.endswith(path) for request in self.sent)


def was_read(found: Answered) -> bool:
    return not isinstance(found, Refused) and [reading.document for reading in found] == ["passport"]


async def test_a_token_is_had_once_and_serves_every_call() -> None:
    desk = Desk(USER)
    assert all([was_read(await desk.read()) for _ in range(5)])
    assert (desk.fake.logins, desk.asked("/v3/projects")) == (1, 0)


async def test_calls_at_one_time_share_one_login() -> None:
    desk = Desk(USER)
    assert all(map(was_read, await asyncio.gather(*(desk.read() for _ in range(8)))))
    assert desk.fake.logins == 1


async def test_a_token_is_replaced_before_it_ends() -> None:
    desk = Desk(USER)
    await desk.read()
    desk.now += timedelta(hours=23, minutes=29)
    assert was_read(await desk.read())
    assert desk.fake.logins == 1
    desk.now += timedelta(minutes=2)
    assert was_read(await desk.read())
    assert desk.fake.logins == 2


async def test_a_token_that_the_vendor_drops_is_had_anew_once() -> None:
    desk = Desk(USER)
    await desk.read()
    desk.fake.expire_tokens()
    assert was_read(await desk.read())
    assert desk.fake.logins == 2


async def test_calls_whose_token_was_dropped_under_way_share_one_new_login() -> None:
    desk = Desk(USER)

    async def refused_when(told: asyncio.Event) -> None:
        await desk.authorised()
        await all_out.wait()
        await told.wait()
        desk.account.forget()
        await desk.authorised()

    moments = [asyncio.Event() for _ in range(4)]
    all_out = asyncio.Barrier(len(moments) + 1)
    calls = [asyncio.create_task(refused_when(each)) for each in moments]
    await all_out.wait()
    for moment, call in zip(moments, calls, strict=True):
        moment.set()
        await call
    assert desk.fake.logins == 2


async def test_blanks_around_a_setting_mean_nothing() -> None:
    desk = Desk(USER, {"project_id": f" {huawei.PROJECT}\n", "iam_url": " https://gateway.example/iam/ "})
    assert was_read(await desk.read())
    assert desk.sent[0].url == "https://gateway.example/iam/v3/auth/tokens"


async def test_where_the_login_names_no_project_it_is_asked_for_once() -> None:
    desk = Desk(USER)
    desk.fake.says_project = False
    assert was_read(await desk.read())
    assert was_read(await desk.read())
    assert desk.asked("/v3/projects") == 1


async def test_a_project_that_is_set_is_neither_asked_for_nor_named_otherwise() -> None:
    for secrets in (USER, KEYS):
        desk = Desk(secrets, {"project_id": huawei.PROJECT})
        assert was_read(await desk.read())
        assert desk.asked("/v3/projects") == 0
    login = Desk(USER, {"project_id": huawei.PROJECT})
    await login.authorised()
    assert json.loads(login.sent[0].body)["auth"]["scope"] == {"project": {"id": huawei.PROJECT}}


async def test_a_token_of_one_project_does_not_serve_another() -> None:
    desk = Desk(USER, {"project_id": "f" * 32})
    await desk.authorised()
    desk.settings["project_id"] = huawei.PROJECT
    assert was_read(await desk.read())
    scopes = [json.loads(request.body)["auth"]["scope"] for request in desk.sent if "tokens" in request.url]
    assert scopes == [{"project": {"id": "f" * 32}}, {"project": {"id": huawei.PROJECT}}]


async def test_a_doubt_that_the_vendor_did_not_raise_counts_for_nothing() -> None:
    desk = Desk(KEYS)
    for _ in range(6):
        desk.account.forget(refused=False)
        assert was_read(await desk.read())
    assert desk.asked("/v3/projects") == 6


async def test_the_login_is_the_documents() -> None:
    desk = Desk(USER)
    await desk.authorised()
    assert desk.sent[0].url == "https://iam.ap-southeast-1.myhuaweicloud.com/v3/auth/tokens"
    assert desk.sent[0].idempotent
    assert json.loads(desk.sent[0].body) == {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {
                    "user": {
                        "name": huawei.USERNAME,
                        "password": huawei.PASSWORD,
                        "domain": {"name": huawei.DOMAIN},
                    }
                },
            },
            "scope": {"project": {"name": "ap-southeast-1"}},
        }
    }


async def test_iam_is_asked_where_the_setting_says() -> None:
    desk = Desk(USER, {"iam_url": "https://gateway.example/iam/"})
    await desk.authorised()
    assert desk.sent[0].url == "https://gateway.example/iam/v3/auth/tokens"


async def test_with_keys_the_project_is_asked_for_once_and_every_call_is_signed() -> None:
    desk = Desk(KEYS)
    assert all([was_read(await desk.read()) for _ in range(3)])
    assert (desk.fake.logins, desk.asked("/v3/projects")) == (0, 1)
    assert desk.sent[0].query == {"name": "ap-southeast-1"}
    assert all("X-Auth-Token" not in request.headers for request in desk.sent)


async def test_keys_come_before_a_user() -> None:
    desk = Desk(KEYS | USER)
    assert was_read(await desk.read())
    assert desk.fake.logins == 0


@pytest.mark.parametrize(
    "secrets",
    [{}, {"access_key": "a"}, {"username": "a", "password": "b"}, {"access_key": "", "secret_key": ""}],
    ids=str,
)
async def test_without_a_whole_set_nothing_is_sent(secrets: dict[str, str]) -> None:
    desk = Desk(secrets)
    found = await desk.authorised()
    assert isinstance(found, Refused)
    assert (found.code, desk.sent) == ("no_credentials", [])


@pytest.mark.parametrize("text", ["密钥", "a b", "a\nX-Evil: 1", "\ud800"], ids=ascii)
async def test_keys_that_fit_in_no_header_are_never_sent(text: str) -> None:
    for secrets in ({**KEYS, "access_key": text}, {**KEYS, "secret_key": text}):
        desk = Desk(secrets)
        found = await desk.authorised()
        assert isinstance(found, Refused)
        assert (found.code, desk.sent) == ("wrong_credentials", [])


async def test_a_wrong_password_is_tried_once_and_not_for_every_card() -> None:
    desk = Desk(USER | {"password": "wrong"})
    for _ in range(20):
        found = await desk.read()
        assert isinstance(found, Refused)
        assert (found.code, found.remedy, found.vendor_code) == ("wrong_credentials", "none", "401")
    assert desk.fake.logins == 1
    desk.secrets = USER
    assert was_read(await desk.read())


async def test_a_wrong_password_is_tried_again_after_a_rest() -> None:
    desk = Desk(USER | {"password": "wrong"})
    await desk.read()
    desk.now += timedelta(minutes=6)
    await desk.read()
    assert desk.fake.logins == 2


@pytest.mark.parametrize("at_once", [1, 2, 3])
@pytest.mark.parametrize("settings", [{}, {"project_id": huawei.PROJECT}], ids=["project asked", "project set"])
async def test_wrong_keys_never_lock_the_account(settings: dict[str, str], at_once: int) -> None:
    desk = Desk(KEYS | {"secret_key": "wrong"}, settings)
    for _ in range(10):
        for found in await asyncio.gather(*(desk.read() for _ in range(at_once))):
            assert isinstance(found, Refused)
            assert found.code == "wrong_credentials"
    assert desk.fake.locked_until is None
    assert 0 < desk.fake.failures < huawei.LOCK_AFTER
    desk.secrets = KEYS
    assert was_read(await desk.read())


async def test_wrong_keys_are_tried_again_after_a_rest() -> None:
    desk = Desk(KEYS | {"secret_key": "wrong"}, {"project_id": huawei.PROJECT})
    for _ in range(4):
        await desk.read()
    before = len(desk.sent)
    desk.now += timedelta(minutes=6)
    await desk.read()
    assert len(desk.sent) > before


async def test_tokens_that_are_dropped_often_say_nothing_against_keys() -> None:
    desk = Desk(USER)
    for _ in range(6):
        desk.fake.expire_tokens()
        assert was_read(await desk.read())
    desk.secrets = KEYS
    assert was_read(await desk.read())


async def test_a_clock_that_is_wrong_is_said_to_be() -> None:
    desk = Desk(KEYS, {"project_id": huawei.PROJECT})
    desk.fake.now = lambda: desk.now + timedelta(hours=1)
    found = await desk.read()
    assert isinstance(found, Refused)
    assert (found.vendor_code, found.remedy) == ("APIGW.0303", "none")
    assert "clock" in found.message


async def test_a_region_without_a_project_is_said_to_have_none() -> None:
    desk = Desk(KEYS)
    site = Site("https://ocr.example", "cn-north-4")
    request = IdDocument().build_request(Sent(URL, "url"), {}, site)
    found = await desk.account.authorised(
        request, {key: Secret(text) for key, text in KEYS.items()}, site, desk.now, desk.send
    )
    assert isinstance(found, Refused)
    assert found.code == "no_project"


async def test_no_secret_shows_in_what_is_kept_or_sent() -> None:
    for secrets in (KEYS, USER):
        desk = Desk(secrets)
        request = await desk.authorised()
        shown = repr((request, desk.sent, desk.account._token, desk.account._projects, desk.account._doubts))
        assert not [text for text in secrets.values() if text in shown]
        assert not [token for token in desk.fake.tokens if token in shown]


NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "until"),
    [
        (b"", timedelta(hours=23, minutes=30)),
        (b'{"token":{"expires_at":"2026-11-21T02:00:00.000000Z"}}', timedelta(hours=1, minutes=30)),
        (b'{"token":{"expires_at":"9999-12-31T23:59:59Z"}}', timedelta(hours=23, minutes=30)),
        (b'{"token":{"expires_at":"0001-01-01T00:00:00Z"}}', -timedelta(minutes=30)),
        (b'{"token":{"expires_at":"tomorrow"}}', timedelta(hours=23, minutes=30)),
        (b'{"token":[]}', timedelta(hours=23, minutes=30)),
    ],
)
def test_a_token_lives_as_long_as_it_says_and_never_longer_than_a_day(body: bytes, until: timedelta) -> None:
    token = read_token(WireAnswer(201, {"x-subject-token": "T"}, body), NOW)
    assert not isinstance(token, Refused)
    assert token.fresh_until - NOW == until


@pytest.mark.parametrize("text", ["", "  ", "é", "a\x00b"], ids=ascii)
def test_a_login_without_a_usable_token_is_refused(text: str) -> None:
    token = read_token(WireAnswer(201, {"x-subject-token": text}, b"{}"), NOW)
    assert isinstance(token, Refused)
    assert token.code == "bad_answer"


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([{"id": "b", "name": "other"}, {"id": "a", "name": "ap-southeast-1"}], "a"),
        ([{"id": "b", "name": "other"}], "b"),
        ([{"id": "../x", "name": "ap-southeast-1"}], None),
        ([1, None, []], None),
        ({}, None),
    ],
    ids=str,
)
def test_the_project_of_the_region_is_picked(listed: object, expected: str | None) -> None:
    found = read_project(WireAnswer(200, {}, json.dumps({"projects": listed}).encode()), "ap-southeast-1")
    assert (found if isinstance(found, str) else None) == expected
