"""What one cloud service adds to the shared transport: what it declares, a pure request, a pure reading of the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from carddesk.cards.reading import Reading
from carddesk.services.contract import OptionValue, ServiceInfo, SourceKind, Vendor
from carddesk.services.secret import Secret
from carddesk.vendors.wire import WireAnswer, WireRequest

Remedy = Literal["none", "retry", "slow_down", "renew"]
"""What may help: nothing; the same call again after a while; that, and fewer calls; the same call with fresh authority."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What is given to a service after it was made to fit its limits.

    Attributes:
        data: the bytes, or the address itself where `kind` is `url`.
        content_type: `image/jpeg`, `application/pdf` …; empty for an address.
        page: of a PDF or OFD file, from 1.
        width, height: in pixels, of an image; 0 otherwise.
    """

    data: bytes = field(repr=False)
    kind: SourceKind = "image"
    content_type: str = ""
    page: int = 1
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """Where a vendor is asked.

    Attributes:
        base_url: without a slash at its end; may have a path.
        region: where the vendor has regions.
        setting: any `vendors.<vendor>.*` setting by the rest of its key (`project_id`, `iam_url` …).
        files: the bytes of the files that settings name, by the rest of the setting's key (`image_key_file` …).
    """

    base_url: str
    region: str = ""
    setting: Callable[[str], object] = field(default=lambda _key: "", repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A vendor's no.

    Attributes:
        code: CardDesk's own, as in `error.code` on the command line.
        message: for the operator, translated: what happened, why, and what to do.
        vendor_code: the vendor's own code, if it gave one.
        remedy: what may help.
        wait_s: how long to wait at least, where the vendor says so (`Retry-After`).
        most_repeats: how often the same call may be made again at most, where the vendor's pages say so of this code.
    """

    code: str
    message: str
    vendor_code: str | None = None
    remedy: Remedy = "none"
    wait_s: float | None = None
    most_repeats: int | None = None


Answered = Sequence[Reading] | Refused
Send = Callable[[WireRequest], Awaitable[WireAnswer]]


class Account(Protocol):
    """How a vendor's requests are authorised. One for each vendor and account; its services share it."""

    async def authorised(
        self, request: WireRequest, secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send
    ) -> WireRequest | Refused:
        """The request with a signature or a token; one is had, or had anew, by `send` where need be."""

    def forget(self, *, refused: bool = True) -> None:
        """The next request gets fresh authority: the vendor `refused` what it was given, or somebody wants it tried anew."""


class Dialect(Protocol):
    """One cloud service. Pure: no network, no clock, no keyring."""

    @property
    def info(self) -> ServiceInfo:
        """What it declares."""

    @property
    def vendor(self) -> Vendor:
        """Whose account it needs."""

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        """The request, not yet authorised. `options` holds a value for every declared option.

        Raises:
            ServiceError: `bad_option`, options contradict each other or lack what the document demands.
        """

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        """The readings, quads in pixels of what was sent; or why there are none. Whatever the bytes are, it raises nothing.

        `raw` of each reading is the answer as text.
        """
