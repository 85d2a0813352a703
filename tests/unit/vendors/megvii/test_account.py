"""The signature is the vendor's own, is used again while it holds, and stands in the form."""

import asyncio
from datetime import timedelta

import pytest

from carddesk.services.secret import Secret
from carddesk.vendors.dialect import Refused, Sent
from carddesk.vendors.megvii.account import LIFETIME_S, MARGIN_S, VENDOR, MegviiAccount, sign
from carddesk.vendors.wire import WireRequest
from tests.fakes.megvii import FakeMegvii, parts_of
from tests.unit.vendors.megvii.asking import NOW, PERMIT, SECRETS, SITE, ask, never_sent, picture, signed, wire


def bare() -> WireRequest:
    return PERMIT.build_request(Sent(picture(), content_type="image/jpeg"), {}, SITE)


def sign_of(request: WireRequest) -> str:
    return parts_of(wire(request))["sign"].text


def test_the_vendors_sample_is_signed_as_the_vendor_signs_it() -> None:
    made = sign(
        "ICVvC_xUs6177WEtyUNwIH8J6NfGu50t", "UjYGdN9CBZKsDBLB5-5v3DykPXY6dw3q", 1530762118, 1530762218, "0799687066"
    )
    assert made == (
        "SPzLRbDBgTGC2A8YdDaa7Jrny+5hPUlDVnZDX3hVczYxNzdXRXR5VU53SUg4SjZOZkd1NTB0JmI9MTUzMDc2MjIxOCZjPTE1MzA3NjIxMTgmZD0wNzk5Njg3MDY2"
    )


def test_the_signature_and_its_version_stand_in_the_form_beside_the_image() -> None:
    parts = parts_of(wire(signed(bare())))
    assert parts["sign_version"].text == "hmac_sha1"
    assert parts["image"].data == picture()
    assert parts["image"].filename == "image.jpg"


def test_one_signature_serves_until_it_is_near_its_end() -> None:
    account = MegviiAccount()
    first = sign_of(signed(bare(), account))
    last_second = NOW + timedelta(seconds=LIFETIME_S - MARGIN_S - 1)
    assert sign_of(signed(bare(), account, last_second)) == first
    assert sign_of(signed(bare(), account, last_second + timedelta(seconds=1))) != first


def test_a_clock_put_back_makes_a_new_signature() -> None:
    account = MegviiAccount()
    first = sign_of(signed(bare(), account))
    assert sign_of(signed(bare(), account, NOW - timedelta(seconds=1))) != first


def test_other_keys_are_never_served_with_the_old_signature() -> None:
    account = MegviiAccount()
    first = sign_of(signed(bare(), account))
    other = {**SECRETS, "api_secret": Secret("another")}
    assert sign_of(signed(bare(), account, secrets=other)) != first


def test_a_refused_signature_is_made_anew_once_it_is_forgotten() -> None:
    server, account = FakeMegvii(), MegviiAccount()
    assert not isinstance(ask(server, account=account), Refused)
    server.expire_signs()
    refused = ask(server, account=account)
    assert isinstance(refused, Refused)
    assert refused.remedy == "renew"
    account.forget()
    assert not isinstance(ask(server, account=account), Refused)


@pytest.mark.parametrize("missing", ["api_key", "api_secret"])
def test_without_a_key_the_call_is_not_made(missing: str) -> None:
    secrets = {**SECRETS, missing: Secret("")}
    found = asyncio.run(MegviiAccount().authorised(bare(), secrets, SITE, NOW, never_sent))
    assert isinstance(found, Refused)
    assert found.code == "no_credentials"


def test_neither_secret_nor_signature_can_be_seen_in_what_is_printed() -> None:
    account = MegviiAccount()
    request = signed(bare(), account)
    printed = f"{request!r} {account._made!r} {SECRETS!r}"
    assert sign_of(request) not in printed
    assert SECRETS["api_secret"].reveal() not in printed


def test_both_keys_together_are_enough_and_nothing_less() -> None:
    assert VENDOR.sets == (("api_key", "api_secret"),)
    assert [field.key for field in VENDOR.fields] == ["api_key", "api_secret"]
