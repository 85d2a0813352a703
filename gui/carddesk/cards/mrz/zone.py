"""Machine-readable zones: parsing TD1, TD2, TD3 and visas with their check digits (ICAO 9303-4 to -7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

Format = Literal["TD1", "TD2", "TD3", "MRV-A", "MRV-B"]
Slot = tuple[int, int, int]
"""Line, start and stop of a stretch, counted from 0."""

_WEIGHTS = (7, 3, 1)


class MrzError(ValueError):
    """The lines are no machine-readable zone: their number, length or characters fit no format."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the data stand in one format. `checks` maps a name to what it covers and where its digit stands."""

    lines: int
    width: int
    slots: Mapping[str, Slot]
    checks: Mapping[str, tuple[tuple[Slot, ...], Slot]]


def _layout(
    lines: int, width: int, slots: dict[str, Slot], composite: tuple[Slot, ...] = (), end: Slot = (0, 0, 0)
) -> Layout:
    """Visas have no composite digit; only passports have one over their optional data alone."""
    digits = {name: (line, stop, stop + 1) for name, (line, _, stop) in slots.items()}
    checks: dict[str, tuple[tuple[Slot, ...], Slot]] = {
        name: ((slots[name],), digits[name]) for name in ("number", "birth", "expiry")
    }
    if composite and width == 44:
        checks["optional"] = ((slots["optional"],), digits["optional"])
    if composite:
        checks["composite"] = (composite, end)
    return Layout(lines, width, MappingProxyType(slots), MappingProxyType(checks))


def _second_line(width: int) -> dict[str, Slot]:
    """The slots that TD2, TD3 and visas share."""
    return {
        "code": (0, 0, 2), "issuer": (0, 2, 5), "names": (0, 5, width), "number": (1, 0, 9), "nationality": (1, 10, 13),
        "birth": (1, 13, 19), "sex": (1, 20, 21), "expiry": (1, 21, 27),
    }  # fmt: skip


_TD1: dict[str, Slot] = {
    "code": (0, 0, 2), "issuer": (0, 2, 5), "number": (0, 5, 14), "optional": (0, 15, 30), "birth": (1, 0, 6),
    "sex": (1, 7, 8), "expiry": (1, 8, 14), "nationality": (1, 15, 18), "optional_2": (1, 18, 29), "names": (2, 0, 30),
}  # fmt: skip

LAYOUTS: Mapping[Format, Layout] = MappingProxyType(
    {
        "TD1": _layout(3, 30, _TD1, ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)), (1, 29, 30)),
        "TD2": _layout(
            2, 36, _second_line(36) | {"optional": (1, 28, 35)}, ((1, 0, 10), (1, 13, 20), (1, 21, 35)), (1, 35, 36)
        ),
        "TD3": _layout(
            2, 44, _second_line(44) | {"optional": (1, 28, 42)}, ((1, 0, 10), (1, 13, 20), (1, 21, 43)), (1, 43, 44)
        ),
        "MRV-A": _layout(2, 44, _second_line(44) | {"optional": (1, 28, 44)}),
        "MRV-B": _layout(2, 36, _second_line(36) | {"optional": (1, 28, 36)}),
    }
)


_VISAS: Mapping[Format, Format] = MappingProxyType({"TD3": "MRV-A", "TD2": "MRV-B"})
"""The visa that has lines as many and as long."""


@dataclass(frozen=True, slots=True)
class Mrz:
    """What a machine-readable zone says, fillers taken out.

    Attributes:
        format: `TD1`, `TD2` or `TD3`, or `MRV-A` or `MRV-B` for a visa.
        lines: as parsed.
        document_code: one or two letters (`P`, `PO`, `I`, `ID` …).
        issuer, nationality: codes as they stand, so `D` for Germany.
        number: the document number, long ones of TD1 and TD2 put together.
        birth, expiry: `YYMMDD` as they stand; `<` where unknown.
        sex: `M`, `F`, `X` for unspecified, or empty where it is none of these.
        optional: optional data, both parts of a TD1 joined by a blank.
        checks: for each check digit (`number`, `birth`, `expiry`, `optional` on TD3, `composite` but on visas) whether
            it holds.
    """

    format: Format
    lines: tuple[str, ...]
    document_code: str
    issuer: str
    surname: str
    given_names: str
    number: str
    nationality: str
    birth: str
    sex: Literal["M", "F", "X", ""]
    expiry: str
    optional: str
    checks: Mapping[str, bool]

    @property
    def failed(self) -> tuple[str, ...]:
        """The check digits that do not hold."""
        return tuple(name for name, holds in self.checks.items() if not holds)

    @property
    def holds(self) -> bool:
        """Whether every check digit holds."""
        return not self.failed

    @property
    def names(self) -> str:
        """The whole stretch of the names, fillers and all; one that ends in a letter was cut off there."""
        return cut(self.lines, LAYOUTS[self.format].slots["names"])

    def born_on(self, iso: str) -> bool:
        """Whether its date of birth can be this day; what is unknown in it can be anything, the century too."""
        return _can_be(self.birth, iso)

    def expires_on(self, iso: str) -> bool:
        """Whether its date of expiry can be this day; what is unknown in it can be anything, the century too."""
        return _can_be(self.expiry, iso)

    def birth_date(self, today: date) -> str:
        """ISO date of birth, of the latest century that is not in the future; empty where unknown or impossible."""
        this = _iso(20, self.birth)
        return this if this and this <= today.isoformat() else _iso(19, self.birth)

    def expiry_date(self) -> str:
        """ISO date of expiry, always 20YY; empty where unknown or impossible."""
        return _iso(20, self.expiry)

    def values(self, today: date) -> dict[str, str]:
        """What it says by canonical key, in normal form; keys of what it does not say are left out."""
        said = {
            "document_number": self.number,
            "surname": self.surname,
            "given_names": self.given_names,
            "sex": self.sex,
            "nationality_code": "DEU" if self.nationality == "D" else self.nationality,
            "birth_date": self.birth_date(today),
            "expiry_date": self.expiry_date(),
        }
        return {key: value for key, value in said.items() if value}


