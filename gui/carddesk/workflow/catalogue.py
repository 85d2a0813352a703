"""The services there are: built-in modules and installed plug-ins, each built with the settings of the run."""

from __future__ import annotations

from carddesk.secrets.credentials import Credentials
from carddesk.services.contract import ReadingService, ServiceContext
from carddesk.services.registry import Told, discover
from carddesk.services.sharing import SharedPace
from carddesk.settings import Settings

PLACES = (
    "carddesk.reader.local",
    "carddesk.vendors.megvii",
    "carddesk.vendors.baidu",
    "carddesk.vendors.huawei",
    "carddesk.vendors.aliyun",
)
"""Where built-in services are looked for: modules, or packages whose modules are all looked at."""


def load_services(
    settings: Settings,
    credentials: Credentials | None = None,
    *,
    told: Told | None = None,
    pace: SharedPace | None = None,
) -> dict[str, ReadingService]:
    """Every service by its id, in the order in which they are offered.

    `credentials` is given by who also changes them, so that what is remembered of the keyring is remembered once. `told` hears of
    each that cannot be used and is left out. With `pace`, limits of vendors' accounts are kept together with other desks.
    """
    known = credentials or Credentials()
    return discover(PLACES, ServiceContext(setting=settings.get, credentials=known.of, pace=pace), told)
