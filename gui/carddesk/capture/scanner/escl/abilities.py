"""What a scanner says it can do (`ScannerCapabilities`), and the same in the words of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from carddesk.capture.scanner.contract import Capabilities, Mode, Source
from carddesk.capture.scanner.escl.documents import BadDocument, document, number, said

COLOURS: Final[Mapping[Mode, str]] = {"colour": "RGB24", "grey": "Grayscale8", "lineart": "BlackAndWhite1"}
UNITS_PER_MM: Final = 300 / 25.4
"""Lengths are in 1/300 inch, whatever the resolution (`ThreeHundredthsOfInches`)."""
_USUAL_DPI: Final = (75, 100, 150, 200, 240, 300, 400, 600, 1200, 2400, 4800)
"""What people choose among where a scanner takes any resolution within bounds."""
_MOST_DPI: Final = 19_200
_MOST_UNITS: Final = 300 * 1000
_UNSAID_DPI: Final = (300,)


@dataclass(frozen=True, slots=True)
class Profile:
    """Settings that go together.

    Attributes:
        colours: eSCL's names of colour modes.
        kinds: media types it gives.
        says_ext: whether it knows `DocumentFormatExt` (eSCL 2.1), which counts more than `DocumentFormat` then.
        resolutions: in dpi, ascending; never empty.
        span: least, most and step where any resolution within bounds can be asked for.
    """

    colours: tuple[str, ...]
    kinds: tuple[str, ...]
    says_ext: bool
    resolutions: tuple[int, ...]
    span: tuple[int, int, int] | None = None

    def nearest(self, dpi: int) -> int:
        """The resolution that it has and that is nearest to this one; of two the finer."""
        if self.span is not None:
            least, most, step = self.span
            return min(most, max(least, least + round((dpi - least) / step) * step))
        return min(self.resolutions, key=lambda each: (abs(each - dpi), -each))


@dataclass(frozen=True, slots=True)
class Input:
    """What can be done with the glass, or with the feeder in one of its ways.

    Attributes:
        profiles: at least one.
        smallest, largest: width and height in 1/300 inch; largest is None where it does not say.
        intents: eSCL's names of purposes.
    """

    profiles: tuple[Profile, ...]
    smallest: tuple[int, int]
    largest: tuple[int, int] | None
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abilities:
    """All of it: maker and model, identity (without `urn:uuid:`, may be empty), and each input that it has."""

    title: str
    uuid: str
    inputs: Mapping[Source, Input]

    @property
    def capabilities(self) -> Capabilities:
        """For people to choose from: what any of the inputs can do."""
        profiles = [profile for each in self.inputs.values() for profile in each.profiles]
        return Capabilities(
            sources=tuple(self.inputs),
            modes=tuple(mode for mode, name in COLOURS.items() if any(name in each.colours for each in profiles)),
            resolutions=tuple(sorted({dpi for each in profiles for dpi in each.resolutions})),
            largest_mm={
                source: (round(each.largest[0] / UNITS_PER_MM, 1), round(each.largest[1] / UNITS_PER_MM, 1))
                for source, each in self.inputs.items()
                if each.largest is not None
            },
        )


def abilities(data: bytes) -> Abilities:
    """What `ScannerCapabilities` says.

    Raises:
        BadDocument: it cannot be read, or names nothing with which we could scan.
    """
    root = document(data, "ScannerCapabilities")
    shared = {name: each for each in root.iter("SettingProfile") if (name := each.get("name"))}
    simplex, duplex = root.find("Adf/AdfSimplexInputCaps"), root.find("Adf/AdfDuplexInputCaps")
    places: dict[Source, Element | None] = {
        "flatbed": root.find("Platen/PlatenInputCaps"),
        # Where only the way of both sides is described, one side can be had as well: Duplex is a switch of the job.
        "feeder": duplex if simplex is None else simplex,
        "duplex": duplex,
    }
    inputs = {
        source: found
        for source, place in places.items()
        if place is not None and (found := _input(place, shared)) is not None
    }
    if not inputs:
        raise BadDocument("it has neither a glass nor a feeder that could be used")
    title = said(root, "MakeAndModel") or said(root, "Manufacturer")
    return Abilities(_printable(title), identity(said(root, "UUID")), inputs)


def identity(uuid: str) -> str:
    """A scanner's UUID in the one form in which it is compared; empty for what is none."""
    plain = uuid.strip().lower().removeprefix("urn:uuid:")
    return (
        plain if plain.isascii() and 0 < len(plain) <= 64 and all(one.isalnum() or one in "-_" for one in plain) else ""
    )


