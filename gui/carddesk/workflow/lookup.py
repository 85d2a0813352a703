"""Looking cases up by a value, such as the number on the card: sixteen bytes a case, however long the values."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

_MOST_LATE = 4096
"""So many of those that came later are kept by themselves, before they are sorted in with the others."""


class Lookup:
    """Which cases bear a value. Values are kept as their hashes: a case that is found may bear another one, or bear it no
    more, so whoever asks looks whether it does.
    """

    def __init__(self) -> None:
        self._hashes, self._cases = np.empty(0, np.int64), np.empty(0, np.int64)
        """Sorted by the hash."""
        self._unsorted = array("q"), array("q")
        self._late: dict[str, list[int]] = {}

    def add_all(self, values: Iterable[str | None], case_ids: Iterable[int]) -> None:
        """These cases bear these values."""
        hashes, cases = self._unsorted
        hashes.extend(map(hash, values))
        cases.extend(case_ids)

    def add(self, value: str, case_id: int) -> None:
        """This case bears this value now."""
        known = self._late.setdefault(value, [])
        if case_id not in known:
            known.append(case_id)
        if len(self._late) > _MOST_LATE:
            for each, case_ids in self._late.items():
                self.add_all([each] * len(case_ids), case_ids)
            self._late.clear()

    def discard(self, value: str, case_id: int) -> None:
        """It does no more; the value itself is not kept."""
        known = self._late.get(value, [])
        if case_id in known:
            known.remove(case_id)
        if not known:
            self._late.pop(value, None)

    def find(self, value: str) -> set[int]:
        """The cases that may bear this value."""
        self._sort()
        wanted = hash(value)
        first, last = np.searchsorted(self._hashes, [wanted, wanted + 1])
        return {*self._cases[first:last].tolist(), *self._late.get(value, ())}

    def _sort(self) -> None:
        if self._unsorted[0]:
            hashes = np.concatenate([self._hashes, np.array(self._unsorted[0], np.int64)])
            cases = np.concatenate([self._cases, np.array(self._unsorted[1], np.int64)])
            order = np.argsort(hashes, kind="stable")
            self._hashes, self._cases = hashes[order], cases[order]
            self._unsorted = array("q"), array("q")
