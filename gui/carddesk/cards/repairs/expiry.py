"""The last day of a card, from its first and the lengths of validity that the law knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from carddesk.cards import validity
from carddesk.cards.checks import Card
from carddesk.cards.checks.days import day_of
from carddesk.cards.checks.validity import law_of, lawful_ends
from carddesk.cards.repairs.contract import Repair, Repairer

_KEY = "expiry_date"


def _by_law(card: Card) -> Iterator[Repair]:
    """Where the last day is empty, impossible, or not what the law says; what looks most like it comes first."""
    spec = card.document.spec(_KEY)
    start, law = day_of(card, "issue_date"), law_of(card)
    if spec is None or spec.face not in card.faces or start is None or law is None:
        return
    ends = lawful_ends(card, law, start)
    standing = day_of(card, _KEY)
    if standing in ends:
        return
    printed = card.value(_KEY)
    for end in sorted(ends, key=lambda end: -_alike(printed, end)):
        yield Repair(
            _KEY, end.isoformat(), "As the law says of a card that begins on {start}", (("start", f"{start}"),)
        )


def _alike(printed: str, end: date) -> float:
    """0..1, how much of what was read is what this end would print; 0 where nothing was read."""
    text = "长期" if end == date.max else f"{end:%Y%m%d}"
    said = re.sub(r"\W", "", printed)
    if len(said) == len(text):
        return sum(a == b for a, b in zip(said, text, strict=True)) / len(text)
    return SequenceMatcher(None, said, text, autojunk=False).ratio() if said else 0.0


REPAIRERS = (
    Repairer(
        "expiry_by_law",
        "Works out the last day from the first and the lengths of validity that the law knows",
        _by_law,
        "居民身份证法 §5; 国办发〔2018〕81号 §6; 公安部 外交部令第74号 §21; 护照法 §7",
        frozenset({*validity.LAWS, "passport"}),
    ),
)
