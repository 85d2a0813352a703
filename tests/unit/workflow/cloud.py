"""A cloud service played within the process, and credentials played without a keyring."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from carddesk.cards.reading import Reading
from carddesk.errors import EnvironmentFault, UserError
from carddesk.secrets.credentials import AccountState, FieldState
from carddesk.services import calls
from carddesk.services.contract import (
    CredentialField,
    Limits,
    Option,
    OptionValue,
    ServiceInfo,
    SourceImage,
    Vendor,
)
from carddesk.services.secret import Secret
from tests.unit.workflow.fakes import reading

ACME = Vendor(
    "acme",
    "Acme",
    "样张厂商",
    (CredentialField("api_key", "API key"), CredentialField("api_secret", "API secret")),
    (("api_key", "api_secret"),),
    "https://acme.invalid",
)
OPTIONS = (
    Option("thorough", "bool", False, "Thorough", "Read twice."),
    Option("tries", "int", 1, "Tries", "How often.", least=1),
    Option("share", "float", 0.5, "Share", "How much.", least=0, most=1),
    Option("hint", "text", "", "Hint", "Anything."),
    Option("scale", "choice", "x1", "Scale", "How large.", ("x1", "x2")),
    Option("marks", "choices", (), "Marks", "Which.", ("stamp", "hole", "fold"), ("Stamped", "Punched", "Folded")),
)

Answer = Sequence[Reading] | BaseException


class CloudService:
    """Reads what its script says, and tells of its calls as the real ones do.

    Attributes:
        asked: names of the images that went out, in order.
        options: those of each call.
        gate: what each call waits for after it went out.
        waits: seconds that each call says it waits before it goes out; it then waits for `turn`.
        repeats: how often each call goes out.
    """

    def __init__(
        self,
        script: Callable[[SourceImage], Answer] | None = None,
        service: str = "acme.card",
        *,
        title: str = "Acme · card",
        warning: str = "",
    ) -> None:
        self.info = ServiceInfo(
            service,
            title,
            "样张厂商 · 证件",
            "acme",
            ("resident_id",),
            Limits(max_bytes=4_000_000, counted_as="base64_urlencoded", min_side_px=15, max_side_px=4096),
            options=OPTIONS,
            credentials=ACME.fields,
            accepts=("image", "pdf"),
            gives_quality=True,
            price="0.05 a call; 500 are free.",
            warning=warning,
        )
        self.vendor = ACME
        self.script = script or (lambda _image: [reading(service=service)])
        self.asked: list[str] = []
        self.options: list[Mapping[str, OptionValue]] = []
        self.gate: asyncio.Event | None = None
        self.turn: asyncio.Event | None = None
        self.waits = 0.0
        self.repeats = 1
        self.most_at_once = 0
        self._in_hand = 0

    async def read(
        self, image: SourceImage, *, document: str | None = None, options: Mapping[str, OptionValue] | None = None
    ) -> Sequence[Reading]:
        if self.waits and self.turn is not None:
            calls.waiting(self.waits)
            await self.turn.wait()
        self.options.append(dict(options or {}))
        self._in_hand += 1
        self.most_at_once = max(self.most_at_once, self._in_hand)
        try:
            for _ in range(self.repeats):
                calls.sent()
                self.asked.append(image.name)
            await asyncio.sleep(0)
            if self.gate is not None:
                await self.gate.wait()
            answer = self.script(image)
        finally:
            self._in_hand -= 1
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def test_account(self) -> str:
        return "Acme knows this account."

    async def close(self) -> None:
        pass


class PlayedCredentials:
    """Keeps credentials in memory.

    Attributes:
        fault: raised by every call while it is set.
        gate: what each question waits for.
    """

    def __init__(self, **kept: str) -> None:
        self.kept = {key: Secret(text) for key, text in kept.items()}
        self.environment: dict[str, Secret] = {}
        self.fault: EnvironmentFault | None = None
        self.gate: asyncio.Event | None = None
        self.refuses: UserError | None = None

    async def state(self, vendor: Vendor) -> AccountState:
        await self._answer()
        given = {**self.kept, **self.environment}
        fields = tuple(
            FieldState(
                field,
                f"CARDDESK_ACME_{field.key.upper()}",
                "environment" if field.key in self.environment else "keyring" if field.key in self.kept else None,
            )
            for field in vendor.fields
        )
        return AccountState(vendor, fields, all(key in given for key in vendor.sets[0]))

    async def set(self, vendor: Vendor, values: Mapping[str, Secret]) -> None:
        await self._answer()
        if self.refuses is not None:
            raise self.refuses
        self.kept |= values

    async def delete(self, vendor: Vendor) -> tuple[str, ...]:
        await self._answer()
        removed = tuple(self.kept)
        self.kept.clear()
        return removed

    def ask_anew(self) -> None:
        pass

    async def _answer(self) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
