"""Which of the cards found in an image belongs to which case. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading


def matched(
    readings: Sequence[Reading], cases: Sequence[int], known: Mapping[int, Quad | None], indexes: Mapping[int, int]
) -> tuple[dict[int, Reading], list[Reading]]:
    """Give each reading to the case about the same card; the readings left over are of cards without a case.

    The same card is the one that lies at the same place: where both outlines are known the centre of each lies within
    the other. What that leaves goes by the number of the card in the image, and a single case takes a single card.

    Args:
        readings: what was found in one page, in reading order.
        cases: the cases about cards on that page, in order.
        known: the outline of each case's card where an earlier reading gave one.
        indexes: the number of each case's card in the image, from 0.
    """
    given: dict[int, Reading] = {}
    left = list(readings)
    for case_id in cases:
        there = next((each for each in left if _same_place(known.get(case_id), each.card_quad)), None)
        if there is not None:
            given[case_id] = there
            left.remove(there)
    for case_id in cases:
        if case_id in given or (known.get(case_id) is not None and len(cases) > 1):
            continue
        numbered = next((each for each in left if each.index == indexes[case_id]), None)
        chosen = numbered or (left[0] if left and len(cases) == 1 else None)
        if chosen is not None:
            given[case_id] = chosen
            left.remove(chosen)
    return given, left


def _same_place(before: Quad | None, now: Quad | None) -> bool:
    return before is not None and now is not None and before.contains(now.centre) and now.contains(before.centre)
