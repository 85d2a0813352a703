"""The endless series of specimens: seed after seed it goes evenly through all kinds of card."""

from itertools import count

from .chance import Chance
from .conditions import Difficulty
from .drawing import KINDS, draw
from .photograph import photograph
from .truth import Specimen

_FACES = tuple(dict.fromkeys(kind[:2] for kind in KINDS))
"""Each document and face once, whatever the number of its versions."""

_SERIES = (*_FACES, "certificates", *_FACES, "faces")
"""One round of the series: every face twice, two certificates in one image, and both faces of a resident card."""


def specimen(seed: int, difficulty: Difficulty) -> Specimen:
    """A photographed card, or two in one image, whose kind goes round with the seed; the seed chooses all else."""
    turn = _SERIES[seed % len(_SERIES)]
    if turn == "certificates":
        kind = Chance(seed, "series").pick(("electrician", "electrician", "health", "guide"))
        first = draw("certificate", "page", seed, kind)
        others = (draw("certificate", "page", seed + step, kind) for step in count(10_000_019))
        cards = [first, next(other for other in others if other.image.size == first.image.size)]
    elif turn == "faces":
        cards = [draw("resident_id", face, seed) for face in ("portrait", "emblem")]
    else:
        cards = [draw(*turn, seed)]
    return photograph(cards, seed, difficulty)
