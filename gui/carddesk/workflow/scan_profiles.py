"""Scan profiles: from which scanner a card is scanned, and how. Each has a name, and all are one line of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar, get_args
from urllib.parse import quote, unquote

from carddesk.capture.scanner.contract import Area, Capabilities, Device, Mode, Source, Wish
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.clean import clean

CARD_MM: Final = (85.6, 53.98)
"""Width and height of an identity card: ID-1 of ISO/IEC 7810."""
MARGIN_MM: Final = 5.0
"""Around a card that was not laid down exactly."""
DPI: Final = 300
LOWEST_DPI: Final = 50
HIGHEST_DPI: Final = 2400
LONGEST_NAME: Final = 40

Pages = Literal["card", "all"]
"""One card (one page, with both sides two), or all that lies in the feeder."""

_PROFILES = "scanner.profiles"
_IN_USE = "scanner.profile"
_PLACE = r"\d{1,4}(?:\.\d{1,2})?"
_AREA = re.compile(rf"{_PLACE},{_PLACE},{_PLACE},{_PLACE}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Profile:
    """One of them.

    Attributes:
        device: id of the scanner; empty takes the first one that is found.
        title: what that scanner was called when it was chosen.
        area: the whole glass or paper, what a card takes, or a place on it in millimetres.
        faces: both sides of a sheet are the two faces of one card.
    """

    name: str
    device: str
    title: str = ""
    source: Source = "flatbed"
    mode: Mode = "colour"
    dpi: int = DPI
    area: Literal["whole", "card"] | Area = "whole"
    pages: Pages = "card"
    faces: bool = True

    def wish(self, can: Capabilities | None = None) -> Wish:
        """What this means to a scanner that `can` so much; without that, of which nothing is known."""
        most = None if self.pages == "all" or self.source == "flatbed" else 2 if self.source == "duplex" else 1
        return Wish(self.source, self.mode, self.dpi, self._area(can), most)

    def _area(self, can: Capabilities | None) -> Area | None:
        if self.area == "whole":
            return None
        if self.area != "card":
            return self.area
        width, height = (side + 2 * MARGIN_MM for side in CARD_MM)
        largest = can.largest_mm.get(self.source) if can is not None else None
        if self.source == "flatbed":
            return (0.0, 0.0, *((min(width, largest[0]), min(height, largest[1])) if largest else (width, height)))
        # Feeders take a card in either way round, some at the edge and some in the middle: only the length is saved.
        return (0.0, 0.0, largest[0], min(width, largest[1])) if largest else None


def default_profile(device: Device, can: Capabilities) -> Profile:
    """What most cards are scanned with on this scanner: both sides if it can, at 300 dpi, in colour."""
    source = next(each for each in ("duplex", "flatbed", "feeder") if each in can.sources)
    mode = "colour" if "colour" in can.modes else can.modes[0]
    dpi = min(can.resolutions, key=lambda each: abs(each - DPI))
    return Profile(name_for(device.title) or tr("Scanner"), device.id, device.title, source, mode, dpi)


def fitted(profile: Profile, can: Capabilities) -> Profile:
    """The same, as far as this scanner can; where it cannot, what comes nearest."""
    usual = default_profile(Device(profile.device, profile.title, ""), can)
    return replace(
        profile,
        source=profile.source if profile.source in can.sources else usual.source,
        mode=profile.mode if profile.mode in can.modes else usual.mode,
        dpi=min(can.resolutions, key=lambda each: abs(each - profile.dpi)),
    )


def name_for(text: str) -> str:
    """What was typed, as a name may be; empty where nothing of it is left."""
    return " ".join(re.sub(r"[:;=%]", " ", clean(text)).split())[:LONGEST_NAME].strip()


class ScanProfiles:
    """Those in the settings.

    Attributes:
        complaints: sentences about what stands there and cannot be used, as `all` has last seen it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._unusable: list[str] = []
        self.complaints: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Profile, ...]:
        """Those that can be used, in the order in which they were made."""
        profiles: list[Profile] = []
        self._unusable, complaints = [], []
        for written in self._settings.text(_PROFILES).split(";"):
            try:
                profiles += [_parsed(written)] if written.strip() else []
            except ValueError as word:
                self._unusable.append(written.strip())
                complaints.append(
                    tr(
                        "The scan profile {text} is not used: {word} is no word for one.",
                        text=repr(written.strip()),
                        word=repr(str(word)),
                    )
                )
        self.complaints = tuple(complaints)
        return tuple({each.name: each for each in profiles}.values())

    @property
    def in_use(self) -> Profile | None:
        """The one with which the next card is scanned; None where there is none."""
        every, name = self.all, self._settings.text(_IN_USE)
        return next((each for each in every if each.name == name), every[0] if every else None)

    def named(self, name: str) -> Profile:
        """The one of this name.

        Raises:
            UserError: there is none.
        """
        for each in self.all:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.all) or tr("none")
        said = tr("There is no scan profile {name}; there is: {known}.", name=repr(name), known=known)
        raise UserError("no_profile", said)

    def use(self, name: str) -> None:
        """Scan with this one from now on.

        Raises:
            UserError: there is none of this name, or that cannot be kept.
        """
        self._settings.set(_IN_USE, self.named(name).name)

    def put(self, profile: Profile, *, in_place_of: str = "") -> None:
        """Keep this one, in the place of the one of that name, or else as a new one.

        Raises:
            UserError: another one has its name, or it cannot be kept.
        """
        every = list(self.all)
        if any(each.name == profile.name != in_place_of for each in every):
            raise UserError("profile_name", tr("Another scan profile is called {name} already.", name=profile.name))
        at = next((at for at, each in enumerate(every) if each.name == in_place_of), len(every))
        was_in_use = self.in_use is not None and self.in_use.name == in_place_of
        every[at : at + 1] = [profile]
        self._keep(every)
        if was_in_use and profile.name != in_place_of:
            self._settings.set(_IN_USE, profile.name)

    def delete(self, name: str) -> None:
        """Forget this one.

        Raises:
            UserError: that cannot be kept.
        """
        self._keep([each for each in self.all if each.name != name])

    def free_name(self, wanted: str) -> str:
        """This name, or with a number behind it where there is such a one already."""
        wanted, taken = name_for(wanted) or tr("Scanner"), {each.name for each in self.all}
        names = (wanted if at == 1 else f"{wanted[: LONGEST_NAME - 4]} {at}" for at in range(1, len(taken) + 2))
        return next(each for each in names if each not in taken)

    def _keep(self, profiles: Sequence[Profile]) -> None:
        # What somebody has written there by hand and cannot be used is theirs to mend.
        self._settings.set(_PROFILES, "; ".join([*map(_written, profiles), *self._unusable]))


