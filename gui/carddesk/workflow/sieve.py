"""The filter of the queue: which cases it lets through, told for one case, and for all of them at once."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import dataclass

from carddesk.cards.case import Status
from carddesk.store.projection import QueueEntry
from carddesk.workflow.filter_words import status_asked
from carddesk.workflow.packed import Block, Pack
from carddesk.workflow.standings import AT_LOOKS, EVERY, LOOKS, OPEN, SHOWN_OPEN, codes_of, look_of, seen_words


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is asked for.

    Attributes:
        words: every one must occur, or the case must stand as `:failed` and the like ask.
        only_open: the undecided ones alone.
        only_looks: those alone that wait for this operator's second or third look.
    """

    words: tuple[str, ...] = ()
    only_open: bool = False
    only_looks: bool = False
    viewer: str = ""

    @classmethod
    def asking(cls, text: str, only_open: bool, only_looks: bool, viewer: str) -> Sieve:
        """What was typed, and chosen."""
        return cls(tuple(text.lower().split()), only_open, only_looks, viewer)

    def __bool__(self) -> bool:
        """Whether anything is kept back."""
        return bool(self.words) or self.only_open or self.only_looks

    def passes(self, entry: QueueEntry) -> bool:
        """Whether it lets this case through."""
        look = look_of(entry, self.viewer)
        if (self.only_looks and not look) or (self.only_open and not look and entry.status not in OPEN):
            return False
        for word in self.words:
            status = status_asked(word)
            if status is not None and entry.status != status:
                return False
            if status is None and word not in seen_words(entry, self.viewer):
                return False
        return True

    def through(self, pack: Pack, but: Collection[int]) -> tuple[array[int], bytearray]:
        """The cases that it lets through, in order, and how they stand; `but` those that are out of sight."""
        asked = [(word, status_asked(word)) for word in self.words]
        words = [word for word, status in asked if status is None]
        codes = self._codes([status for _, status in asked if status is not None])
        ids, standing = array("q"), bytearray()
        for block in pack.blocks:
            if block.codes.translate(None, codes) == block.codes:
                continue  # none stands as is asked
            if not self and not but:
                ids += block.ids
                standing += block.codes
                continue
            for at in self._places(pack, block, words, codes):
                if block.ids[at] not in but:
                    ids.append(block.ids[at])
                    standing.append(block.codes[at])
        return ids, standing

    def _codes(self, statuses: list[Status]) -> bytes:
        """The codes of those that stand as is asked."""
        wanted = set(EVERY)
        for status in statuses:
            wanted &= set(codes_of(status))
        if self.only_open:
            wanted &= set(SHOWN_OPEN)
        if self.only_looks:
            wanted &= set(LOOKS)
        return bytes(sorted(wanted))

    def _places(self, pack: Pack, block: Block, words: list[str], codes: bytes) -> list[int]:
        places = [at for at, code in enumerate(block.codes) if code in codes]
        if not words:
            return places
        # What is said of a card is not searched as long as this operator must not know it.
        veiled = set(AT_LOOKS).intersection(block.codes)
        seen = {at for at in places if block.codes[at] in veiled and self.passes(pack.entry(block.ids[at]))}
        for word in words:
            having = set(block.having(word))
            places = [at for at in places if at in having or block.codes[at] in veiled]
        return [at for at in places if at in seen or block.codes[at] not in veiled]
