"""The endless series of specimens: seed after seed it goes evenly through all kinds of card."""

from itertools import count

from .chance import Chance
from .conditions import Difficulty
from .drawing import KINDS, draw
from .photograph import photograph
from .truth import Specimen

_FACES = tuple(dict.fromkeys(kind[:2] for kind in KINDS))
"""Each document and face once, whatever the number of its versions."""

_TWO_CERTIFICATES, _BOTH_FACES = ("certificate", "two"), ("resident_id", "both")
_SERIES = (*_FACES, _TWO_CERTIFICATES, *_FACES, _BOTH_FACES)
"""One round of the series: every face twice, two certificates in one image, and both faces of a resident card."""


def specimen(seed: int, difficulty: Difficulty) -> Specimen:
    """A photographed card, or two in one image, whose kind goes round with the seed; the seed chooses all else."""
    document, face = _SERIES[seed % len(_SERIES)]
    if (document, face) == _TWO_CERTIFICATES:
        cards = two_certificates(seed, Chance(seed, "series").pick(("electrician", "electrician", "health", "guide")))
    elif (document, face) == _BOTH_FACES:
        cards = [draw("resident_id", one, seed) for one in ("portrait", "emblem")]
    else:
        cards = [draw(document, face, seed)]
    return photograph(cards, seed, difficulty)


def two_certificates(seed: int, version: str) -> list[Specimen]:
    """Two certificates of one kind and one size, of different people."""
    first = draw("certificate", "page", seed, version)
    others = (draw("certificate", "page", seed + step, version) for step in count(10_000_019, 10_000_019))
    return [first, next(other for other in others if other.image.size == first.image.size)]
