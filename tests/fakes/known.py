"""Images whose truth a fake service knows, so that it answers about the card that is really in them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence

from tests.specimens import TrueCard
from tests.specimens.samples import FOLDER, SAMPLES, Sample


class Known:
    """The cards of images by their bytes: those that were added, and the sample cards that come with the program.

    A sample's truth is drawn when it is first asked for, which takes a second or two.
    """

    def __init__(self) -> None:
        self._cards: dict[str, tuple[TrueCard, ...]] = {}
        self._samples: dict[str, Sample] = {}
        self._lock = threading.Lock()
        for sample in SAMPLES:
            if (path := FOLDER / sample.name).is_file():
                self._samples[_digest(path.read_bytes())] = sample

    def add(self, data: bytes, cards: Sequence[TrueCard]) -> None:
        """From now on these bytes show these cards."""
        with self._lock:
            self._cards[_digest(data)] = tuple(cards)

    def cards(self, data: bytes) -> tuple[TrueCard, ...]:
        """What the image shows; nothing where it is unknown."""
        key = _digest(data)
        with self._lock:
            if key not in self._cards and key in self._samples:
                self._cards[key] = self._samples[key].pages()[0].cards
            return self._cards.get(key, ())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
