"""Reading services without an engine, for tests of the command line: `plain` reads at once, `slow` waits for each image."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import (
    Limits,
    Option,
    OptionValue,
    ServiceContext,
    ServiceInfo,
    SourceImage,
)

SECONDS = 0.15
CLOSED: list[str] = []
"""Ids of the services that were closed, for tests in the same process."""


class PlainService:
    """Says the same of every image; of one whose name has `bad`, that it failed."""

    id = "plain"
    pause = 0.0

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self.options: list[Mapping[str, OptionValue]] = []

    @property
    def info(self) -> ServiceInfo:
        options = (
            Option("thorough", "bool", False, "Thorough", "Read twice."),
            Option("tries", "int", 1, "Tries", "How often.", least=1, most=9),
            Option("share", "float", 0.5, "Share", "How much."),
            Option("scale", "choice", "x1", "Scale", "How large.", ("x1", "x2")),
            Option("marks", "choices", (), "Marks", "Which.", ("stamp", "hole"), ("Stamped", "Punched")),
            Option("hint", "text", "", "Hint", "Anything."),
        )
        return ServiceInfo(self.id, "Plain", "简单", None, ("resident_id",), Limits(), options, offline=True)

    async def read(
        self,
        image: SourceImage,
        *,
        document: str | None = None,
        options: Mapping[str, OptionValue] | None = None,
    ) -> Sequence[Reading]:
        await asyncio.sleep(self.pause)
        if "bad" in Path(image.name).name:
            raise ServiceError("busy", "The service is busy.", retryable=True, vendor_code="X7")
        told = ", ".join(f"{key}={value!r}" for key, value in (options or {}).items())
        fields = (
            Field("name", "姓名", "张三", "张三", Quad.from_bounds(1, 2, 30, 12), 0.99, located_by="local"),
            Field("address", "住址", told or "北京市", told or "北京市", confidence=0.99),
            Field("id_number", "公民身份号码", "11010519491231002X", "11010519491231002X", confidence=0.5),
        )
        return [Reading(self.id, document or "resident_id", "portrait", fields)]

    async def close(self) -> None:
        CLOSED.append(self.id)


class SlowService(PlainService):
    """The same, a while later."""

    id = "slow"
    pause = SECONDS


class TakingService(PlainService):
    """The same of everything that a service can be given."""

    id = "taking"

    @property
    def info(self) -> ServiceInfo:
        return replace(super().info, accepts=("image", "pdf", "ofd", "url"))


SERVICE = PlainService
