"""Finding printed labels in lines of text, read rightly or nearly so, and cutting lines at them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from carddesk.reader.lines import Line

_EDGE = " \t　:：/|.·,，、-—_"
_WIDE_GAP = 0.9
_LEAST_AGAIN = 4
_SHORT_LATIN = re.compile(r"[ -~]{1,5}")
_CJK_FIVE = re.compile(r"[\u4e00-\u9fff]{5,8}$")
_CJK_LABEL = re.compile(r"[^\u4e00-\u9fff][\u4e00-\u9fff]{4,}")
"""A label too long to be in an address, right after a figure or a letter."""
_LEAD_IN = re.compile(r"\W*\d{0,2}\W*|.*/\s*")
"""What may stand before a label and belong to it: its number on the page, or the same in another language."""
_SAME_AGAIN = re.compile(r"\s*(?:/\s*\D{2,}?)?\s*(?:\(\d{1,2}\))?$")
"""What stands after a label when it is said again in another language, or bears its number on the page."""
_OTHER_TONGUE = re.compile(r"(?=.{2,40}$)\W*\d{0,2}\W*[^\d<]*/\s*|[^<]{1,6}/\s*")
"""What stands before a label that is said in another language first; small print of two or three characters is often
read as anything."""
_DRAWN_ALIKE = str.maketrans("015", "ois")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as a document prints it.

    Attributes:
        slot: which of the layout's slots it announces.
        words: its text; more than one spelling of a label are more than one Label.
        at: about where it stands, in percent of the card's width and height (its left end, its middle), if known.
    """

    slot: int
    words: str
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a line: a label (`slot` says whose) or, with `slot` None, something printed as a value."""

    line: Line
    slot: int | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    stop: int
    slot: int
    errors: int
    length: int


def cut(line: Line, labels: Sequence[Label], size: tuple[float, float]) -> list[Token]:
    """The line's labels and what stands between them, in order; `size` is the card's width and height in its pixels."""
    tokens: list[Token] = []
    done = 0
    for match in _accepted(line, labels, size):
        start = match.start
        if done or not _LEAD_IN.fullmatch(line.text[:start]):
            tokens += _value(line, done, start)
        else:
            start = 0
        done = match.stop
        if _SAME_AGAIN.match(line.text[done:]) or _says_again(line.text[done:], match.slot, labels):
            done = len(line.text)
        tokens.append(Token(line.part(start, done), match.slot, match.errors == 0))
    return tokens + _value(line, done, len(line.text))


def _says_again(rest: str, slot: int, labels: Sequence[Label]) -> bool:
    """Whether the rest of a line is another spelling of the label before it, whatever has become of the stroke between."""
    bare = _letters(rest)
    if len(bare) < _LEAST_AGAIN:
        return False
    allowed = len(bare) // 5
    return any(label.slot == slot and distance(bare, _letters(label.words), allowed) <= allowed for label in labels)


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    """Text as it is compared, without blanks and marks."""
    return "".join(character for character in plain(text) if character.isalnum())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text as it is compared: full-width forms and accents made plain, lower case; as many characters as before."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    simple = unicodedata.normalize("NFKD", character)
    return simple[0].lower() if simple and len(simple[0].lower()) == 1 else character


def _value(line: Line, start: int, stop: int) -> list[Token]:
    if stop <= start:
        return []
    part = line.part(start, stop)
    stripped = part.stripped(_EDGE if start else " \t　:：")
    return [Token(stripped)] if stripped.text else []


def _accepted(line: Line, labels: Sequence[Label], size: tuple[float, float]) -> list[_Match]:
    """Matches that do not overlap, the surest and longest first, in the order of the line."""
    packed, places = _packed(line.text)
    found = [match for label in labels if (match := _match(line, packed, places, label, size))]
    kept: list[_Match] = []
    for match in sorted(found, key=lambda each: (each.errors > 0, -each.length, each.errors, each.start)):
        if all(match.stop <= other.start or match.start >= other.stop for other in kept):
            kept.append(match)
    kept.sort(key=lambda each: each.start)
    return [match for place, match in enumerate(kept) if _may_start(line, kept[place - 1].stop if place else 0, match)]


def _may_start(line: Line, before: int, match: _Match) -> bool:
    """A label stands at the start, soon after another label's short value, or after a gap; else it is part of a value."""
    if not before and match.length > 2 and _OTHER_TONGUE.fullmatch(line.text[: match.start]):
        return True
    if match.errors == 0 and _CJK_LABEL.fullmatch(line.text[match.start - 1 : match.stop]):
        return True
    between = line.text[before : match.start].strip(_EDGE)
    if len(between) <= 4 and (before or not between):
        return True
    if match.length <= 2 and not before:
        return _gap_before(line, match.start) and match.errors == 0
    return _gap_before(line, match.start)


def _gap_before(line: Line, place: int) -> bool:
    if not place or line.text[place - 1].isspace():
        return True
    pitch = line.height / max(line.quad.width, 1.0)
    return line.centres[place] - line.centres[place - 1] > (1 + _WIDE_GAP) * pitch


def _packed(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, without blanks, and where each of its characters stands in the line."""
    places = [place for place, character in enumerate(text) if not character.isspace()]
    return "".join(_plain(text[place]) for place in places), places


def _match(line: Line, packed: str, places: list[int], label: Label, size: tuple[float, float]) -> _Match | None:
    words = plain(label.words).replace(" ", "")
    spot = _where(packed, words)
    if spot is None:
        return None
    start, stop, errors = spot
    match = _Match(places[start], places[stop - 1] + 1, label.slot, errors, len(words))
    if label.at is not None and not _near(line.part(match.start, match.stop), label.at, size, 14 if errors == 0 else 7):
        return None
    if errors and len(words) <= 3 and label.at is None:
        return None
    return match


def _where(packed: str, words: str) -> tuple[int, int, int] | None:
    """Start, stop and number of wrong characters of the best place for the words, if they are there at all."""
    start = packed.find(words)
    if start < 0 and words.isascii():
        start = packed.translate(_DRAWN_ALIKE).find(words)
    if start >= 0:
        return start, start + len(words), 0
    # A Chinese label of five characters is unlike all others in any three of them; Latin words are not, and short ones
    # of those are like the beginnings of names.
    allowed = 2 if _CJK_FIVE.match(words) else 1 if len(words) < 12 else len(words) // 6
    if len(words) < 2 or _SHORT_LATIN.fullmatch(words) or (len(words) <= 3 and len(packed) > len(words) + 1):
        return None
    # Each wrong character spoils two pairs of neighbours at most; comparing only where enough are left saves most work.
    if len(words) > 3 and sum(pair in packed for pair in _neighbours(words)) < len(words) - 1 - 2 * allowed:
        return None
    best: tuple[int, int, int] | None = None
    for length in (len(words), len(words) - 1, len(words) + 1):
        for start in range(len(packed) - length + 1):
            errors = distance(packed[start : start + length], words, allowed)
            if errors <= allowed and (best is None or errors < best[2]):
                best = (start, start + length, errors)
    return best


@lru_cache(maxsize=1024)
def _neighbours(words: str) -> tuple[str, ...]:
    return tuple(first + second for first, second in pairwise(words))


def distance(one: str, other: str, limit: int) -> int:
    """How many characters must be changed, added or dropped to make one the other; `limit` + 1 for any more than that."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for place, character in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (character != wanted)),
            )
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _near(line: Line, at: tuple[float, float], size: tuple[float, float], percent: float) -> bool:
    x, y = line.left / size[0] * 100, line.middle / size[1] * 100
    return abs(x - at[0]) <= percent and abs(y - at[1]) <= percent
