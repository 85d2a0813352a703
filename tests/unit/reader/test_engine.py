"""The service as the desk uses it: its real process, its real models, on drawn cards."""

import io
import json
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from carddesk.errors import ImageError, ServiceError
from carddesk.imaging.decode import decode
from carddesk.reader.local import LocalService
from carddesk.services.contract import ReadingService, ServiceContext, SourceImage
from tests.specimens import draw, photograph
from tests.specimens.documents import ofd


@pytest.fixture(scope="module")
def service() -> Iterator[LocalService]:
    local = LocalService(ServiceContext(setting=lambda key: 120.0))
    yield local
    local._process.close()


def encoded(image: Image.Image) -> SourceImage:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return SourceImage(stream.getvalue())


@pytest.mark.keeps("processes", "threads", reason="the service is kept for all tests of the module")
async def test_a_card_is_read_whichever_way_up_it_lies(service: LocalService) -> None:
    for rotation in (0.0, 90.0, 180.0, 270.0):
        specimen = photograph([draw("resident_id", "portrait", 12)], 12, "scan", rotation)
        (reading,) = await service.read(encoded(specimen.image))
        truth = specimen.cards[0]
        assert (reading.service, reading.document, reading.face) == ("local", "resident_id", "portrait")
        assert {field.key: field.value for field in reading.fields} == {each.key: each.value for each in truth.fields}


@pytest.mark.keeps("processes", "threads", reason="the service is kept for all tests of the module")
async def test_a_field_has_its_place_its_certainties_and_its_quality(service: LocalService) -> None:
    specimen = photograph([draw("resident_id", "emblem", 5)], 5, "scan", 0.0)
    (reading,) = await service.read(encoded(specimen.image))
    for truth in specimen.cards[0].fields:
        field = reading.field(truth.key)
        assert field is not None
        assert field.quad is not None
        centre = sum(x for x, _ in truth.quad) / 4, sum(y for _, y in truth.quad) / 4
        assert field.quad.contains(centre)
        assert field.located_by == "local"
        assert len(field.char_confidences) == len(field.text)
        assert field.confidence is not None
        assert field.confidence > 0.8
        assert field.quality is not None
        assert field.quality > 0.5
    assert any("公安" in line["text"] for line in json.loads(reading.raw)["lines"])


@pytest.mark.keeps("processes", "threads", reason="the service is kept for all tests of the module")
async def test_a_page_of_a_document_is_read_in_the_pixels_in_which_it_is_drawn(service: LocalService) -> None:
    specimen = photograph([draw("resident_id", "portrait", 12)], 12, "scan", 0.0)
    blank = Image.new("RGB", specimen.image.size, "white")
    stream = io.BytesIO()
    blank.save(stream, "PDF", save_all=True, append_images=[specimen.image], resolution=300)
    (reading,) = await service.read(SourceImage(stream.getvalue(), 2))
    assert {field.key: field.value for field in reading.fields} == {
        each.key: each.value for each in specimen.cards[0].fields
    }
    share = decode(stream.getvalue(), 2).shape[1] / specimen.image.width
    for truth in specimen.cards[0].fields:
        field = reading.field(truth.key)
        assert field is not None
        assert field.quad is not None
        assert field.quad.contains(tuple(share * sum(each) / 4 for each in zip(*truth.quad, strict=True)))  # type: ignore[arg-type]


@pytest.mark.keeps("processes", "threads", reason="the service is kept for all tests of the module")
async def test_what_only_stands_for_a_page_is_not_read_as_if_it_were_one(service: LocalService) -> None:
    with pytest.raises(ImageError) as told:
        await service.read(SourceImage(ofd(["[SPECIMEN]"])))
    assert told.value.code == "no_picture"


@pytest.mark.keeps("processes", "threads", reason="the service is kept for all tests of the module")
async def test_an_image_without_a_card_says_so(service: LocalService) -> None:
    noise = np.random.default_rng(3).integers(90, 160, (600, 900, 3), np.uint8)
    with pytest.raises(ServiceError) as error:
        await service.read(encoded(Image.fromarray(noise)))
    assert error.value.code == "no_card"


@pytest.mark.keeps("processes", "threads", reason="the service is kept for all tests of the module")
async def test_a_file_that_is_no_image_is_an_image_error(service: LocalService) -> None:
    with pytest.raises(ImageError):
        await service.read(SourceImage(b"no image at all"))


def test_it_fulfils_the_contract_of_services() -> None:
    local = LocalService(ServiceContext(setting=lambda key: 60.0))
    assert isinstance(local, ReadingService)
    assert local.info.offline
    assert set(local.info.documents) == {
        "resident_id", "residence_permit", "foreign_resident", "passport", "national_id", "certificate",
    } | (set(local.info.documents) & {"driving_licence"})  # fmt: skip
