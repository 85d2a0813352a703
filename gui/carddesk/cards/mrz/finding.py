"""Finding machine-readable zones among lines as a reader of text gives them: blanks, «, lower case, lost fillers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from carddesk.cards.lookalikes import half_width
from carddesk.cards.mrz.repairing import repair
from carddesk.cards.mrz.zone import LAYOUTS, Format, Mrz, MrzError, parse

_FILLERS = {**dict.fromkeys("«《≪", "<<"), **dict.fromkeys("‹〈≤≦⟨くㄑ({[=", "<")}
_NOISE = re.compile(r"[^A-Z0-9<]")
_SHORTEST = 9
_HEADS: Mapping[Format, str] = {"TD3": "P", "MRV-A": "V", "MRV-B": "V"}
_BETWEEN_VISAS = 40
_MOST_OFF = 24
"""How many fillers a line may have lost or gained: text readers shorten long runs of one character."""


@dataclass(frozen=True, slots=True)
class Found:
    """A zone among the lines.

    Attributes:
        mrz: what it says, after fitting and repair.
        sources: for each of its lines the index of the read line it came from; twice the same where two came as one.
    """

    mrz: Mrz
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    source: int


def find(lines: Sequence[str]) -> list[Found]:
    """The zones among the lines (top to bottom), those with most check digits holding first; none shares a line.

    A zone needs a first line that begins as one does, and two check digits that hold.
    """
    cleaned = [_Line(text, index) for index, line in enumerate(lines) for text in _split(_clean(line))]
    likely = [line for line in cleaned if len(line.text) >= _SHORTEST]
    best = sorted(_zones(likely), key=lambda found: (len(found.mrz.failed), found.sources))
    chosen: list[Found] = []
    for found in best:
        if not any(set(found.sources) & set(other.sources) for other in chosen):
            chosen.append(found)
    return chosen


def _clean(line: str) -> str:
    """Only A-Z, 0-9 and fillers; empty where the line is something else."""
    plain = "".join(_FILLERS.get(character, character) for character in half_width(line).upper())
    plain = re.sub(r"[\s.,:;'\"`|·*_-]", "", plain)
    noise = len(_NOISE.findall(plain))
    return _NOISE.sub("<", plain) if noise * 10 <= len(plain) else ""


def _split(text: str) -> list[str]:
    """The line, or its halves where two lines came as one."""
    for width in (44, 36, 30):
        if len(text) == 2 * width and not re.match("[0-9<]", text):
            return [text[:width], text[width:]]
    return [text]


def _zones(lines: Sequence[_Line]) -> Iterator[Found]:
    for name, layout in LAYOUTS.items():
        for start in range(len(lines) - layout.lines + 1):
            group = lines[start : start + layout.lines]
            if _begins(group[0].text, name) and _long_enough(group, name):
                mrz = _best_fit([line.text for line in group], name)
                if mrz:
                    yield Found(mrz, tuple(line.source for line in group))


def _begins(text: str, name: Format) -> bool:
    """Whether a first line of this format may begin so. Passports are TD3 here: a damaged one without optional data would
    else fit TD2 as well, with the same check digits.
    """
    head = _HEADS.get(name, "[ACI1]")
    return re.match(rf"{head}[A-Z0-9<]{{4}}", text) is not None and (name == "TD1" or "<" in text)


def _long_enough(group: Sequence[_Line], name: Format) -> bool:
    """The two kinds of visa differ in nothing but the length of their lines: the longer of two damaged ones tells."""
    longest = max(len(line.text) for line in group)
    return name not in {"MRV-A", "MRV-B"} or (longest > _BETWEEN_VISAS) == (name == "MRV-A")


def _best_fit(group: Sequence[str], name: Format) -> Mrz | None:
    """The reading of the lines, brought to the format's width, with the fewest failing check digits."""
    layout = LAYOUTS[name]
    names = layout.slots["names"][0]
    fits = [
        {_fit_names(text, layout.width)} if place == names else _fit_data(text, layout.width)
        for place, text in enumerate(group)
    ]
    zones = [mrz for lines in product(*(sorted(fit) for fit in fits)) if (mrz := _zone(lines))]
    best = min(zones, key=lambda mrz: len(mrz.failed), default=None)
    return best if best and len(best.checks) - len(best.failed) >= 2 else None


def _zone(lines: Sequence[str]) -> Mrz | None:
    try:
        return parse(repair(lines))
    except MrzError:
        return None


def _fit_names(text: str, width: int) -> str:
    """A line that ends in a name: fillers at its end are as many as it takes."""
    return text[:width].ljust(width, "<")


def _fit_data(text: str, width: int) -> set[str]:
    """The ways to bring a line to its width by lengthening or shortening one run of fillers."""
    off = width - len(text)
    if not off:
        return {text}
    if abs(off) > _MOST_OFF:
        return set()
    if off > 0:
        places = {run.end() for run in re.finditer("<+", text)} | {len(text), len(text) - 1, len(text) - 2}
        return {text[:place] + "<" * off + text[place:] for place in places}
    runs = [run for run in re.finditer("<+", text) if len(run.group()) >= -off]
    return {text[: run.end() + off] + text[run.end() :] for run in runs}
