"""The services there are: built-in modules and installed plug-ins, each built with the settings of the run."""

from __future__ import annotations

from typing import Protocol

from carddesk.services.contract import ReadingService, ServiceContext
from carddesk.services.registry import discover

PLACES = ("carddesk.reader.local",)
"""Where built-in services are looked for: modules, or packages whose modules are all looked at."""


class SettingsSource(Protocol):
    """What the workflow needs of the settings."""

    def get(self, key: str, /) -> object:
        """The value of a setting.

        Raises:
            KeyError: no such setting is declared.
        """

    def set(self, key: str, value: object, /) -> None:
        """Keep a value of a setting."""


def load_services(settings: SettingsSource) -> dict[str, ReadingService]:
    """Every service by its id, in the order in which they are offered."""
    return discover(PLACES, ServiceContext(setting=settings.get))
