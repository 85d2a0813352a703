"""What the table of fields does not name: legality, unknown keys and unknown members, so that nothing said is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from carddesk.cards.reading import Field
from carddesk.vendors.megvii.datum import MEMBERS, datum, spoken
from carddesk.vendors.megvii.keys import BIRTH, FIELDS, LEGALITY, PORTRAIT, SIDES
from carddesk.vendors.megvii.loose import whole
from carddesk.vendors.said import brief, members

_ABOUT_THE_CALL: Final = frozenset({"result", "request_id", "card_rect", "ERROR", "error", "error_message"})
"""Kept elsewhere in the reading than in its fields."""
_MOST: Final = 200
"""Fields of unknown keys; an answer with more is not one that a person could look through."""
_LONGEST_KEY: Final = 80


def beyond(payload: Mapping[str, object], taken: Iterable[str]) -> Iterator[Field]:
    """A field each, under the service's own key; one that is `taken` gets a star."""
    used = set(taken)
    for theirs, value in islice(_left(payload), _MOST):
        key = brief(theirs)[:_LONGEST_KEY].strip() or "?"
        while key in used:
            key += "*"
        used.add(key)
        said = datum(value)
        yield said.valued(key, key, said.text)


def _left(payload: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, figure in members(payload.get(LEGALITY)).items():
        yield f"{LEGALITY}.{name}", figure
    known = {*FIELDS, *BIRTH, PORTRAIT}
    for theirs, value in payload.items():
        if theirs not in known and theirs not in _ABOUT_THE_CALL and not _kept(theirs, value):
            yield theirs, value
        # {"text": …} is the value itself; beside a documented member, it is more than the document has.
        if spoken(value) is not value:
            yield from ((f"{theirs}.{name}", each) for name, each in members(value).items() if name not in MEMBERS)


def _kept(key: str, value: object) -> bool:
    """Whether the reading says this already in a place of its own."""
    if key == "side":
        return value is None or whole(value) in SIDES
    if key in {"completeness", "time_used"}:
        return value is None or whole(value) is not None
    return key == LEGALITY and isinstance(value, dict)
