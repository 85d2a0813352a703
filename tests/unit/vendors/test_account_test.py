"""An account is tried without a card: against the vendors' stand-ins, with credentials that are right and that are wrong."""

import importlib

import pytest

from carddesk.errors import ServiceError
from carddesk.secrets.credentials import Credentials
from carddesk.settings import Settings
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.catalogue import load_services
from tests.fakes import baidu, huawei
from tests.fakes.server import FakeServer

RIGHT = {
    "baidu": {"API_KEY": baidu.API_KEY, "SECRET_KEY": baidu.SECRET_KEY},
    "huawei": {"USERNAME": huawei.USERNAME, "PASSWORD": huawei.PASSWORD, "DOMAIN": huawei.DOMAIN},
}
SECRET = {"baidu": "SECRET_KEY", "huawei": "PASSWORD"}


async def tried(vendor: str, given: dict[str, str], url: str) -> str:
    settings = Settings()
    for key in ["base_url", *(["iam_url"] if vendor == "huawei" else [])]:
        settings.override(f"vendors.{vendor}.{key}={url}")
    credentials = Credentials(environ={f"CARDDESK_{vendor.upper()}_{key}": text for key, text in given.items()})
    services = {key: each for key, each in load_services(settings, credentials).items() if each.info.vendor == vendor}
    try:
        return await Accounts(services, credentials).test(vendor)
    finally:
        for service in services.values():
            await service.close()


@pytest.mark.parametrize("vendor", ["baidu", "huawei"])
async def test_the_vendor_is_asked_and_no_card_is_sent(vendor: str) -> None:
    with FakeServer(importlib.import_module(f"tests.fakes.{vendor}").fake()) as server:
        said = await tried(vendor, RIGHT[vendor], server.url)
        assert "takes these credentials" in said
        assert server.requests
        assert not [each for each in server.requests if "ocr" in each.path]


@pytest.mark.parametrize("vendor", ["baidu", "huawei"])
async def test_credentials_that_are_wrong_are_told(vendor: str) -> None:
    with FakeServer(importlib.import_module(f"tests.fakes.{vendor}").fake()) as server:
        wrong = RIGHT[vendor] | {SECRET[vendor]: "wrong"}
        with pytest.raises(ServiceError) as caught:
            await tried(vendor, wrong, server.url)
        assert "credential" in caught.value.code or "token" in caught.value.code


@pytest.mark.parametrize(
    ("vendor", "given"), [("megvii", {"API_KEY": "k", "API_SECRET": "s"}), ("aliyun", {"APP_CODE": "c"})]
)
async def test_where_only_a_card_can_tell_it_is_not_claimed_that_the_vendor_agreed(
    vendor: str, given: dict[str, str]
) -> None:
    with FakeServer(importlib.import_module(f"tests.fakes.{vendor}").fake()) as server:
        assert "only when a card is read" in await tried(vendor, given, server.url)
        assert server.requests == []


async def test_keys_that_are_right_may_be_tried_again_and_again() -> None:
    with FakeServer(huawei.fake()) as server:
        settings = Settings()
        for key in ("base_url", "iam_url"):
            settings.override(f"vendors.huawei.{key}={server.url}")
        keys = {
            "CARDDESK_HUAWEI_ACCESS_KEY": huawei.ACCESS_KEY,
            "CARDDESK_HUAWEI_SECRET_KEY": huawei.SECRET_KEY,
        }
        credentials = Credentials(environ=keys)
        service = load_services(settings, credentials)["huawei.id_document"]
        accounts = Accounts({service.info.id: service}, credentials)
        try:
            said = [await accounts.test("huawei") for _ in range(4)]
        finally:
            await service.close()
        assert all("takes these credentials" in each for each in said)
        assert len(server.requests) == 4
