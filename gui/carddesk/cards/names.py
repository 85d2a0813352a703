"""Names in Latin and Cyrillic letters as a machine-readable zone spells them (ICAO 9303-3 §6, tables A and B).

Issuers follow the tables in several ways (Ü is UE, UXX or U), so a printed name is not turned into one spelling: it is
asked whether what the zone says is one of its spellings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType

_LATIN = {
    "Ä": "AE A", "Å": "AA A", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "Ĳ": "IJ", "İ": "I", "Ŀ": "L", "Ł": "L",
    "Ñ": "N NXX", "Ŋ": "N", "Ö": "OE O", "Ø": "OE O", "Œ": "OE", "ẞ": "SS", "ß": "SS", "Ŧ": "T", "Þ": "TH",
    "Ü": "UE UXX U", "Ə": "E A", "Ǝ": "E", "ı": "I", "ĸ": "K Q", "Ơ": "O", "Ư": "U",
}  # fmt: skip
"""Table A where a letter does not merely lose its accent, the standard's first choice first."""
_CYRILLIC = {
    "А": "A", "Б": "B", "В": "V", "Г": "G H", "Ґ": "G", "Ѓ": "G GJ", "Д": "D", "Ђ": "D DJ", "Е": "E", "Ё": "E IO",
    "Є": "IE YE", "Ж": "ZH Z", "З": "Z", "Ѕ": "DZ", "И": "I Y", "І": "I", "Ї": "I YI", "Й": "I Y", "Ј": "J", "К": "K",
    "Ќ": "K KJ", "Л": "L", "Љ": "LJ", "М": "M", "Н": "N", "Њ": "NJ", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T",
    "Ћ": "C", "У": "U", "Ў": "U", "Ф": "F", "Х": "KH H", "Ц": "TS C", "Ч": "CH C", "Џ": "DZ DJ", "Ш": "SH S",
    "Щ": "SHCH SHT", "Ъ": "IE A -", "Ы": "Y", "Ь": "-", "Э": "E", "Ю": "IU YU", "Я": "IA YA", "Ѫ": "U", "Ѵ": "Y",
}  # fmt: skip
"""Table B with its national variants (Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian); `-` where nothing stands."""
_SPELLINGS = MappingProxyType(
    {
        letter: tuple(spelling.strip("-") for spelling in spellings.split())
        for letter, spellings in (_LATIN | _CYRILLIC).items()
    }
)
_APOSTROPHES = "'’‘ʼʻ`´′."
_HYPHENS = "-‐‑‒–—"
_PARTING = f" ,，、·{_HYPHENS}{_APOSTROPHES}"
_BOTH = re.compile(r"\s*[/／|]\s*")
_NO_PART_OF_NAME = re.compile(r"^(?:DR|PROF)\.? |,? \(?(?:GEB|NÉE?|NEE|ÉPOUSE|EP|ÉP|VVE)\.? .*$")
"""Titles and names of birth are printed beside the name and not in the zone."""

Spellings = tuple[str, ...]


def transliterated(name: str) -> str:
    """`name` as a zone would spell it at first choice, words parted by `<`; letters of other scripts stay as they are."""
    return "".join((_spellings(each) or (each,))[0] for each in _pieces(name))


def agrees(printed: str, zone: str, *, cut: bool = False) -> bool | None:
    """Whether `zone` (A-Z, words parted by `<`) is one of the spellings of the printed name.

    `cut` allows what the standard allows a name that is too long for its line (9303-4 §4.2.3): words that end early, and
    words left out. A printed name in two scripts (`ШЕВЧЕНКО/SHEVCHENKO`) agrees where one of them does. None where it is
    in letters the tables do not have.
    """
    answers = [_agrees(part, zone, cut=cut) for part in _BOTH.split(printed) if part.strip()]
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def shortest(printed: str) -> int:
    """How many characters the shortest spelling of a printed name takes in a zone; 0 where it cannot be told."""
    lengths = [
        sum(min(map(len, each)) for each in spelt)
        for part in _BOTH.split(printed)
        if (spelt := _spelt(part)) is not None
    ]
    return min(lengths, default=0)


def _agrees(printed: str, zone: str, *, cut: bool) -> bool | None:
    spelt = _spelt(printed)
    if spelt is None:
        return None
    return _matches_cut(spelt, zone) if cut else _matches(spelt, zone)


def _matches(spelt: Sequence[Spellings], zone: str) -> bool:
    places = {0}
    for spellings in spelt:
        places = {place + len(each) for place in places for each in spellings if zone.startswith(each, place)}
    return len(zone) in places


def _matches_cut(spelt: Sequence[Spellings], zone: str) -> bool:
    """Each word of the zone begins one of the name's words, in their order and the first one the first."""
    words: list[list[Spellings]] = [[]]
    for spellings in spelt:
        if spellings[0] == "<":
            words.append([])
        else:
            words[-1].append(spellings)
    said, left = zone.split("<"), iter(words)
    return _begins(words[0], said[0]) and all(any(_begins(word, each) for word in left) for each in said)


def _begins(word: Sequence[Spellings], text: str) -> bool:
    """Whether `text`, which is not empty, is where some spelling of the word begins."""
    places = {0}
    for spellings in word:
        if text and any(each.startswith(text[place:]) for place in places for each in spellings):
            return True
        places = {place + len(each) for place in places for each in spellings if text.startswith(each, place)}
    return False


@lru_cache(maxsize=8)
def _spelt(printed: str) -> tuple[Spellings, ...] | None:
    """For each piece of the name the ways to spell it; None where one is in a script the tables do not have."""
    plain = _NO_PART_OF_NAME.sub("", unicodedata.normalize("NFC", printed).upper().strip())
    found = tuple(_spellings(piece) for piece in _pieces(plain))
    return found if found and all(found) else None


def _pieces(name: str) -> list[str]:
    """Letters one by one, and whatever stands between words in one piece."""
    plain = unicodedata.normalize("NFC", name).upper().strip().strip(_PARTING)
    return re.findall(f"[{re.escape(_PARTING)}\\s]+|[^{re.escape(_PARTING)}\\s]", plain)


def _spellings(piece: str) -> Spellings:
    return _parting(piece) if piece[0] in _PARTING or piece.isspace() else _of_letter(piece)


def _parting(piece: str) -> Spellings:
    """A blank or comma parts words; hyphens part them and apostrophes join them, but not with every issuer."""
    if any(character in _APOSTROPHES for character in piece):
        return ("", "<")
    return ("<", "") if any(character in _HYPHENS for character in piece) else ("<",)


@lru_cache(maxsize=512)
def _of_letter(letter: str) -> Spellings:
    if letter in _SPELLINGS:
        return _SPELLINGS[letter]
    plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c)).upper()
    if plain in _SPELLINGS:
        return _SPELLINGS[plain]
    return (plain,) if re.fullmatch("[A-Z]+", plain) else ()
