"""A vendor made for tests, as simple as one can be: a token first, then an image as base64 and its size for an answer."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.services.contract import (
    CredentialField,
    Limits,
    Option,
    OptionValue,
    ServiceContext,
    ServiceInfo,
    SourceImage,
    Vendor,
)
from carddesk.services.secret import Secret
from carddesk.vendors.cloud import CloudService, offered
from carddesk.vendors.dialect import Answered, Refused, Remedy, Send, Sent, Site
from carddesk.vendors.pacing import Pacer
from carddesk.vendors.retry import Chance
from carddesk.vendors.wire import WireAnswer, WireRequest
from tests.fakes.server import FakeAnswer, FakeRequest, FakeServer

KEY = "marked-secret-of-the-plain-vendor"
LIMITS = Limits(max_bytes=200_000, counted_as="base64", min_side_px=15, max_side_px=1000, formats=("JPEG", "PNG"))
VENDOR = Vendor(
    "plain",
    "Plain",
    "素",
    (CredentialField("key", "Key"),),
    (("key",),),
    "https://plain.invalid",
    max_per_second=1000.0,
    max_concurrency=4,
    timeout_s=20.0,
)
INFO = ServiceInfo(
    "plain.card",
    "Plain card",
    "素卡",
    "plain",
    ("certificate",),
    LIMITS,
    options=(
        Option("portrait", "bool", False, "Portrait", "With the portrait."),
        Option("model", "choice", "fine", "Model", "Which one.", ("fine", "coarse")),
        Option("regions", "choices", (), "Regions", "Which ones.", ("north", "south")),
        Option("most", "int", 3, "Most", "How many."),
        Option("least", "float", 0.5, "Least", "How sure."),
        Option("note", "text", "", "Note", "Any text."),
    ),
    accepts=("image", "pdf", "url"),
    gives_quads=True,
    price="Costs nothing.",
)


@dataclass(frozen=True)
class PlainDialect:
    """Answers are `{"width": …, "height": …}`, or `{"error": …, "remedy": …, "wait_s": …}`."""

    info: ServiceInfo = INFO
    vendor: Vendor = VENDOR

    def build_request(self, sent: Sent, options: Mapping[str, OptionValue], site: Site) -> WireRequest:
        told = {"image": base64.b64encode(sent.data).decode(), "kind": sent.kind, "page": sent.page, **options}
        body = json.dumps(told).encode()
        return WireRequest("POST", f"{site.base_url}/read", {"Content-Type": "application/json"}, body=body)

    def read_answer(self, answer: WireAnswer, sent: Sent, site: Site) -> Answered:
        try:
            told = json.loads(answer.body)
        except ValueError:
            return Refused("bad_answer", "The answer of the plain vendor is no JSON.")
        if not isinstance(told, dict):
            return Refused("bad_answer", "The answer of the plain vendor is no object.")
        if "error" in told:
            remedy: Remedy = told.get("remedy", "none")
            return Refused("refused", "The plain vendor said no.", str(told["error"]), remedy, told.get("wait_s"))
        sides = [told.get(side) for side in ("width", "height")]
        if not all(isinstance(side, int) and 0 < side < 10**6 for side in sides):
            return Refused("bad_answer", "The answer of the plain vendor has no sides.")
        whole = Quad.from_bounds(0, 0, float(told["width"]), float(told["height"]))
        text = f"{told['width']} x {told['height']}"
        fields = (Field("size", "size", text, text, whole),)
        raw = answer.body.decode(errors="replace")
        return [Reading(self.info.id, "certificate", "page", fields, card_quad=whole, raw=raw)]


@dataclass
class PlainAccount:
    """Has a token for its key, and keeps it until it is told to forget."""

    token: str = ""

    async def authorised(
        self, request: WireRequest, secrets: Mapping[str, Secret], site: Site, now: datetime, send: Send
    ) -> WireRequest | Refused:
        if not self.token:
            query = {"key": secrets["key"].reveal()}
            answer = await send(WireRequest("POST", f"{site.base_url}/token", query=query, idempotent=True))
            self.token = answer.body.decode()
        return replace(request, headers={**request.headers, "X-Token": self.token})

    def forget(self, *, refused: bool = True) -> None:
        self.token = ""


class PlainFake:
    """The server's side: gives tokens, and the size of the image it was sent."""

    def __init__(self) -> None:
        self.tokens = 0
        self.says: list[dict[str, object]] = []
        """What is answered instead, the first one first."""

    def __call__(self, request: FakeRequest) -> FakeAnswer:
        if request.path.endswith("/token"):
            self.tokens += 1
            return FakeAnswer(body=f"token-{self.tokens}-{request.query['key'][0]}".encode())
        if self.says:
            return FakeAnswer(body=json.dumps(self.says.pop(0)).encode())
        width, height = Image.open(io.BytesIO(base64.b64decode(json.loads(request.body)["image"]))).size
        return FakeAnswer(body=json.dumps({"width": width, "height": height}).encode())


@dataclass
class Slept:
    """Time that only sleeping moves: remembers for how long it was."""

    waits: list[float] = field(default_factory=list)
    now: float = 0.0

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def hold(self, service: CloudService) -> None:
        """From now on the service's waits take no time."""
        line = service._line
        line.chance = Chance(self, lambda: 0.0)
        line.pacer = Pacer(line._limits, clock=lambda: self.now, sleep=self)


async def with_key(_vendor: Vendor) -> Mapping[str, Secret]:
    """Credentials as the plain vendor wants them."""
    return {"key": Secret(KEY)}


def context(
    server: FakeServer | None = None,
    credentials: Callable[[Vendor], Awaitable[Mapping[str, Secret]]] = with_key,
    **settings: object,
) -> ServiceContext:
    """A run's context. Settings by their keys with `__` for the dots."""
    said = {key.replace("__", "."): value for key, value in settings.items()}
    if server is not None:
        said["vendors.plain.base_url"] = server.url
    return ServiceContext(setting=said.get, credentials=credentials)


def service(
    given: ServiceContext, dialect: PlainDialect | None = None, *, slept: Slept | None = None, jitter: float = 0.0
) -> CloudService:
    """The plain service; with `slept`, its repeats take no time."""
    made = offered(dialect or PlainDialect(), PlainAccount)(given)
    if slept is not None:
        slept.hold(made)
        made._line.chance = Chance(slept, lambda: jitter)
    return made


def picture(width: int = 320, height: int = 200, kind: str = "PNG", **how: object) -> SourceImage:
    """An image with something on it."""
    made = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    file = io.BytesIO()
    made.save(file, kind, **how)
    return SourceImage(file.getvalue(), name=f"picture.{kind.lower()}")
