"""How often the engine finds where a value stands that another service has read: specimens whose values are given, quads are not.

A field counts as located when each of the four edges of its quad, at its middle, is within a tenth of the true quad's height
of the true edge, measured square to it in the field's own frame, however the card lies.
"""

from __future__ import annotations

import argparse
import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from carddesk.cards.documents import documents
from carddesk.cards.geometry import Quad
from carddesk.cards.normal import normalise
from carddesk.cards.places import Places
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ServiceError
from carddesk.imaging.rectify import homography, through
from carddesk.reader.locating import located
from carddesk.reader.recognise import seen_cards
from tests.accuracy.run import TODAY, engine_and_finder
from tests.specimens import Difficulty, specimen
from tests.specimens.truth import TrueCard, TrueField

WITHIN = 0.1
"""Of the field's height."""
_ASTRAY = 1.0
_IDEOGRAPHS = "一丁天地玄黄宇宙洪荒日月盈昃"


@dataclass(frozen=True, slots=True)
class Found:
    """One field: what it was said to be, and how far its edges are off in heights (left, top, right, bottom); None where not found."""

    seed: int
    document: str
    truth: TrueField
    said: str
    off: tuple[float, float, float, float] | None

    @property
    def good(self) -> bool:
        """Whether it was found, and close enough."""
        return self.off is not None and max(self.off) <= WITHIN

    @property
    def astray(self) -> bool:
        """Whether it was found somewhere else."""
        return self.off is not None and max(self.off) > _ASTRAY

    def __str__(self) -> str:
        edges = " ".join(f"{edge:.2f}" for edge in self.off) if self.off else "not found"
        return f"seed {self.seed} {self.document} {self.truth.key} {self.truth.text!r} said {self.said!r}: {edges}"


def run(difficulty: Difficulty, seeds: range) -> tuple[list[Found], list[Found]]:
    """Every field of these specimens with true values, and with one or two wrong characters; each picture is looked at once."""
    true: list[Found] = []
    spoilt: list[Found] = []
    engine, finder = engine_and_finder()
    for seed in seeds:
        drawn = specimen(seed, difficulty)
        pixels = np.asarray(drawn.image)
        try:
            seen = seen_cards(pixels, engine, finder, today=TODAY)
        except ServiceError:
            seen = []
        chance = random.Random(zlib.crc32(f"{difficulty} {seed}".encode()))
        for into, spoiler in ((true, None), (spoilt, chance)):
            said = [_reading(card, spoiler) for card in drawn.cards]
            found = located(said, seen, pixels, TODAY)
            parts = zip(drawn.cards, said, found, strict=True)
            into.extend(each for part in parts for each in _held(seed, *part))
    return true, spoilt


def share(found: Sequence[Found]) -> float:
    """The share of fields that were located."""
    return sum(each.good for each in found) / len(found)


def lines(found: Sequence[Found]) -> Iterator[str]:
    """What was not located, and the figures."""
    yield from (str(each) for each in found if not each.good)
    missing, astray = sum(each.off is None for each in found), sum(each.astray for each in found)
    yield f"located {share(found):.2%} of {len(found)}; not found {missing}, elsewhere {astray}"


def _reading(card: TrueCard, chance: random.Random | None) -> Reading:
    """What a service without quads says of the card."""
    fields = [_field(card.document, truth, chance) for truth in card.fields]
    return Reading("another", card.document, card.face, tuple(fields))  # type: ignore[arg-type]


def _field(document: str, truth: TrueField, chance: random.Random | None) -> Field:
    if chance is None:
        return Field(truth.key, truth.label, truth.text, truth.value)
    text = spoil(truth.text, chance)
    spec = documents()[document].spec(truth.key)
    return Field(truth.key, truth.label, text, normalise(spec.kind, text) if spec else text)


def spoil(text: str, chance: random.Random) -> str:
    """The text with one or two characters replaced by others of their sort; one where there are no more than two."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    count = 1 if len(places) <= 2 else chance.choice((1, 2))
    characters = list(text)
    for place in chance.sample(places, min(count, len(places))):
        characters[place] = chance.choice([each for each in _sort_of(text[place]) if each != text[place]])
    return "".join(characters)


def _sort_of(character: str) -> str:
    if character.isdigit():
        return "0123456789"
    if character in "男女":
        return "男女"
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if character.isascii() else _IDEOGRAPHS


def _held(seed: int, card: TrueCard, said: Reading, places: Places) -> Iterator[Found]:
    by_key = {place.key: place.quad for place in places.fields}
    for truth, field in zip(card.fields, said.fields, strict=True):
        quad = by_key.get(truth.key)
        yield Found(seed, card.document, truth, field.text, None if quad is None else _off(truth.quad, quad))


def _off(truth: Sequence[tuple[float, float]], quad: Quad) -> tuple[float, float, float, float]:
    true = Quad.from_points(truth)
    width, height = true.width, true.height
    lt, rt, rb, lb = through(homography(true, width, height), quad.points)
    edges = (lt[0] + lb[0]) / 2, (lt[1] + rt[1]) / 2, (rt[0] + rb[0]) / 2 - width, (lb[1] + rb[1]) / 2 - height
    left, top, right, bottom = (float(abs(edge)) / height for edge in edges)
    return left, top, right, bottom


def main() -> None:
    """Prints the figures of the range asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.locating", description=__doc__)
    parser.add_argument("--difficulty", choices=("scan", "moderate", "hard"), default="moderate")
    parser.add_argument("--seeds", default="7000:7060", help="first and one past the last, as 7000:7060")
    asked = parser.parse_args()
    first, last = map(int, asked.seeds.split(":"))
    for found in run(asked.difficulty, range(first, last)):
        sys.stdout.write("\n".join(lines(found)) + "\n")


if __name__ == "__main__":
    main()
