"""The endless series of specimens: seed after seed it goes evenly through all kinds of card."""

from .chance import Chance
from .drawing import KINDS, draw
from .photograph import Difficulty, photograph
from .truth import Specimen

_FACES = tuple(dict.fromkeys(kind[:2] for kind in KINDS))


def specimen(seed: int, difficulty: Difficulty) -> Specimen:
    """A photographed card whose kind goes round with the seed; the seed chooses rotation and all else."""
    document, face = _FACES[seed % len(_FACES)]
    return photograph([draw(document, face, seed)], seed, difficulty)
