"""The reading services for the command line; what cannot be used is said on standard error, and the rest go on."""

from __future__ import annotations

import asyncio
import sys

from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.secrets.credentials import Credentials
from carddesk.services.contract import ReadingService, Vendor
from carddesk.services.registry import Broken
from carddesk.services.sharing import SharedPace
from carddesk.settings import DECLARED, Settings
from carddesk.workflow.accounts import Account, vendors_of
from carddesk.workflow.catalogue import load_services


def found(
    settings: Settings, credentials: Credentials | None = None, pace: SharedPace | None = None
) -> dict[str, ReadingService]:
    """Every service that can be used, by its id, in the order in which they are offered."""
    return load_services(settings, credentials, told=_say, pace=pace)


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


def require_account(service: ReadingService, credentials: Credentials) -> None:
    """Raise where a service cannot be asked at all: said once, and not of each card.

    Of a plugged-in service that declares no vendor nobody here knows what it needs: it says so itself.

    Raises:
        EnvironmentFault: `no_credentials`, too little of the account is set; or the keyring fails.
    """
    vendor = getattr(service, "vendor", None)
    if not isinstance(vendor, Vendor) or not vendor.sets:
        return
    state = asyncio.run(credentials.state(vendor))
    if state.configured:
        return
    titles = {each.key: tr(each.title) for each in vendor.fields}
    ways = (", ".join(titles.get(key, key) for key in way) for way in vendor.sets)
    said = tr(
        "There are no credentials for {vendor}, so nothing was read. Set them ({fields}) with "
        "`carddesk credentials set {id}` or in the environment.",
        vendor=Account(vendor).title,
        fields=tr(" or ").join(ways),
        id=vendor.id,
    )
    raise EnvironmentFault("no_credentials", said)


def _setting(settings: Settings, vendor: Vendor | None, key: str) -> str:
    known = vendor is not None and any(each.key == f"vendors.{vendor.id}.{key}" for each in DECLARED)
    return settings.text(f"vendors.{vendor.id}.{key}").strip() if vendor is not None and known else ""


def _say(broken: Broken) -> None:
    print(f"carddesk: {broken.said}", file=sys.stderr)
