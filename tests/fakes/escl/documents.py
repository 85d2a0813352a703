"""The scanner's documents: what it can do, what it is doing, and reading what it is told to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

PWG: Final = "http://www.pwg.org/schemas/2010/12/sm"
SCAN: Final = "http://schemas.hp.com/imaging/escl/2011/05/03"
_NAMES: Final = {"pwg": PWG, "scan": SCAN}


@dataclass(frozen=True, slots=True)
class Build:
    """How a scanner is built, and how it writes that down.

    Attributes:
        flatbed, feeder, duplex: which inputs it has.
        formats: media types it gives.
        resolutions: discrete ones; empty for a range from 75 to 600 in steps of 1.
        shared_profiles: whether the settings stand once in front and are only referred to, as some scanners do it.
        prefixes: what it calls the two namespaces; what counts is their addresses.
    """

    flatbed: bool = True
    feeder: bool = True
    duplex: bool = True
    formats: tuple[str, ...] = ("image/jpeg", "application/pdf")
    colours: tuple[str, ...] = ("BlackAndWhite1", "Grayscale8", "RGB24")
    resolutions: tuple[int, ...] = (75, 150, 200, 300, 600)
    shared_profiles: bool = False
    prefixes: tuple[str, str] = ("pwg", "scan")
    glass: tuple[int, int] = (2550, 3508)
    paper: tuple[int, int] = (2550, 4200)


@dataclass(frozen=True, slots=True)
class Order:
    """What a client asks for in `scan:ScanSettings`."""

    source: str
    duplex: bool
    region: tuple[int, int, int, int]
    colour: str
    dpi: int
    kind: str
    intent: str


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in the scanner's status."""

    path: str
    uuid: str
    state: str
    reason: str
    completed: int


def capabilities(build: Build, title: str, uuid: str) -> bytes:
    """`ScannerCapabilities`."""
    profile = _profile(build)
    front = f"<scan:SettingProfiles>{profile}</scan:SettingProfiles>" if build.shared_profiles else ""
    inside = '<scan:SettingProfile ref="0"/>' if build.shared_profiles else profile
    platen = _input("PlatenInputCaps", build.glass, inside)
    simplex = _input("AdfSimplexInputCaps", build.paper, inside)
    duplex = _input("AdfDuplexInputCaps", build.paper, inside) if build.duplex else ""
    feeder = (
        f"<scan:Adf>{simplex}{duplex}<scan:FeederCapacity>50</scan:FeederCapacity>"
        "<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions></scan:Adf>"
    )
    return _document(
        build.prefixes,
        "ScannerCapabilities",
        f"<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>{title}</pwg:MakeAndModel>"
        f"<pwg:SerialNumber>SPECIMEN-1</pwg:SerialNumber><scan:UUID>{uuid}</scan:UUID>{front}"
        f"{f'<scan:Platen>{platen}</scan:Platen>' if build.flatbed else ''}{feeder if build.feeder else ''}",
    )


def status(state: str, adf: str | None, jobs: Sequence[JobLine], prefixes: tuple[str, str]) -> bytes:
    """`ScannerStatus`."""
    feeder = f"<scan:AdfState>{adf}</scan:AdfState>" if adf else ""
    lines = "".join(
        f"<scan:JobInfo><pwg:JobUri>{job.path}</pwg:JobUri><pwg:JobUuid>{job.uuid}</pwg:JobUuid><scan:Age>1</scan:Age>"
        f"<pwg:ImagesCompleted>{job.completed}</pwg:ImagesCompleted><pwg:JobState>{job.state}</pwg:JobState>"
        f"<pwg:JobStateReasons><pwg:JobStateReason>{job.reason}</pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo>"
        for job in jobs
    )
    return _document(
        prefixes,
        "ScannerStatus",
        f"<pwg:Version>2.63</pwg:Version><pwg:State>{state}</pwg:State>{feeder}<scan:Jobs>{lines}</scan:Jobs>",
    )


def order(body: bytes, build: Build) -> Order:
    """What `ScanSettings` says.

    Raises:
        ValueError: it is no such document, or asks for what this scanner has not.
    """
    try:
        root = ET.fromstring(body)
    except ET.ParseError as error:
        raise ValueError("no XML") from error
    if root.tag != f"{{{SCAN}}}ScanSettings" or not _said(root, "pwg:Version"):
        raise ValueError("no ScanSettings")
    given = Order(
        _said(root, "pwg:InputSource") or "Platen",
        _said(root, "scan:Duplex") == "true",
        _region(root),
        _said(root, "scan:ColorMode") or "RGB24",
        int(_said(root, "scan:XResolution") or "300"),
        _said(root, "scan:DocumentFormatExt") or _said(root, "pwg:DocumentFormat") or build.formats[0],
        _said(root, "scan:Intent"),
    )
    _require(given, root, build)
    return given


