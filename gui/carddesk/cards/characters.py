"""What is known of a Chinese character: how it is read, how it is built, what else it is written as and taken for.

The files are made by `packaging/data/characters.py` from Unihan and from the shapes of an open font. The large one is
unpacked when it is first asked for, which takes a tenth of a second: ask for it off the event loop.
"""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_COMPATIBILITY = ((0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3FFFF), *_COMPATIBILITY)
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFD))
_FIRST_RADICAL = 0x2F00


@dataclass(frozen=True, slots=True)
class Character:
    """One character.

    Attributes:
        text: the character itself.
        pinyin: its readings with tone marks, the usual one first; empty where none is recorded.
        radical: the radical under which dictionaries have it, as a character; empty where not known.
        beyond_radical: strokes beside the radical; None where not known.
        strokes: of the whole character; None where not known.
        common: whether it stands in 通用规范汉字表 (2013, 8,105 characters).
        variants: what is written for it elsewhere or was before: simplified, traditional and of the same meaning.
        look_alikes: what eyes and readers take it for, the likeliest first.
    """

    text: str
    pinyin: tuple[str, ...] = ()
    radical: str = ""
    beyond_radical: int | None = None
    strokes: int | None = None
    common: bool = False
    variants: tuple[str, ...] = ()
    look_alikes: tuple[str, ...] = ()

    @property
    def code_point(self) -> str:
        """Its number as Unicode writes it, such as `U+5803`."""
        return f"U+{ord(self.text):04X}"


def is_han(character: str) -> bool:
    """Whether it is a Chinese character, those of the extensions and of private compatibility among them."""
    return len(character) == 1 and any(low <= ord(character) <= high for low, high in _HAN)


def is_private(character: str) -> bool:
    """Whether its number has no meaning of its own: every machine, or font, may show another character for it."""
    return len(character) == 1 and any(low <= ord(character) <= high for low, high in _PRIVATE)


def is_unusual(character: str) -> bool:
    """Whether it is a Chinese character outside 通用规范汉字表, thus rare or traditional, or one with a private number."""
    return is_private(character) or (is_han(character) and character not in _common())


def character(text: str) -> Character | None:
    """What is known of this character; None where it is no Chinese one."""
    if is_private(text):
        return Character(text)
    if not is_han(text):
        return None
    line = _lines().get(text)
    if line is None:
        plain = unicodedata.normalize("NFC", text)  # what stands in for an older standard's double of a character
        return Character(text, variants=(plain,) if plain != text else ())
    pinyin, place, strokes, standing, variants, alike = [*line.split("\t"), *[""] * 6][:6]
    number, _, beyond = place.partition(".")
    return Character(
        text,
        tuple(pinyin.split()),
        unicodedata.normalize("NFKC", chr(_FIRST_RADICAL + int(number) - 1)) if number.isdecimal() else "",
        int(beyond) if beyond.lstrip("-").isdecimal() else None,
        int(strokes) if strokes.isdecimal() else None,
        standing == "1",
        tuple(variants),
        tuple(each for each in alike if each not in variants),
    )


def prepare() -> None:
    """Unpack what is known of all characters, so that `character` answers at once."""
    _lines()


@cache
def _common() -> frozenset[str]:
    return frozenset(_data("common_characters.txt").decode().strip())


@cache
def _lines() -> Mapping[str, str]:
    lines = gzip.decompress(_data("characters.tsv.gz")).decode().splitlines()
    return {line[0]: line[2:] for line in lines}


def _data(name: str) -> bytes:
    return files("carddesk.cards").joinpath("data").joinpath(name).read_bytes()
