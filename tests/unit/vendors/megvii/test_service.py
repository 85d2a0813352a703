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
from tests.fakes.megvii import FakeMegvii
from tests.fakes.megvii_cipher import Pairs, RsaPair
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
