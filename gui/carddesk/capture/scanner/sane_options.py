"""What SANE devices call things, and what is set to scan as wished. Pure functions over the options that a device shows.

The SANE standard (version 1, sections 4.2.9 and 4.5.2) names few options: resolution, preview, and the four edges. All else,
and the words that an option takes, each driver calls as it likes. Sources: the drivers' own manuals of sane-backends 1.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from carddesk.capture.scanner.contract import Mode, Source, Wish
from carddesk.capture.scanner.device_values import MM_PER_INCH, PREVIEW_DPI, Range, nearest, to_choose

Kind = Literal["bool", "int", "fixed", "string", "other"]
Value = str | int | float | bool
SOURCES: tuple[Source, ...] = ("flatbed", "feeder", "duplex")
MODES: tuple[Mode, ...] = ("colour", "grey", "lineart")
_EDGES = ("br-x", "br-y", "tl-x", "tl-y")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a device as it is now; another one being set can change it.

    Attributes:
        name: as the driver spells it (`br-x`).
        kind: what values it has.
        unit: `mm`, `pixel`, `dpi` or empty.
        allowed: a range, a list of numbers or words, or None where the driver does not say.
        can_be_set: whether it is active and to be set by software.
    """

    name: str
    kind: Kind
    unit: str = ""
    allowed: Range | tuple[float, ...] | tuple[str, ...] | None = None
    can_be_set: bool = True


Options = Mapping[str, Option]


def sources(options: Options, *, is_sheetfed: bool = False) -> dict[Source, str]:
    """Which source is meant by which word of the option `source`; the word is empty where the device has no such option."""
    words = _words(options.get("source"))
    if not words:
        found: dict[Source, str] = {"feeder": ""} if is_sheetfed else {"flatbed": ""}
    else:
        named = {source: _best(words, source) for source in SOURCES}
        found = {source: word for source, word in named.items() if word is not None}
        if not found:  # words that say nothing to us: the first is what the device does by itself
            found = {"flatbed": words[0]}
    if "duplex" not in found and "feeder" in found and duplex_switch(options) is not None:
        found["duplex"] = found["feeder"]
    return found


def duplex_switch(options: Options) -> tuple[str, Value, Value] | None:
    """An option beside the source that turns both sides on: its name, and what it is set to for one side and for both."""
    for name in ("adf-mode", "duplex", "adf-duplex", "both-sides"):
        option = options.get(name)
        if option is None:
            continue
        if option.kind == "bool":
            return name, False, True
        both = next((word for word in _words(option) if "duplex" in word.lower()), None)
        single = next((word for word in _words(option) if "duplex" not in word.lower()), None)
        if both is not None and single is not None:
            return name, single, both
    return None


def modes(options: Options) -> dict[Mode, str]:
    """Which mode is meant by which word of the option `mode`; lineart may be grey of one bit."""
    words = _words(options.get("mode"))
    if not words:
        return {"colour": ""}
    named = {mode: _best(words, mode) for mode in MODES}
    found = {mode: word for mode, word in named.items() if word is not None}
    if "lineart" not in found and "grey" in found and _allows(options.get("depth"), 1):
        found["lineart"] = found["grey"]
    return found or {"colour": words[0]}


def resolutions(options: Options) -> tuple[int, ...]:
    """Those to choose among, ascending; empty where the device has nothing to choose."""
    allowed = [option.allowed for option in _resolution_options(options)]
    found = [to_choose(each) for each in allowed if each is not None]
    if not found:
        return ()
    both = set(found[0]).intersection(*found[1:])
    return tuple(sorted(both or found[0]))


def largest_mm(options: Options, dpi: float) -> tuple[float, float] | None:
    """Width and height of the largest area; None where the device does not say."""
    sides = [
        _extent(options.get(name), options.get(start), dpi) for name, start in (("br-x", "tl-x"), ("br-y", "tl-y"))
    ]
    if any(side is None or side <= 0 for side in sides):
        return None
    width, height = (round(side, 1) for side in sides if side is not None)
    return width, height


def for_source(options: Options, wish: Wish, *, is_sheetfed: bool = False) -> Iterator[tuple[str, Value]]:
    """The source first: in many drivers it decides what all else may be.

    Raises:
        LookupError: the device has no such source.
    """
    word = sources(options, is_sheetfed=is_sheetfed)[wish.source]
    if word and "source" in options:
        yield "source", word


def for_sides(options: Options, wish: Wish) -> Iterator[tuple[str, Value]]:
    """One side or both, where that is not said by the source."""
    switch = duplex_switch(options)
    if switch is not None and wish.source != "flatbed" and options[switch[0]].can_be_set:
        name, single, both = switch
        yield name, both if wish.source == "duplex" else single


def for_mode(options: Options, wish: Wish) -> Iterator[tuple[str, Value]]:
    """The mode.

    Raises:
        LookupError: the device has no such mode.
    """
    word = modes(options)[wish.mode]
    if word and "mode" in options:
        yield "mode", word


def for_depth(options: Options, wish: Wish) -> Iterator[tuple[str, Value]]:
    """Eight bits, or one for lineart that has no mode of its own; else the least that is more. And never in three passes."""
    depth = options.get("depth")
    if depth is not None and depth.can_be_set:
        word = modes(options).get(wish.mode, "")
        as_grey = wish.mode == "lineart" and word == modes(options).get("grey")
        yield "depth", int(nearest(depth.allowed, 1 if as_grey else 8))
    passes = options.get("three-pass")
    if passes is not None and passes.can_be_set:
        yield "three-pass", False


