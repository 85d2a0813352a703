"""The services there are: built-in modules and installed plug-ins, each built with the settings of the run."""

from __future__ import annotations

from carddesk.services.contract import ReadingService, ServiceContext
from carddesk.services.registry import discover
from carddesk.settings import Settings

PLACES = ("carddesk.reader.local",)
"""Where built-in services are looked for: modules, or packages whose modules are all looked at."""


def load_services(settings: Settings) -> dict[str, ReadingService]:
    """Every service by its id, in the order in which they are offered."""
    return discover(PLACES, ServiceContext(setting=settings.get))
