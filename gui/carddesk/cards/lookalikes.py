"""Look-alikes: characters that a reader confuses, put right where the position leaves no doubt (logic-rules §7)."""

from __future__ import annotations

import unicodedata

_FOR_DIGIT = {
    **dict.fromkeys("OoQDU〇○", "0"),
    **dict.fromkeys("Il|!", "1"),
    "Z": "2",
    "A": "4",
    "S": "5",
    **dict.fromkeys("Gb", "6"),
    "T": "7",
    "B": "8",
    **dict.fromkeys("gq", "9"),
}
_FOR_LETTER = {"0": "O", "1": "I", "2": "Z", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B"}
_DIGITS_ALIKE = ("0869", "174", "385", "56", "27")
CROSSES = "XxXx×✕✖ХхΧχ"
"""Latin, full-width, multiplication signs, Cyrillic and Greek: all stand for the check character X."""

_TO_DIGIT = str.maketrans(_FOR_DIGIT)
_TO_LETTER = str.maketrans(_FOR_LETTER)


def as_digits(text: str) -> str:
    """`text` with every character that can only be a digit in a digit's place put right; the length stays."""
    return text.translate(_TO_DIGIT)


def as_letters(text: str) -> str:
    """`text` with every digit that can only be a letter in a letter's place put right; the length stays."""
    return text.translate(_TO_LETTER)


def twin(character: str) -> str | None:
    """The letter that looks like this digit, or the digit that looks like this letter."""
    return _FOR_LETTER.get(character) or _FOR_DIGIT.get(character)


def digits_like(digit: str) -> str:
    """The other digits that one is taken for, those of the closest likeness first; empty for what is no digit."""
    alike = "".join(group for group in _DIGITS_ALIKE if digit and digit in group)
    return "".join(dict.fromkeys(alike.replace(digit, ""))) if alike else ""


def half_width(text: str) -> str:
    """`text` with full-width and compatibility forms made plain (NFKC), one character for one, so that spans stay."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
