"""The regions that citizens' numbers begin with, now and in the past, and the province that an address names (logic-rules §1, §7).

The data file says by itself from when and where it comes. It is never complete: a code that is not in it is unusual,
and never impossible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SPAN = re.compile(r"([^ ]+)(?: (\d*)-(\d*))?")
_NO_NAMES = frozenset({"市辖区", "市区", "郊区", "城区", "矿区", "林区", "县", "直辖县级行政单位"})
"""Names in the list that many places share, so that they tell none."""
_PROVINCE_END = re.compile(r"(省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True)
class Name:
    """What a code stood for, and the first and last year in which it did; None where open or unknown."""

    name: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Region:
    """One code of six digits, and its names, the oldest first."""

    code: str
    names: tuple[Name, ...]

    @property
    def name(self) -> str:
        """Its latest name."""
        return self.names[-1].name

    @property
    def last(self) -> int | None:
        """The last year in which the code was in use; None where it still is, or nobody knows."""
        return self.names[-1].last


@cache
def _codes() -> Mapping[str, str]:
    table = json.loads(files("carddesk.cards").joinpath("data/regions.json").read_text(encoding="utf-8"))
    codes: dict[str, str] = table["codes"]
    return codes


def region(code: str) -> Region | None:
    """What a code of six digits stands or stood for; None where it is not in the list."""
    written = _codes().get(code)
    return Region(code, tuple(_name(each) for each in written.split("/"))) if written else None


def _name(written: str) -> Name:
    match = _SPAN.fullmatch(written)
    name, first, last = match.groups() if match else (written, None, None)
    return Name(name, int(first) if first else None, int(last) if last else None)


def province(code: str) -> str:
    """The name of the province that a code of two or more digits lies in; empty where there is none."""
    found = region(code[:2] + "0000")
    return found.name if found else ""


def is_known_place(digits: str) -> bool:
    """Whether the first two digits of a code, or the first four, are a province or a city of the list."""
    if len(digits) == 2 or digits[2:] == "00":
        return bool(province(digits))
    return digits in _cities()


@cache
def _cities() -> frozenset[str]:
    return frozenset(code[:4] for code in _codes())


def province_in(text: str) -> str:
    """The first two digits of the province that an address or an authority begins with.

    Empty where it begins with no province, and with no city or county of which there is but one.
    """
    plain = re.sub(r"\s", "", text)
    for length in range(min(_LONGEST_NAME, len(plain)), 1, -1):
        if code := _by_name().get(plain[:length]):
            return code
    return next((code for name, code in _short_names().items() if plain.startswith(name)), "")


@cache
def _by_name() -> Mapping[str, str]:
    """Every name that lies in one province alone, with this province's two digits."""
    found: dict[str, set[str]] = {}
    for code, written in _codes().items():
        for each in written.split("/"):
            found.setdefault(each.partition(" ")[0], set()).add(code[:2])
    unique = {name: provinces.pop() for name, provinces in found.items() if len(provinces) == 1}
    return {name: code for name, code in (unique | _provinces()).items() if name not in _NO_NAMES and len(name) > 1}


@cache
def _short_names() -> Mapping[str, str]:
    """内蒙古 for 内蒙古自治区, 北京 for 北京市."""
    return {_PROVINCE_END.sub("", name): code for name, code in _provinces().items()}


def _provinces() -> dict[str, str]:
    return {province(code): code[:2] for code in _codes() if code.endswith("0000")}
