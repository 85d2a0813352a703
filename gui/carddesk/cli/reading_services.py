"""The reading services for the command line; what cannot be used is said on standard error, and the rest go on."""

from __future__ import annotations

import sys

from carddesk.language import tr
from carddesk.secrets.credentials import Credentials
from carddesk.services.contract import ReadingService, Vendor
from carddesk.services.registry import Broken
from carddesk.settings import DECLARED, Settings
from carddesk.workflow.accounts import vendors_of
from carddesk.workflow.catalogue import load_services


def found(settings: Settings, credentials: Credentials | None = None) -> dict[str, ReadingService]:
    """Every service that can be used, by its id, in the order in which they are offered."""
    return load_services(settings, credentials, told=_say)


def mention_odd_region(service: ReadingService, settings: Settings) -> None:
    """Say so where a service is asked in a region that its vendor is not known to have: a slip is told as no such machine.

    It is asked all the same: vendors open regions. With a `base_url` of one's own nobody here knows what regions there are.
    """
    vendor = vendors_of([service]).get(service.info.vendor or "")
    region = _setting(settings, vendor, "region")
    if vendor is None or not region or region in vendor.regions or _setting(settings, vendor, "base_url"):
        return
    said = tr(
        "The setting {key} is {region}, which is none of the regions known: {known}.",
        key=f"vendors.{vendor.id}.region",
        region=region,
        known=", ".join(vendor.regions) or tr("none"),
    )
    print(f"carddesk: {said}", file=sys.stderr)


def _setting(settings: Settings, vendor: Vendor | None, key: str) -> str:
    known = vendor is not None and any(each.key == f"vendors.{vendor.id}.{key}" for each in DECLARED)
    return settings.text(f"vendors.{vendor.id}.{key}").strip() if vendor is not None and known else ""


def _say(broken: Broken) -> None:
    said = tr("A service cannot be used and is left out: {origin}: {why}", origin=broken.origin, why=broken.why)
    print(f"carddesk: {said}", file=sys.stderr)