def _written(profile: Profile) -> str:
    area = profile.area if isinstance(profile.area, str) else ",".join(f"{each:g}" for each in _rounded(profile.area))
    words = {
        "device": _quoted(profile.device),
        "title": _quoted(profile.title),
        "source": profile.source,
        "mode": profile.mode,
        "dpi": str(profile.dpi),
        "area": area,
        "pages": profile.pages,
        "faces": "yes" if profile.faces else "no",
    }
    return f"{profile.name}: " + " ".join(f"{key}={value}" for key, value in words.items() if value)


def _rounded(area: Area) -> Iterator[float]:
    return (round(each, 1) for each in area)


def _parsed(written: str) -> Profile:
    """Raises ValueError with the word that it does not know."""
    name, _, rest = written.partition(":")
    words = dict(word.partition("=")[::2] for word in rest.split())
    source, mode, pages, area = (words.get(key, "") for key in ("source", "mode", "pages", "area"))
    return Profile(
        name.strip(),
        unquote(words.get("device", "")),
        unquote(words.get("title", "")),
        _known(source, get_args(Source), "flatbed"),
        _known(mode, get_args(Mode), "colour"),
        _dpi(words.get("dpi", "")),
        _area(area),
        _known(pages, get_args(Pages), "card"),
        _known(words.get("faces", ""), ("yes", "no"), "yes") == "yes",
    )


def _known(word: str, words: Sequence[T], usual: T) -> T:
    if not word:
        return usual
    if word not in words:
        raise ValueError(word)
    return words[words.index(word)]


def _dpi(word: str) -> int:
    if not word:
        return DPI
    if not (word.isascii() and word.isdigit() and LOWEST_DPI <= int(word) <= HIGHEST_DPI):
        raise ValueError(word)
    return int(word)


def _area(word: str) -> Literal["whole", "card"] | Area:
    if word in {"", "whole"}:
        return "whole"
    if word == "card":
        return "card"
    if not _AREA.fullmatch(word):
        raise ValueError(word)
    left, top, width, height = map(float, word.split(","))
    if not (width and height):
        raise ValueError(word)
    return left, top, width, height


def _quoted(text: str) -> str:
    """Without what parts words and profiles from one another."""
    return "".join(quote(each, safe="") if each in "%;=" or each.isspace() else each for each in clean(text))
