"""The services as the program calls them: over HTTP, with keys from the account and files from the settings."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.errors import ServiceError
from carddesk.services.contract import ServiceContext, SourceImage, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.megvii import foreign_resident, residence_permit
from carddesk.vendors.retry import Chance
from tests.fakes.megvii import FakeMegvii, parts_of
from tests.fakes.megvii_cipher import Pairs, RsaPair, Sm2Pair
from tests.fakes.server import FakeServer
from tests.specimens import draw, photograph
from tests.unit.vendors.megvii.asking import SECRETS, picture


@pytest.fixture
def megvii() -> FakeMegvii:
    return FakeMegvii()


@pytest.fixture
def server(megvii: FakeMegvii) -> Iterator[FakeServer]:
    with FakeServer(megvii) as running:
        yield running


async def account(vendor: Vendor) -> Mapping[str, Secret]:
    return SECRETS


@asynccontextmanager
async def services(server: FakeServer, **said: object) -> Any:
    """Both services of one run."""
    settings = {"vendors.megvii.base_url": f"{server.url}/gateway"} | {
        f"vendors.megvii.{key}": value for key, value in said.items()
    }
    context = ServiceContext(lambda key: settings.get(key, ""), account)
    made = residence_permit.SERVICE(context), foreign_resident.SERVICE(context)
    try:
        yield made
    finally:
        for each in made:
            await each.close()


async def test_both_services_share_one_signature(server: FakeServer, megvii: FakeMegvii) -> None:
    async with services(server) as (permit, foreign):
        (one,) = await permit.read(SourceImage(picture()))
        (other,) = await foreign.read(SourceImage(picture()))
    assert (one.document, other.document) == ("residence_permit", "foreign_resident")
    assert len(megvii.signs) == 2
    assert len(set(megvii.signs)) == 1


async def test_a_specimen_lying_on_its_side_is_read_in_pixels_of_the_upright_original(
    server: FakeServer, megvii: FakeMegvii
) -> None:
    specimen = photograph([draw("residence_permit", "portrait", 6, "hong_kong")], 6, "moderate", 12.0)
    megvii.know(specimen)
    stream, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    specimen.image.transpose(Image.Transpose.ROTATE_90).save(stream, "JPEG", exif=exif)
    async with services(server) as (permit, _):
        (reading,) = await permit.read(SourceImage(stream.getvalue()))
    for true in specimen.cards[0].fields:
        found = reading.field(true.key)
        assert found is not None
        assert found.value == true.value
        assert found.quad is not None
        assert Quad.from_points(true.quad).contains(found.quad.centre)


async def test_a_signature_that_ran_out_is_made_anew_once(server: FakeServer, megvii: FakeMegvii) -> None:
    async with services(server) as (permit, _):
        await permit.read(SourceImage(picture()))
        megvii.expire_signs()
        assert await permit.read(SourceImage(picture()))
        assert len(server.requests) == 3
        assert len(set(megvii.signs)) == 2


async def test_a_wrong_secret_costs_two_calls_and_no_more(server: FakeServer, megvii: FakeMegvii) -> None:
    megvii.accounts = dict.fromkeys(megvii.accounts, "another secret")
    async with services(server) as (permit, _):
        with pytest.raises(ServiceError) as caught:
            await permit.read(SourceImage(picture()))
    assert (caught.value.code, caught.value.vendor_code) == ("wrong_credentials", "AUTHENTICATION_ERROR")
    assert len(server.requests) == 2


async def test_an_error_that_stays_is_one_call(server: FakeServer, megvii: FakeMegvii) -> None:
    megvii.refuse("AUTHORIZATION_ERROR:Limit reached.", times=5)
    async with services(server) as (permit, _):
        with pytest.raises(ServiceError) as caught:
            await permit.read(SourceImage(picture()))
    assert (caught.value.code, caught.value.retryable) == ("quota_used_up", False)
    assert len(server.requests) == 1


async def test_trouble_that_passes_is_not_seen(server: FakeServer, megvii: FakeMegvii) -> None:
    megvii.refuse("INTERNAL_ERROR")
    async with services(server) as (permit, _):
        assert await permit.read(SourceImage(picture()))
    assert len(server.requests) == 2


async def test_the_key_files_of_the_settings_are_used(server: FakeServer, megvii: FakeMegvii, tmp_path: Path) -> None:
    megvii.pairs = Pairs(RsaPair.made(), RsaPair.made())
    for name, pem in (("image", megvii.pairs.images.public_pem), ("answer", megvii.pairs.answers.private_pem)):
        (tmp_path / f"{name}.pem").write_bytes(pem)
    files = {f"{name}_key_file": str(tmp_path / f"{name}.pem") for name in ("image", "answer")}
    async with services(server, **files) as (permit, _):
        (reading,) = await permit.read(SourceImage(picture()), options={"encryption_type": "RSA"})
    name = reading.field("name")
    assert name is not None
    assert name.text == "张三"
    assert "张三" not in reading.raw


async def test_without_key_files_an_image_to_be_encrypted_is_not_sent(server: FakeServer) -> None:
    async with services(server) as (permit, _):
        with pytest.raises(ServiceError) as caught:
            await permit.read(SourceImage(picture()), options={"encryption_type": "SM2"})
    assert caught.value.code == "encryption_failed"
    assert not server.requests


@pytest.mark.parametrize("setting", ["image_key_file", "answer_key_file"])
@pytest.mark.parametrize("content", [None, b"", b"no key", b"0" * 200_000])
@pytest.mark.parametrize("cipher", ["SM2", "RSA"])
async def test_with_encryption_on_no_wrong_file_lets_an_image_out(
    server: FakeServer, tmp_path: Path, cipher: str, setting: str, content: bytes | None
) -> None:
    pair = Sm2Pair.made() if cipher == "SM2" else RsaPair.made()
    files = {"image_key_file": pair.public_pem, "answer_key_file": pair.private_pem, setting: content}
    for name, data in files.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    async with services(server, **{name: str(tmp_path / name) for name in files}) as made:
        for service in made:
            with pytest.raises(ServiceError) as caught:
                await service.read(SourceImage(picture()), options={"encryption_type": cipher})
            assert caught.value.code in {"encryption_failed", "bad_key_file"}
    assert not server.requests


@pytest.mark.parametrize("wish", ["sm2", "1", "", "AES", True, 2])
async def test_a_wish_for_encryption_that_is_misspelt_is_refused_and_nothing_goes_out(
    server: FakeServer, wish: Any
) -> None:
    async with services(server) as made:
        for service in made:
            with pytest.raises(ServiceError) as caught:
                await service.read(SourceImage(picture()), options={"encryption_type": wish})
            assert caught.value.code == "bad_option"
    assert not server.requests


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        ("KEY_NOT_FOUND", 1),
        ("INTERNAL_ERROR", 4),
        ("CONCURRENCY_LIMIT_EXCEEDED", 4),
        ("AUTHENTICATION_ERROR", 2),
        ("BAD_ARGUMENTS: image", 1),
        ("ID_CARD_NOT_FOUND", 1),
        ("API_NOT_FOUND", 1),
        ("Request Entity Too Large", 1),
    ],
)
@pytest.mark.parametrize("cipher", ["SM2", "RSA"])
async def test_however_often_it_is_asked_again_each_call_carries_the_image_encrypted(
    server: FakeServer, megvii: FakeMegvii, tmp_path: Path, cipher: str, error: str, calls: int
) -> None:
    pair = Sm2Pair.made() if cipher == "SM2" else RsaPair.made()
    megvii.pairs = Pairs(pair, pair)
    (tmp_path / "public").write_bytes(pair.public_pem)
    (tmp_path / "private").write_bytes(pair.private_pem)
    megvii.refuse(error, times=9)
    files = {"image_key_file": str(tmp_path / "public"), "answer_key_file": str(tmp_path / "private")}
    async with services(server, **files) as (permit, _):
        permit._line.chance = Chance(at_once, lambda: 0.0)
        with pytest.raises(ServiceError):
            await permit.read(SourceImage(picture()), options={"encryption_type": cipher})
    assert len(server.requests) == calls
    for request in server.requests:
        parts = parts_of(request)
        assert pair.opened(parts["image"].data) == picture()
        assert picture()[20:60] not in request.body


async def at_once(wait_s: float) -> None:
    """No time to wait."""


async def test_an_image_that_grows_too_large_by_encryption_is_made_smaller(
    server: FakeServer, megvii: FakeMegvii, tmp_path: Path
) -> None:
    megvii.pairs = Pairs(RsaPair.made(), RsaPair.made())
    (tmp_path / "image.pem").write_bytes(megvii.pairs.images.public_pem)
    (tmp_path / "answer.pem").write_bytes(megvii.pairs.answers.private_pem)
    files = {f"{name}_key_file": str(tmp_path / f"{name}.pem") for name in ("image", "answer")}
    padded = picture() + bytes(9_800_000 - len(picture()))
    async with services(server, **files) as (permit, _):
        assert await permit.read(SourceImage(padded), options={"encryption_type": "RSA"})
    assert len(server.requests[-1].body) <= 10_000_000