def _require(given: Order, root: ET.Element, build: Build) -> None:
    left, top, width, height = given.region
    largest = build.glass if given.source == "Platen" else build.paper
    if not {"Platen": build.flatbed, "Feeder": build.feeder}.get(given.source, False):
        raise ValueError(f"no input {given.source}")
    if given.duplex and (given.source != "Feeder" or not build.duplex):
        raise ValueError("no duplex")
    if given.colour not in build.colours or given.kind not in build.formats:
        raise ValueError(f"no {given.colour} as {given.kind}")
    if int(_said(root, "scan:YResolution") or given.dpi) != given.dpi:
        raise ValueError("the two resolutions differ")
    if given.dpi not in (build.resolutions or range(75, 601)):
        raise ValueError(f"no resolution {given.dpi}")
    if min(left, top) < 0 or min(width, height) < 8 or left + width > largest[0] or top + height > largest[1]:
        raise ValueError(f"no region {given.region}")


def _region(root: ET.Element) -> tuple[int, int, int, int]:
    found = root.find("pwg:ScanRegions/pwg:ScanRegion", _NAMES)
    if found is None:
        return (0, 0, 2550, 3508)
    if not re.fullmatch(r"(\w+:)?ThreeHundredthsOfInches", _said(found, "pwg:ContentRegionUnits")):
        raise ValueError("no unit of the region")
    left, top, width, height = (
        int(_said(found, f"pwg:{name}") or "-1") for name in ("XOffset", "YOffset", "Width", "Height")
    )
    return left, top, width, height


def _said(root: ET.Element, path: str) -> str:
    return (root.findtext(path, "", _NAMES) or "").strip()


def _profile(build: Build) -> str:
    colours = "".join(f"<scan:ColorMode>{colour}</scan:ColorMode>" for colour in build.colours)
    formats = "".join(f"<pwg:DocumentFormat>{kind}</pwg:DocumentFormat>" for kind in build.formats)
    extended = "".join(f"<scan:DocumentFormatExt>{kind}</scan:DocumentFormatExt>" for kind in build.formats)
    discrete = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution>"
        f"<scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in build.resolutions
    )
    bounds = "<scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Normal>300</scan:Normal><scan:Step>1</scan:Step>"
    supported = (
        f"<scan:DiscreteResolutions>{discrete}</scan:DiscreteResolutions>"
        if build.resolutions
        else f"<scan:ResolutionRange><scan:XResolutionRange>{bounds}</scan:XResolutionRange>"
        f"<scan:YResolutionRange>{bounds}</scan:YResolutionRange></scan:ResolutionRange>"
    )
    return (
        f'<scan:SettingProfile name="0"><scan:ColorModes>{colours}</scan:ColorModes>'
        f"<scan:DocumentFormats>{formats}{extended}</scan:DocumentFormats>"
        f"<scan:SupportedResolutions>{supported}</scan:SupportedResolutions></scan:SettingProfile>"
    )


def _input(name: str, largest: tuple[int, int], profile: str) -> str:
    intents = "".join(f"<scan:Intent>{each}</scan:Intent>" for each in ("Document", "TextAndGraphic", "Preview"))
    return (
        f"<scan:{name}><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>{largest[0]}</scan:MaxWidth>"
        f"<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>{largest[1]}</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions>"
        f"<scan:SettingProfiles>{profile}</scan:SettingProfiles>"
        f"<scan:SupportedIntents>{intents}</scan:SupportedIntents>"
        "<scan:MaxOpticalXResolution>600</scan:MaxOpticalXResolution>"
        f"<scan:MaxOpticalYResolution>600</scan:MaxOpticalYResolution></scan:{name}>"
    )


def _document(prefixes: tuple[str, str], name: str, inside: str) -> bytes:
    pwg, scan = prefixes
    body = (
        f"<scan:{name}>{inside}</scan:{name}>".replace("pwg:", "\0")
        .replace("scan:", f"{scan}:")
        .replace("\0", f"{pwg}:")
    )
    whole = body.replace(">", f' xmlns:{pwg}="{PWG}" xmlns:{scan}="{SCAN}">', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- SPECIMEN -->\n{whole}'.encode()