def for_resolution(options: Options, wish: Wish) -> Iterator[tuple[str, Value]]:
    """The resolution, in both directions where they are two; for a preview a coarse one."""
    preview = options.get("preview")
    if preview is not None and preview.can_be_set and preview.kind == "bool":
        yield "preview", wish.preview
    wanted = PREVIEW_DPI if wish.preview else wish.dpi
    for option in _resolution_options(options):
        yield option.name, as_kind(option, nearest(option.allowed, wanted))


def for_paper(options: Options, wish: Wish) -> Iterator[tuple[str, Value]]:
    """The paper as large as it can be, whatever is wished: where a feeder has these options, they limit the area."""
    del wish
    for name in ("page-width", "page-height"):
        option = options.get(name)
        if option is not None and option.can_be_set and isinstance(option.allowed, Range):
            yield name, as_kind(option, option.allowed.high)


def for_area(options: Options, wish: Wish, dpi: float) -> Iterator[tuple[str, Value]]:
    """The four edges, the far ones first and at their widest, so that at no time an edge is beyond its opposite."""
    edges = {name: options[name] for name in _EDGES if name in options and options[name].can_be_set}
    if len(edges) < len(_EDGES):
        return
    for name in _EDGES:
        yield name, as_kind(edges[name], _limit(edges[name], is_far=name.startswith("br")))
    if wish.area_mm is None:
        return
    left, top, width, height = wish.area_mm
    wanted = {"tl-x": left, "tl-y": top, "br-x": left + width, "br-y": top + height}
    for name in ("tl-x", "tl-y", "br-x", "br-y"):
        option = edges[name]
        scale = dpi / MM_PER_INCH if option.unit == "pixel" else 1.0
        yield name, as_kind(option, nearest(option.allowed, wanted[name] * scale))


def can_choose_area(options: Options) -> bool:
    """Whether the device itself scans a part."""
    return all(name in options and options[name].can_be_set for name in _EDGES)


def as_kind(option: Option, value: float) -> Value:
    """The value as the option takes it."""
    return round(value) if option.kind == "int" else float(value)


def _resolution_options(options: Options) -> list[Option]:
    one = options.get("resolution")
    if one is not None and one.can_be_set:
        return [one]
    both = (options.get("x-resolution"), options.get("y-resolution"))
    return [each for each in both if each is not None and each.can_be_set]


def _extent(far: Option | None, near: Option | None, dpi: float) -> float | None:
    if far is None or far.allowed is None:
        return None
    length = _limit(far, is_far=True) - (_limit(near, is_far=False) if near is not None else 0.0)
    return length * MM_PER_INCH / dpi if far.unit == "pixel" else length


def _limit(option: Option, *, is_far: bool) -> float:
    if isinstance(option.allowed, Range):
        if not is_far:
            return option.allowed.low
        return nearest(option.allowed, option.allowed.high)
    numbers = [float(each) for each in option.allowed or () if isinstance(each, int | float)]
    return (max(numbers) if is_far else min(numbers)) if numbers else 0.0


def _allows(option: Option | None, value: float) -> bool:
    return option is not None and option.allowed is not None and nearest(option.allowed, value) == value


def _words(option: Option | None) -> tuple[str, ...]:
    if option is None or not isinstance(option.allowed, tuple):
        return ()
    return tuple(each for each in option.allowed if isinstance(each, str))


_Rank = tuple[tuple[str, ...], tuple[str, ...]]
_MEANT: Mapping[str, _Rank] = {
    # What a word must have in it, the likeliest first; and what it must not have.
    "flatbed": (("flatbed", "flat bed", "platen", "document table", "normal", "fb", "glass"), ("transparen", "film")),
    "duplex": (("adf duplex", "duplex", "both sides"), ("card",)),
    "feeder": (
        ("adf front", "adf simplex", "adf", "automatic document feeder", "document feeder", "feeder", "sheet"),
        ("duplex", "both sides", "back", "card", "flatbed"),
    ),
    "colour": (
        ("color", "colour", "rgb"),
        ("lineart", "line art", "halftone", "48", "binary", "grey", "gray", "infrared"),
    ),
    "grey": (("gray", "grey", "gr\xe9y"), ("diffusion", "halftone", "lineart", "16 ", "color", "colour")),
    "lineart": (
        ("lineart", "line art", "black & white", "black and white", "binary", "monochrome", "threshold", "b/w"),
        ("color", "colour", "halftone", "diffusion"),
    ),
}


def _best(words: Iterable[str], meant: str) -> str | None:
    """The word that says most plainly what is meant: the very word, then one that begins with it, then one that has it."""
    wanted, unwanted = _MEANT[meant]
    ranked = []
    for position, word in enumerate(words):
        said = word.lower()
        if any(each in said for each in unwanted):
            continue
        for rank, each in enumerate(wanted):
            if each in said:
                how = 0 if said == each else 1 if said.startswith(each) else 2
                ranked.append((how, rank, position, word))
                break
    return min(ranked)[-1] if ranked else None
