"""Fictional cards, drawn and photographed, with the true text and quad of every field.

`specimen(seed, "moderate")` is one photograph of the endless series; `photograph([draw("passport", "page", 7)], 7, "hard",
rotation=90)` chooses what is seen and how. `python -m tests.specimens OUT_DIR --quads` writes some to look at.
The keys of a certificate are the labels it prints, its title is `标题`, and its values are as printed; the values of all
other documents are in normal form.
"""

from .conditions import Difficulty
from .drawing import KINDS, draw
from .photograph import photograph
from .series import specimen
from .truth import Point, Quad, Specimen, TrueCard, TrueField

__all__ = [
    "KINDS", "Difficulty", "Point", "Quad", "Specimen", "TrueCard", "TrueField", "draw", "photograph", "specimen",
]  # fmt: skip
