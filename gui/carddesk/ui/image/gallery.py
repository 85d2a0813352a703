"""The gallery: pictures kept ready, so that going to the next case or back waits for nothing. Small, and emptied when memory is short."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable

from carddesk.ui.image.memory import available_bytes
from carddesk.ui.image.picture import Address, Picture

MAX_BYTES = 512 * 1024 * 1024
"""Four pictures of 12 megapixels with their pyramids; the one at hand stays however large it is."""
MAX_EACH_BYTES = 256 * 1024 * 1024
"""A larger one is not got ready: it comes small first, as any that was not expected."""
SPARE_BYTES = 768 * 1024 * 1024
"""Where the machine has less left than this, nothing but the picture at hand is kept."""


class Gallery:
    """Pictures by address. Whatever it lets go of is given back to the caller, who frees it off the event loop."""

    def __init__(self, available: Callable[[], int | None] = available_bytes) -> None:
        self._available = available
        self._pictures: OrderedDict[Address, Picture] = OrderedDict()

    def __contains__(self, address: object) -> bool:
        return address in self._pictures

    @property
    def addresses(self) -> tuple[Address, ...]:
        """What is ready, the longest unused first."""
        return tuple(self._pictures)

    @property
    def short(self) -> bool:
        """Whether the machine has no memory to spare for what may never be looked at."""
        left = self._available()
        return left is not None and left < SPARE_BYTES

    def get(self, address: Address) -> Picture | None:
        """The picture at this address, if it is ready."""
        if address in self._pictures:
            self._pictures.move_to_end(address)
        return self._pictures.get(address)

    def put(self, picture: Picture, at_hand: Address | None, wanted: Iterable[Address] = ()) -> list[Picture]:
        """Keep this one; what had to go for it. `at_hand` is never let go, and those `wanted` last."""
        replaced = self._pictures.pop(picture.address, None)
        self._pictures[picture.address] = picture
        gone = [] if replaced is None else [replaced]
        return gone + self.trim(at_hand, wanted)

    def trim(self, at_hand: Address | None, wanted: Iterable[Address] = ()) -> list[Picture]:
        """Let go of what there is no room for."""
        likely = set(wanted)
        room = 0 if self.short else MAX_BYTES
        gone = []
        for unwanted in (True, False):
            for address in tuple(self._pictures):
                total = sum(each.nbytes for each in self._pictures.values())
                if total > room and address != at_hand and (address not in likely) is unwanted:
                    gone.append(self._pictures.pop(address))
        return gone
