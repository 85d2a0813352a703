"""The contract every reading service fulfils: what it declares, and one coroutine that reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from carddesk.cards.reading import Reading
from carddesk.services.secret import Secret
from carddesk.services.sharing import SharedPace

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
        meanings: what each of the choices stands for, in their order, where they are codes; English source strings.
        least, most: bounds of a number, both allowed; None where the document states none.
    """

    key: str
    kind: Literal["bool", "int", "float", "text", "choice", "choices"]
    default: OptionValue
    title: str
    help: str
    choices: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    def meaning(self, choice: str) -> str:
        """What a choice stands for, as an English source string; empty where it says so itself."""
        return dict(zip(self.choices, self.meanings, strict=False)).get(choice, "")


Encoding = Literal["none", "base64", "base64_urlencoded"]
"""How a service counts the bytes of a file: as they are, as base64, or as base64 that is percent-encoded for a form."""

SourceKind = Literal["image", "pdf", "ofd", "url"]
"""What a service can be given: the bytes of an image, of a PDF or an OFD file, or the address of one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service accepts. `None` means no limit is stated.

    Attributes:
        max_bytes: of the file as sent, counted after `counted_as`.
        counted_as: how the service's document counts those bytes.
        max_request_bytes: of the whole request, where the document limits that too.
        min_side_px, max_side_px: of the shorter and the longer side.
        formats: names as Pillow uses them (`JPEG`, `PNG` …), the best one to convert to first; empty is any.
        max_url_bytes: of the address, where the service fetches the image itself.
    """

    max_bytes: int | None = None
    counted_as: Encoding = "none"
    max_request_bytes: int | None = None
    min_side_px: int | None = None
    max_side_px: int | None = None
    formats: tuple[str, ...] = ()
    max_url_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing a vendor wants to know of an account.

    Attributes:
        key: as in the keyring and, in capitals behind `CARDDESK_<VENDOR>_`, in the environment.
        title: English source string.
        secret: whether it is hidden on screen; every field is kept like a secret.
    """

    key: str
    title: str
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Vendor:
    """The account behind services.

    Attributes:
        id: `megvii`, `baidu` …
        fields: everything an account may have.
        sets: the keys that are enough together, the preferred set first (Huawei: two keys, or name, password and domain).
        base_url: where its services are, unless `vendors.<id>.base_url` says otherwise; may hold `{region}`.
        regions: those it can be asked in, the usual one first; empty where there is no choice.
        max_per_second, max_concurrency, timeout_s: what its document or its free account allows, unless settings say otherwise.
    """

    id: str
    title: str
    title_zh: str
    fields: tuple[CredentialField, ...]
    sets: tuple[tuple[str, ...], ...]
    base_url: str
    regions: tuple[str, ...] = ()
    max_per_second: float = 2.0
    max_concurrency: int = 2
    timeout_s: float = 60.0


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
    credentials: tuple[CredentialField, ...] = ()
    accepts: tuple[SourceKind, ...] = ("image",)
    offline: bool = False
    gives_quads: bool = False
    gives_quality: bool = False
    gives_confidence: bool = False
    never_gives: tuple[str, ...] = ()
    """Keys of fields that its documents have and that no answer of it ever holds; readings bear them in `not_given`."""
    note: str = ""
    price: str = ""
    """What a call costs and how many are free, as far as the vendor says; English source string."""
    warning: str = ""
    """What the operator must know before picking it (retired, unverified …); English source string."""
    order: int = 50


@dataclass(frozen=True, slots=True)
class SourceImage:
    """One image as it came: what a service is given to read.

    Attributes:
        data: the file's bytes, untouched; the address itself where `kind` is `url`.
        page: page of a multi-page file, from 1.
        name: for messages only.
        kind: what `data` is.
    """

    data: bytes = field(repr=False)
    page: int = 1
    name: str = ""
    kind: SourceKind = "image"


async def no_credentials(vendor: Vendor) -> Mapping[str, Secret]:
    """An account of which nothing is known."""
    return {}


@dataclass(frozen=True, slots=True)
class ServiceContext:
    """What a service is built with.

    Attributes:
        setting: the value of a setting by its key (`settings.py` declares them).
        credentials: what is known of a vendor's account, by its fields' keys; asked anew before each call, off the event loop.
        shared: what the services of a run share with each other, by a key of their own (a vendor's account and connections).
        pace: where this desk and others that use the same accounts keep to their limits together; None for a desk by itself.
    """

    setting: Callable[[str], object]
    credentials: Callable[[Vendor], Awaitable[Mapping[str, Secret]]] = no_credentials
    shared: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    pace: SharedPace | None = field(default=None, repr=False, compare=False)


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
