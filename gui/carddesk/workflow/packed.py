"""Cases in brief, packed: a few hundred bytes each, in blocks that are never changed, only replaced; so whatever was taken of
them once stays as it was, and a change costs one block, however many there are.
"""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from carddesk.store.projection import Place, QueueEntry

BLOCK = 128
"""Cases of a block as it is made; it is cut in two when it has twice as many."""
_OPENED = 24
"""Blocks whose entries are kept at hand: more than a window shows and those around it."""
_SEARCH, _STATUS = map(QueueEntry._fields.index, ("search", "status"))
_END = "\0"
"""Between the words of one case and the next: no file name or field can hold it, and no word of a filter."""

Ids = Sequence[int]
CodesOf = Callable[[Sequence[QueueEntry]], bytes]
"""How cases stand, as small numbers."""


class Block:
    """Neighbours in the queue.

    Attributes:
        ids: their numbers, in order.
        codes: how each stands.
    """

    __slots__ = ("_packed", "_words", "codes", "ids")

    def __init__(self, entries: Sequence[QueueEntry], codes_of: CodesOf) -> None:
        columns: list[Sequence[Any]] = list(zip(*entries, strict=True))
        self.ids = array("q", columns[0])
        self.codes = codes_of(entries)
        words = columns.pop(_SEARCH)
        self._words = _END.join(words)
        if self._words.count(_END) >= len(words):
            self._words = _END.join(each.replace(_END, " ") for each in words)
        columns[_STATUS] = list(map(str, columns[_STATUS]))  # members of an enumeration cannot be packed
        if not any(columns[-1]):
            columns.pop()  # few pages have frames
        self._packed = marshal.dumps(columns)

    def entries(self) -> list[QueueEntry]:
        """What was packed."""
        columns = marshal.loads(self._packed)  # noqa: S302 - packed above, in this process
        columns.insert(_SEARCH, self._words.split(_END))
        if len(columns) < len(QueueEntry._fields):
            columns.append([None] * len(self.ids))
        return list(map(QueueEntry._make, zip(*columns, strict=True)))

    def having(self, word: str) -> list[int]:
        """The places in the block of those in whose words this one occurs."""
        if word not in self._words:
            return []
        return [at for at, words in enumerate(self._words.split(_END)) if word in words]


class Kin:
    """What packs share that come from each other.

    Attributes:
        codes_of: says how cases stand.
        places: of the cases that do not stand by their number alone; a case keeps the one that it was given once.
    """

    def __init__(self, codes_of: CodesOf) -> None:
        self.codes_of = codes_of
        self.places: dict[int, Place] = {}
        self._opened: OrderedDict[Block, list[QueueEntry]] = OrderedDict()

    def entries(self, block: Block) -> list[QueueEntry]:
        """What is in a block; not to be changed. Those looked into last stay at hand."""
        found = self._opened.get(block)
        if found is None:
            found = block.entries()
        self.keep(block, found)
        return found

    def keep(self, block: Block, entries: list[QueueEntry]) -> None:
        """This is what is in it, and it is looked into now."""
        self._opened[block] = entries
        self._opened.move_to_end(block)
        if len(self._opened) > _OPENED:
            self._opened.popitem(last=False)

    def forget(self, blocks: Iterable[Block]) -> None:
        """These are no more: nothing of them is to stay in memory."""
        for block in blocks:
            self._opened.pop(block, None)

    def note_places(self, entries: Iterable[QueueEntry]) -> None:
        """These cases are there."""
        for case_id, anchor, rank in [each[:3] for each in entries if each[0] != each[1] or each[2]]:
            self.places[case_id] = (anchor, rank, case_id)


