"""Words that stand on cards and hardly anywhere else: labels, titles, machine-readable lines."""

from __future__ import annotations

import re
from functools import cache

from carddesk.reader.certificate import is_common_label
from carddesk.reader.labels import plain
from carddesk.reader.layouts import layouts

_ZONE = re.compile(r"(?=.*<<)[A-Z0-9<]{20,}")
_VALUE = re.compile(r"\d{17}[\dXx]|[A-Z]{3}\d{12}|\d{4}年\d{1,2}月\d{1,2}日|公安局|\d{4}\.\d\d\.\d\d-(?:\d{4}|长期)")
"""What stands on cards without a label that says so: numbers of persons, dates of birth, periods of validity."""
_SHORTEST = 2


def is_known(text: str) -> bool:
    """Whether a line holds a card's label or title, or is a line of a machine-readable zone."""
    packed = re.sub(r"^\d{1,2}[.)]", "", plain(text.replace(" ", "")))
    if _ZONE.fullmatch(text.replace(" ", "").upper()) or _VALUE.search(text.replace(" ", "")):
        return True
    return any(packed.startswith(words) for words in _words()) or is_common_label(re.split("[:：]", packed)[0])


def label_of(text: str) -> str:
    """The card's label with which a line begins, without blanks; empty for one that begins with none."""
    packed = plain(text.replace(" ", ""))
    begun = [words for words in _words() if packed.startswith(words)]
    head = re.split("[:：]", packed)[0]
    return max(begun, key=len, default=head if is_common_label(head) else "")


def face_of(text: str) -> str | None:
    """The face of a two-faced card on which alone a line's label stands; None for a label that tells nothing."""
    return _faces().get(label_of(text))


def is_telling(text: str) -> bool:
    """Whether a line is the title of one document alone."""
    packed = plain(text.replace(" ", ""))
    return any(plain(words).replace(" ", "") in packed for layout in layouts() for words in layout.telling)


@cache
def _faces() -> dict[str, str]:
    """Labels that stand on one face alone of the documents that have two, and on no document that has one."""
    faces: dict[str, set[str]] = {}
    for layout in layouts():
        documents = {each.face for each in layouts() if each.document == layout.document}
        for words in (*layout.titles, *(words for slot in layout.slots for words in slot.labels)):
            faces.setdefault(plain(words).replace(" ", ""), set()).add(layout.face if len(documents) > 1 else "")
    two_faced = {words: found - {""} for words, found in faces.items()}
    return {words: next(iter(found)) for words, found in two_faced.items() if len(found) == 1}


@cache
def _words() -> tuple[str, ...]:
    said = [words for layout in layouts() for slot in layout.slots for words in slot.labels]
    said += [words for layout in layouts() for words in layout.titles]
    return tuple({plain(words).replace(" ", "") for words in said if len(words) >= _SHORTEST})
