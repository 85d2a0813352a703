"""What an answer holds: cards, each with its labels and what is said beside them, however deep they are nested.

The documents show `words_result -> label -> [{word}]` and `results -> "0" -> label -> [{words: [...]}]`, and their tables
show other shapes than their examples. So a card is looked for by its looks: an object whose members are words. What is wrong at
one label, or beside the cards, takes nothing from what is right at another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from carddesk.cards.geometry import Quad
from carddesk.vendors.baidu.places import certainty, place
from carddesk.vendors.said import datum

_DEEPEST = 12
_WORDS = ("words", "word")
_PLACES = ("words_result", "results", "result", "data")
_NUMBERED = "results"
_ELSEWHERE = frozenset({"log_id", "error_code", "error_msg", "error", "error_description"})
_MOST_BESIDE, _LONGEST_BESIDE = 50, 5_000
"""How many such members, and signs in one, a person would look through; what is more is in the raw answer alone."""
_NESTED = (dict, list)
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\uffef\U00020000-\U0003ffff]")
_INDEX = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Said:
    """One entry beside a label: its lines, where it stands and how certain it is, if that is told."""

    lines: tuple[str, ...] = ()
    quad: Quad | None = None
    confidence: float | None = None

    @property
    def text(self) -> str:
        """Its lines as one."""
        return joined(self.lines)


Card = Mapping[str, Sequence[Said]]
"""A label and its entries, in the service's order; a label without words has one empty entry."""


def cards(told: object) -> list[Card] | None:
    """Every card of an answer, in the order of their numbers; None where the answer has no place for cards at all."""
    places = [key for key in _PLACES if isinstance(told.get(key), _NESTED)] if isinstance(told, dict) else []
    if not isinstance(told, dict) or not places:
        return None
    found = (
        (_numbered_cards(told[key]) if key == _NUMBERED else []) or list(_cards_in(told[key], 0)) for key in places
    )
    return [_card(each) for each in next((cards for cards in found if cards), [])]


def beside(told: object) -> Mapping[str, str]:
    """What an answer says besides its cards, as text under the service's own names: `pdf_file_size` and whatever else comes.

    Not what has a place of its own, nor a count of labels that is right.
    """
    if not isinstance(told, dict):
        return {}
    labels = told.get("words_result")
    counted = str(len(labels)) if isinstance(labels, _NESTED) else None
    said = {
        _name(name): datum(value)
        for name, value in told.items()
        if name not in _ELSEWHERE
        and not (name in _PLACES and isinstance(value, _NESTED))
        and not (name == "words_result_num" and datum(value) == counted)
    }
    readable = ((name, text) for name, text in said.items() if text.strip() and len(text) <= _LONGEST_BESIDE)
    return dict(islice(readable, _MOST_BESIDE))


def _numbered_cards(payload: object) -> list[dict[str, object]]:
    """The cards of `"0"`, `"1"` …, each with whatever is said beside the numbers."""
    if not isinstance(payload, dict) or _is_numbered(payload):
        return []
    numbers = {name for name, value in payload.items() if _INDEX.fullmatch(name) and not _has_words(value, 0)}
    found = [card for name in sorted(numbers, key=int) for card in _cards_in(payload[name], 1)]
    rest = {name: value for name, value in payload.items() if name not in numbers}
    return [{**card, **{name: value for name, value in rest.items() if name not in card}} for card in found]


def _cards_in(node: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if (
        isinstance(node, dict)
        and not _is_numbered(node)
        and any(_has_some_words(each, depth) for each in node.values())
    ):
        yield node
        return
    for child in _children(node):
        yield from _cards_in(child, depth + 1)


def _children(node: object) -> Sequence[object]:
    if isinstance(node, dict):
        return [node[key] for key in sorted(node, key=int)] if _is_numbered(node) else list(node.values())
    return node if isinstance(node, list) else ()


def _is_numbered(node: Mapping[str, object]) -> bool:
    return bool(node) and all(_INDEX.fullmatch(key) for key in node)


def _has_some_words(node: object, depth: int) -> bool:
    """Whether something of this stands beside a label, whatever else is among it."""
    if isinstance(node, list) and depth <= _DEEPEST:
        return any(_has_some_words(child, depth + 1) for child in node)
    return _has_words(node, depth)


def _has_words(node: object, depth: int) -> bool:
    """Whether this is what stands beside a label, rather than a card or a list of cards."""
    if isinstance(node, str):
        return True
    if depth > _DEEPEST or not isinstance(node, (dict, list)) or not node:
        return False
    if isinstance(node, dict):
        if any(key in node for key in _WORDS):
            return True
        if not _is_numbered(node):
            return False
    return all(_has_words(child, depth + 1) for child in _children(node))


def _card(node: Mapping[str, object]) -> Card:
    found: dict[str, list[Said]] = {}
    for label, value in node.items():
        for path, entries in _labelled(_name(label), value, 0):
            found.setdefault(path, []).extend(entries)
    return {path: _with_text(entries) for path, entries in found.items()}


def _name(label: str) -> str:
    """A label as it can be shown: one without a sign has a question mark."""
    return datum(label) if label.strip() else "?"


def _labelled(label: str, value: object, depth: int) -> Iterator[tuple[str, list[Said]]]:
    """A label and its entries; a table beside a label gives one for each of its own labels."""
    if isinstance(value, dict) and value and not _has_words(value, 0) and depth <= _DEEPEST:
        for inner, each in value.items():
            yield from _labelled(f"{label} {_name(inner)}", each, depth + 1)
    elif isinstance(value, list) and value and not _has_words(value, 0) and depth <= _DEEPEST:
        for each in value:
            yield from _labelled(label, each, depth + 1)
    else:
        yield label, _said(value, 0)


def _said(node: object, depth: int) -> list[Said]:
    return _with_text(list(_entries(node, depth)))


def _with_text(entries: list[Said]) -> list[Said]:
    """The entries beside a label, those without words left out unless there is no other."""
    return [each for each in entries if each.text] or entries[:1] or [Said()]


def _entries(node: object, depth: int) -> Iterator[Said]:
    if depth > _DEEPEST:
        return
    if isinstance(node, dict) and any(key in node for key in _WORDS):
        lines = next((found for key in _WORDS if any(found := _lines(node.get(key), depth))), ())
        yield Said(lines, place(node), certainty(node))
    elif isinstance(node, list) and not all(isinstance(each, str) for each in node):
        for each in node:
            yield from _entries(each, depth + 1)
    elif isinstance(node, dict) and _is_numbered(node):
        for each in _children(node):
            yield from _entries(each, depth + 1)
    else:
        yield Said(_lines(node, depth))


def _lines(node: object, depth: int) -> tuple[str, ...]:
    if depth > _DEEPEST:
        return ()
    if isinstance(node, str):
        return (datum(node),)
    inner = [node[key] for key in _WORDS if key in node] if isinstance(node, dict) else _children(node)
    return tuple(line for each in inner for line in _lines(each, depth + 1))


def joined(lines: Sequence[str]) -> str:
    """Wrapped lines as one: Chinese without, other scripts with a blank between them."""
    text = ""
    for line in lines:
        tight = not text or not line or _CJK.match(text[-1]) or _CJK.match(line[0])
        text += line if tight else f" {line}"
    return text