class Pack:
    """All cases there are, in the order of the queue, as they stood at one moment."""

    __slots__ = ("_firsts", "_kin", "blocks")

    def __init__(self, kin: Kin, blocks: tuple[Block, ...] = (), firsts: tuple[Place, ...] = ()) -> None:
        """Not for callers: see `of`."""
        self._kin = kin
        self._firsts = firsts
        self.blocks = blocks

    @classmethod
    def of(cls, entries: Iterable[QueueEntry], codes_of: CodesOf, seen: Callable[[Sequence[QueueEntry]], None]) -> Pack:
        """These entries; quick where they come in order. `seen` is told of each few of them, once."""
        made = cls(Kin(codes_of))
        blocks: list[Block] = []
        last: Place = (-1, -1, -1)
        late: list[QueueEntry] = []
        for group in _groups(entries):
            seen(group)
            places = list(map(_place, group))
            made._kin.note_places(group)
            if places[0] > last and all(map(tuple.__lt__, places, places[1:])):
                blocks.append(Block(group, codes_of))
                last = places[-1]
            else:
                late += group
        pack = made._next(0, 0, blocks)
        for entry in late:
            pack = pack.having(entry)
        return pack

    def place_of(self, case_id: int) -> Place:
        """Where a case stands, or would stand."""
        return self._kin.places.get(case_id) or (case_id, 0, case_id)

    def __contains__(self, case_id: object) -> bool:
        return isinstance(case_id, int) and self._find(case_id) is not None

    def entry(self, case_id: int) -> QueueEntry:
        """A case in brief.

        Raises:
            KeyError: there is no such case.
        """
        found = self._find(case_id)
        if found is None:
            raise KeyError(case_id)
        number, at = found
        return self._kin.entries(self.blocks[number])[at]

    def beside(self, case_id: int, step: int) -> QueueEntry | None:
        """The case so many places further; None where there is none."""
        found = self._find(case_id)
        if found is None:
            raise KeyError(case_id)
        number, at = found[0], found[1] + step
        while at < 0 and number > 0:
            number -= 1
            at += len(self.blocks[number].ids)
        while number < len(self.blocks) - 1 and at >= len(self.blocks[number].ids):
            at -= len(self.blocks[number].ids)
            number += 1
        ids = self.blocks[number].ids
        return self._kin.entries(self.blocks[number])[at] if 0 <= at < len(ids) else None

    def onwards(self, case_id: int, *, back: bool = False) -> Iterator[QueueEntry]:
        """Those behind a case, the nearest first; with `back` those before it.

        Raises:
            KeyError: there is no such case.
        """
        found = self._find(case_id)
        if found is None:
            raise KeyError(case_id)
        number, at = found
        here = self._kin.entries(self.blocks[number])
        yield from reversed(here[:at]) if back else here[at + 1 :]
        for block in reversed(self.blocks[:number]) if back else self.blocks[number + 1 :]:
            yield from reversed(self._kin.entries(block)) if back else self._kin.entries(block)

    def entries(self) -> Iterator[QueueEntry]:
        """All of them, in order."""
        for block in self.blocks:
            yield from block.entries()

    def having(self, entry: QueueEntry) -> Pack:
        """As this one, with this case, or with what is new about it."""
        self._kin.note_places([entry])
        if not self.blocks:
            return self._next(0, 0, [Block([entry], self._kin.codes_of)])
        place = self.place_of(entry.case_id)
        number = max(bisect_right(self._firsts, place) - 1, 0)
        entries = list(self._kin.entries(self.blocks[number]))
        at = bisect_left(entries, place, key=_place)
        there = at < len(entries) and entries[at].case_id == entry.case_id
        entries[at : at + there] = [entry]
        return self._with(number, entries)

    def without(self, case_id: int) -> Pack:
        """As this one, without this case.

        Raises:
            KeyError: there is no such case.
        """
        found = self._find(case_id)
        if found is None:
            raise KeyError(case_id)
        number, at = found
        entries = list(self._kin.entries(self.blocks[number]))
        del entries[at]
        return self._with(number, entries)

    def otherwise(self, before: Pack) -> list[int]:
        """The cases that are in both, and look otherwise here."""
        if self.blocks is before.blocks:
            return []
        then = set(before.blocks)
        changed = []
        for block in self.blocks:
            if block not in then:
                known = {each: before.entry(each) for each in block.ids if each in before}
                entries = self._kin.entries(block)
                changed += [each.case_id for each in entries if known.get(each.case_id, each) != each]
        return changed

    def _find(self, case_id: int) -> tuple[int, int] | None:
        """Number of the block, and place in it."""
        number = bisect_right(self._firsts, self.place_of(case_id)) - 1
        if number < 0:
            return None
        try:
            return number, self.blocks[number].ids.index(case_id)
        except ValueError:
            return None

    def _with(self, number: int, entries: list[QueueEntry]) -> Pack:
        half = len(entries) // 2
        parts = [entries] if len(entries) <= 2 * BLOCK else [entries[:half], entries[half:]]
        made = [(Block(each, self._kin.codes_of), each) for each in parts if each]
        following = self._next(number, 1, [block for block, _ in made])
        for block, unpacked in made:
            self._kin.keep(block, unpacked)
        return following

    def _next(self, number: int, gone: int, come: Sequence[Block]) -> Pack:
        """The pack that follows, with other blocks from this number on."""
        self._kin.forget(self.blocks[number : number + gone])
        blocks = (*self.blocks[:number], *come, *self.blocks[number + gone :])
        firsts = (self.place_of(block.ids[0]) for block in come)
        return Pack(self._kin, blocks, (*self._firsts[:number], *firsts, *self._firsts[number + gone :]))


_place: Callable[[QueueEntry], Place] = itemgetter(1, 2, 0)


def _groups(entries: Iterable[QueueEntry]) -> Iterator[list[QueueEntry]]:
    left = iter(entries)
    while group := list(islice(left, BLOCK)):
        yield group
