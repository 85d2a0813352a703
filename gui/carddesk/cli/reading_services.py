"""The reading services for the command line; what cannot be used is said on standard error, and the rest go on."""

from __future__ import annotations

import sys

from carddesk.language import tr
from carddesk.secrets.credentials import Credentials
from carddesk.services.contract import ReadingService
from carddesk.services.registry import Broken
from carddesk.settings import Settings
from carddesk.workflow.catalogue import load_services


def found(settings: Settings, credentials: Credentials | None = None) -> dict[str, ReadingService]:
    """Every service that can be used, by its id, in the order in which they are offered."""
    return load_services(settings, credentials, told=_say)


def _say(broken: Broken) -> None:
    said = tr("A service cannot be used and is left out: {origin}: {why}", origin=broken.origin, why=broken.why)
    print(f"carddesk: {said}", file=sys.stderr)
