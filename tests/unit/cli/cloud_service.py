"""A reading service with an account, for tests of the command line; it shows what it was given by no means."""

from collections.abc import Mapping, Sequence

from carddesk.cards.reading import Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import (
    CredentialField,
    Limits,
    OptionValue,
    ServiceContext,
    ServiceInfo,
    SourceImage,
    Vendor,
)

VENDOR = Vendor(
    "cloudy",
    "Cloudy",
    "多云",
    (CredentialField("api_key", "API key"), CredentialField("api_secret", "API secret")),
    (("api_key", "api_secret"),),
    "https://example.org",
)


class CloudService:
    """Asks for its credentials and fails."""

    vendor = VENDOR

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @property
    def info(self) -> ServiceInfo:
        return ServiceInfo("cloudy.cards", "Cards", "卡证", "cloudy", ("resident_id",), Limits())

    async def read(
        self,
        image: SourceImage,
        *,
        document: str | None = None,
        options: Mapping[str, OptionValue] | None = None,
    ) -> Sequence[Reading]:
        known = await self._context.credentials(VENDOR)
        raise ServiceError("refused", f"The service knows nobody by {known}.")

    async def close(self) -> None:
        pass


SERVICE = CloudService