def check_digit(text: str) -> str:
    """The digit that goes with `text`: weights 7-3-1, A=10 … Z=35, `<`=0, modulo 10 (ICAO 9303-3 §4.9).

    Raises:
        MrzError: a character is not A-Z, 0-9 or `<`.
    """
    return str(sum(_worth(character) * _WEIGHTS[place % 3] for place, character in enumerate(text)) % 10)


def format_of(lines: Sequence[str]) -> Format:
    """The format these lines have by number and length; two that begin with V are a visa's.

    Raises:
        MrzError: none.
    """
    for name, layout in LAYOUTS.items():
        if len(lines) == layout.lines and all(len(line) == layout.width for line in lines):
            return _VISAS.get(name, name) if lines[0].startswith("V") else name
    raise MrzError(f"lines of {[len(line) for line in lines]} characters fit no format")


def parse(lines: Sequence[str]) -> Mrz:
    """What the lines say. Check digits that fail are told in `checks`, not raised.

    Raises:
        MrzError: number or length of the lines, or a character, fits no format.
    """
    name = format_of(lines)
    if not all(re.fullmatch("[A-Z0-9<]*", line) for line in lines):
        raise MrzError("a machine-readable zone has no characters but A-Z, 0-9 and <")
    layout = LAYOUTS[name]
    text = {key: cut(lines, slot) for key, slot in layout.slots.items()}
    surname, _, given = text["names"].strip("<").partition("<<")
    long = _long_number(name, lines)
    return Mrz(
        format=name,
        lines=tuple(lines),
        document_code=text["code"].strip("<"),
        issuer=text["issuer"].strip("<"),
        surname=_words(surname),
        given_names=_words(given),
        number=(long[0] if long else text["number"]).strip("<"),
        nationality=text["nationality"].strip("<"),
        birth=text["birth"],
        sex=_sex(text["sex"]),
        expiry=text["expiry"],
        optional=_optional(text, long),
        checks=MappingProxyType({check: holds(lines, name, check) for check in layout.checks}),
    )


def cut(lines: Sequence[str], slot: Slot) -> str:
    """The stretch of the lines that `slot` names."""
    line, start, stop = slot
    return lines[line][start:stop]


def holds(lines: Sequence[str], name: Format, check: str) -> bool:
    """Whether one check digit of lines in the format `name` holds."""
    long = _long_number(name, lines) if check == "number" else None
    if long:
        return check_digit(long[0]) == long[1]
    covered, place = LAYOUTS[name].checks[check]
    text, digit = "".join(cut(lines, slot) for slot in covered), cut(lines, place)
    if digit == "<":  # ICAO 9303-4 §4.2.2.2: the digit of empty optional data may be a filler
        return check != "composite" and not text.strip("<")
    return digit.isdigit() and check_digit(text) == digit


def _long_number(name: Format, lines: Sequence[str]) -> tuple[str, str, str] | None:
    """A number of more than nine characters, its check digit and what follows (ICAO 9303-5 and -6, note j)."""
    layout = LAYOUTS[name]
    if name not in {"TD1", "TD2"} or cut(lines, layout.checks["number"][1]) != "<":
        return None
    more, _, rest = cut(lines, layout.slots["optional"]).partition("<")
    head = cut(lines, layout.slots["number"])
    return (head + more[:-1], more[-1], rest) if len(more) > 1 and "<" not in head else None


def _optional(text: Mapping[str, str], long: tuple[str, str, str] | None) -> str:
    first = long[2] if long else text["optional"]
    return " ".join(filter(None, (_words(first), _words(text.get("optional_2", "")))))


def _words(text: str) -> str:
    return " ".join(filter(None, text.split("<")))


def _sex(character: str) -> Literal["M", "F", "X", ""]:
    match character:
        case "M" | "F" | "X":
            return character
        case "<":
            return "X"
        case _:
            return ""


def _can_be(stretch: str, iso: str) -> bool:
    """Whether `YYMMDD`, with `<<` for what is unknown, can be that day."""
    digits = iso.replace("-", "")[2:]
    return all(stretch[at : at + 2] in {"<<", digits[at : at + 2]} for at in (0, 2, 4))


def _iso(century: int, text: str) -> str:
    try:
        return date(century * 100 + int(text[:2]), int(text[2:4]), int(text[4:])).isoformat()
    except ValueError:
        return ""


def _worth(character: str) -> int:
    if character == "<":
        return 0
    if re.fullmatch("[A-Z0-9]", character):
        return int(character, 36)
    raise MrzError(f"{character!r} has no place in a machine-readable zone")
