"""Fictional cards, drawn and photographed, with the true text and quad of every field."""

from .conditions import Difficulty
from .drawing import KINDS, draw
from .photograph import photograph
from .series import specimen
from .truth import Point, Quad, Specimen, TrueCard, TrueField

__all__ = [
    "KINDS", "Difficulty", "Point", "Quad", "Specimen", "TrueCard", "TrueField", "draw", "photograph", "specimen",
]  # fmt: skip
