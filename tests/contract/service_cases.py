"""Every service there is, with what it needs to be tried: what it asks, an image that it reads, and what it must not tell."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from carddesk.services.contract import ReadingService, ServiceContext, SourceImage, Vendor
from carddesk.services.registry import discover
from carddesk.services.secret import Secret
from carddesk.vendors.cloud import CloudService
from carddesk.workflow.catalogue import PLACES
from tests.fakes import aliyun, baidu, huawei, megvii
from tests.fakes.server import FakeAnswer, FakeRequest, FakeServer
from tests.specimens.samples import FOLDER
from tests.unit.vendors import plain_vendor
from tests.unit.vendors.plain_vendor import Slept

Answering = Callable[[FakeRequest], FakeAnswer]

PLUG_IN = """
from carddesk.vendors.cloud import offered
from tests.unit.vendors.plain_vendor import PlainAccount, PlainDialect

SERVICE = offered(PlainDialect(), PlainAccount)
"""


@dataclass(frozen=True)
class Case:
    """One service.

    Attributes:
        image: of a sample that it reads.
        answering: makes what stands in for its vendor.
        secrets: its account.
        reading_path: part of the address at which cards are read, not tokens.
        words: keys that its answers know, for mutations.
    """

    id: str
    image: str
    answering: Callable[[], Answering] | None = None
    secrets: Mapping[str, str] | None = None
    reading_path: str = ""
    words: tuple[str, ...] = ("result", "words_result", "error_code", "data", "status")

    @property
    def vendor(self) -> str:
        """The vendor's id."""
        return self.id.partition(".")[0]

    def good(self) -> SourceImage:
        """An image that it reads."""
        return SourceImage((FOLDER / self.image).read_bytes(), name=self.image)


_MEGVII = {"api_key": megvii.API_KEY, "api_secret": megvii.API_SECRET}
_BAIDU = {"api_key": baidu.API_KEY, "secret_key": baidu.SECRET_KEY}
_HUAWEI = {"access_key": huawei.ACCESS_KEY, "secret_key": huawei.SECRET_KEY}
CLOUD = (
    Case("megvii.residence_permit", "05-residence-permit-hong-kong-portrait.jpg", megvii.fake, _MEGVII, "/v5/"),
    Case("megvii.foreign_resident", "07-foreign-resident-2017.jpg", megvii.fake, _MEGVII, "/v5/"),
    Case("baidu.foreign_resident", "07-foreign-resident-2017.jpg", baidu.fake, _BAIDU, "/ocr/"),
    Case("baidu.general", "13-certificates-two-in-one-image.jpg", baidu.fake, _BAIDU, "/ocr/"),
    Case("huawei.id_document", "09-passport-bilingual-scan.jpg", huawei.fake, _HUAWEI, "/ocr/"),
    Case("aliyun.id_card", "01-resident-id-portrait.jpg", aliyun.fake, {"app_code": aliyun.APP_CODE}, "/idcard/"),
    Case(
        "plain.card",
        "01-resident-id-portrait.jpg",
        plain_vendor.PlainFake,
        {"key": plain_vendor.KEY},
        "/read",
        ("width", "height", "error"),
    ),
)
LOCAL = Case("local", "01-resident-id-portrait.jpg")
EVERY = (LOCAL, *CLOUD)


@cache
def fake_of(vendor: str) -> Answering:
    """What stands in for a vendor; drawing the samples that it knows takes seconds, so there is one for all tests."""
    made = next(case.answering for case in CLOUD if case.vendor == vendor)
    assert made is not None
    return made()


@contextmanager
def plugged_in(folder: Path) -> Iterator[None]:
    """A package that is installed beside the program and offers a service by its entry point."""
    (folder / "plain_reader.py").write_text(PLUG_IN, encoding="utf-8")
    metadata = folder / "plain_reader-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: plain-reader\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[carddesk.services]\nplain = plain_reader:SERVICE\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        importlib.invalidate_caches()
        yield
        sys.modules.pop("plain_reader", None)


class Run:
    """One run of the program with all its services, asked of a server that stands in for one vendor."""

    def __init__(self, case: Case, server: FakeServer | None, **settings: object) -> None:
        self.case = case
        self.told: set[str] = set(case.secrets.values() if case.secrets else ())
        self._known = dict(case.secrets or {})
        said: dict[str, Any] = {"reader.timeout": 120.0}
        said |= {f"vendors.{case.vendor}.{key}": value for key, value in settings.items()}
        if server is not None:
            said[f"vendors.{case.vendor}.base_url"] = said[f"vendors.{case.vendor}.iam_url"] = server.url
        context = ServiceContext(setting=said.get, credentials=self._credentials)
        self.service: ReadingService = discover(PLACES, context)[case.id]
        if isinstance(self.service, CloudService):
            Slept().hold(self.service)

    def forget_credentials(self) -> None:
        """From now on nothing is known of the account."""
        self._known = {}

    async def _credentials(self, _vendor: Vendor) -> Mapping[str, Secret]:
        return {key: Secret(value) for key, value in self._known.items()}
