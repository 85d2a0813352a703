"""The contract every reading service fulfils: what it declares, and one coroutine that reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from carddesk.cards.reading import Reading

OptionValue = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice the operator has when a service reads.

    Attributes:
        key: as in `--option key=value`.
        kind: how it is entered.
        default: what holds when nothing is said.
        title: English source string.
        help: one sentence, English source string.
        choices: allowed values where `kind` is `choice` or `choices`.
    """

    key: str
    kind: Literal["bool", "int", "float", "text", "choice", "choices"]
    default: OptionValue
    title: str
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service accepts. `None` means no limit is stated.

    Attributes:
        max_bytes: of the image file as sent, before any encoding.
        min_side_px, max_side_px: of the shorter and the longer side.
        formats: names as Pillow uses them (`JPEG`, `PNG` …).
    """

    max_bytes: int | None = None
    min_side_px: int | None = None
    max_side_px: int | None = None
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """What a service declares about itself."""

    id: str
    title: str
    title_zh: str
    vendor: str | None
    """Holder of the account and its credentials; None for a service that needs none."""
    documents: tuple[str, ...]
    limits: Limits
    options: tuple[Option, ...] = ()
    credentials: tuple[str, ...] = ()
    offline: bool = False
    gives_quads: bool = False
    gives_quality: bool = False
    gives_confidence: bool = False
    note: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class SourceImage:
    """One image as it came: what a service is given to read.

    Attributes:
        data: the file's bytes, untouched.
        page: page of a multi-page file, from 1.
        name: for messages only.
    """

    data: bytes = field(repr=False)
    page: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """What a service is built with.

    Attributes:
        setting: the value of a setting by its key (`settings.py` declares them).
    """

    setting: Callable[[str], object]


@runtime_checkable
class ReadingService(Protocol):
    """One reading service an operator can pick."""

    @property
    def info(self) -> ServiceInfo:
        """What the service declares."""

    async def read(
        self,
        image: SourceImage,
        *,
        document: str | None = None,
        options: Mapping[str, OptionValue] | None = None,
    ) -> Sequence[Reading]:
        """Read every card in the image, in reading order; `document` is the operator's hint.

        Quads are in pixels of the upright original image (EXIF orientation applied, full size).

        Raises:
            ImageError: the image cannot be used by this service.
            ServiceError: no reading could be had.
        """

    async def close(self) -> None:
        """Let go of processes and connections. May be called twice."""
