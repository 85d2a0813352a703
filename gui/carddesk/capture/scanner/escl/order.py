"""What is asked of a scanner (`ScanSettings`): the wish, within what the scanner can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from carddesk.capture.scanner.contract import Area, Wish
from carddesk.capture.scanner.escl.abilities import COLOURS, UNITS_PER_MM, Abilities, Input, Profile
from carddesk.capture.scanner.troubles import trouble

_JPEG, _PNG, _PDF = "image/jpeg", "image/png", "application/pdf"
_LOSSY_LAST: Final = (_PNG, _PDF, _JPEG)
_AS_IT_IS_FIRST: Final = (_JPEG, _PNG, _PDF)
_PURPOSES: Final = ("TextAndGraphic", "Document")
"""A card is letters and a portrait: what cleans up paper would wash the portrait out, what is for photographs blurs letters."""
_SPEAKS: Final = "2.0"
"""The oldest version in use. Newer ones only add to it, and what is added is not asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What goes to the scanner, and the resolution and the media type that it asks for."""

    body: bytes
    dpi: int
    kind: str


def order(wish: Wish, able: Abilities) -> Order:
    """The order that comes nearest to the wish.

    Raises:
        ScannerError: `scanner_wish`: there is no such source or colour mode, or no media type that we can read.
    """
    source = able.inputs.get(wish.source)
    if source is None:
        raise trouble("scanner_wish", wish.source)
    profile, kind = _chosen(wish, source)
    dpi = _lowest(profile) if wish.preview else profile.nearest(wish.dpi)
    lines = [
        f"<pwg:Version>{_SPEAKS}</pwg:Version>",
        _intent(wish, source),
        _region(wish.area_mm, source),
        f"<pwg:DocumentFormat>{kind}</pwg:DocumentFormat>",
        f"<pwg:InputSource>{'Platen' if wish.source == 'flatbed' else 'Feeder'}</pwg:InputSource>",
        f"<scan:DocumentFormatExt>{kind}</scan:DocumentFormatExt>" if profile.says_ext else "",
        f"<scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution>",
        f"<scan:ColorMode>{COLOURS[wish.mode]}</scan:ColorMode>",
        "" if wish.source == "flatbed" else f"<scan:Duplex>{str(wish.source == 'duplex').lower()}</scan:Duplex>",
    ]
    whole = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" '
        f'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">{"".join(lines)}</scan:ScanSettings>'
    )
    return Order(whole.encode("ascii"), dpi, kind)


def _chosen(wish: Wish, source: Input) -> tuple[Profile, str]:
    """The first of the profiles that has the colour mode and the media type that is best for it."""
    able = [profile for profile in source.profiles if COLOURS[wish.mode] in profile.colours]
    # A JPEG cannot hold single bits: scanners send grey then, or what they like.
    for kind in _LOSSY_LAST if wish.mode == "lineart" else _AS_IT_IS_FIRST:
        for profile in able:
            if kind in profile.kinds:
                return profile, kind
    raise trouble("scanner_wish", wish.mode)


def _lowest(profile: Profile) -> int:
    return profile.resolutions[0] if profile.span is None else profile.span[0]


def _intent(wish: Wish, source: Input) -> str:
    purposes = ("Preview", *_PURPOSES) if wish.preview else _PURPOSES
    # What a scanner does not name it may refuse; without any purpose it takes the settings as they are.
    chosen = next((each for each in purposes if each in source.intents), "")
    return f"<scan:Intent>{chosen}</scan:Intent>" if chosen else ""


def _region(area: Area | None, source: Input) -> str:
    if area is None and source.largest is None:
        return ""
    left, top, width, height = _units(area, source)
    return (
        "<pwg:ScanRegions><pwg:ScanRegion><pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>"
        f"<pwg:Height>{height}</pwg:Height><pwg:Width>{width}</pwg:Width>"
        f"<pwg:XOffset>{left}</pwg:XOffset><pwg:YOffset>{top}</pwg:YOffset></pwg:ScanRegion></pwg:ScanRegions>"
    )


def _units(area: Area | None, source: Input) -> tuple[int, int, int, int]:
    """The area in 1/300 inch, moved and cut so that the scanner has all of it."""
    if area is None:
        return (0, 0, *(source.largest or source.smallest))
    left, top, width, height = (max(0, round(each * UNITS_PER_MM)) for each in area)
    width, height = max(width, source.smallest[0]), max(height, source.smallest[1])
    if source.largest is None:
        return left, top, width, height
    widest, highest = source.largest
    left, top = min(left, widest - source.smallest[0]), min(top, highest - source.smallest[1])
    return left, top, min(width, widest - left), min(height, highest - top)