def _printable(title: str) -> str:
    return "".join(one for one in title if one.isprintable())[:100].strip()


def _input(place: Element, shared: Mapping[str, Element]) -> Input | None:
    offered = [
        shared.get(each.get("ref", ""), each) for each in place.findall("SettingProfiles/SettingProfile")
    ] or list(place.findall("SettingProfile"))
    profiles = tuple(found for each in offered if (found := _profile(each)) is not None)
    if not profiles:
        return None
    wide, high = number(place, "MaxWidth", _MOST_UNITS), number(place, "MaxHeight", _MOST_UNITS)
    largest = (wide, high) if wide and high else None
    smallest = (number(place, "MinWidth", wide or 1) or 1, number(place, "MinHeight", high or 1) or 1)
    told = place.find("SupportedIntents")
    intents = () if told is None else tuple((each.text or "").strip() for each in told)
    return Input(profiles, smallest, largest, intents)


def _profile(place: Element) -> Profile | None:
    every = _texts(place, "ColorModes/ColorMode")
    colours = tuple(each for each in every if each in COLOURS.values())
    if every and not colours:
        return None
    extended = _texts(place, "DocumentFormats/DocumentFormatExt")
    plain = _texts(place, "DocumentFormats/DocumentFormat")
    span = _span(place)
    discrete = _discrete(place)
    resolutions = discrete or (_usual(span) if span else _UNSAID_DPI)
    kinds = extended or plain or ("image/jpeg",)
    return Profile(colours or (COLOURS["colour"],), kinds, bool(extended), resolutions, None if discrete else span)


def _texts(place: Element, path: str) -> tuple[str, ...]:
    found = ((each.text or "").strip() for each in place.findall(path))
    return tuple(each if "/" not in each else each.lower() for each in found if each)


def _discrete(place: Element) -> tuple[int, ...]:
    """Those that are the same in both directions: a card is not to be stretched."""
    found = set()
    for each in place.findall("SupportedResolutions/DiscreteResolutions/DiscreteResolution"):
        across = number(each, "XResolution", _MOST_DPI)
        if across is not None and number(each, "YResolution", _MOST_DPI) in {across, None}:
            found.add(across)
    return tuple(sorted(found))


def _span(place: Element) -> tuple[int, int, int] | None:
    """Where any resolution within bounds can be had: the specification's XResolutionRange; some write XResolution."""
    ranges = place.find("SupportedResolutions/ResolutionRange")
    if ranges is None:
        return None
    bounds = [ranges.find(f"{axis}Resolution{tail}") for axis in "XY" for tail in ("Range", "")]
    given = [
        (least, most, number(each, "Step", _MOST_DPI) or 1)
        for each in bounds
        if each is not None and (least := number(each, "Min", _MOST_DPI)) and (most := number(each, "Max", _MOST_DPI))
    ]
    if not given:
        return None
    least, most = max(each[0] for each in given), min(each[1] for each in given)
    step = max(each[2] for each in given)
    return (least, least + (most - least) // step * step, step) if least <= most else None


def _usual(span: tuple[int, int, int]) -> tuple[int, ...]:
    least, most, step = span
    return tuple(dpi for dpi in _USUAL_DPI if least <= dpi <= most and (dpi - least) % step == 0) or (least,)
