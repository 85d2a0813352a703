"""One printed line as the engine read it, and cutting parts out of it by its characters."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carddesk.cards.geometry import Point, Quad


@dataclass(frozen=True, slots=True)
class Line:
    """Text with its place, in pixels of the upright card (or of whatever canvas it was read on).

    Attributes:
        text: the characters.
        quad: around them.
        confidences: 0..1 for each character.
        centres: the place of each character along the line, 0 at the left edge of the quad, 1 at the right one.
    """

    text: str
    quad: Quad
    confidences: tuple[float, ...] = ()
    centres: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """A line made without figures for its characters has them evenly spaced and certain."""
        count = len(self.text)
        if len(self.confidences) != count:
            object.__setattr__(self, "confidences", (1.0,) * count)
        if len(self.centres) != count:
            object.__setattr__(self, "centres", tuple((place + 0.5) / count for place in range(count)))

    @property
    def confidence(self) -> float:
        """The mean over the characters, 0 for an empty line."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0

    @property
    def left(self) -> float:
        """Mean x of its left edge."""
        return (self.quad.lt[0] + self.quad.lb[0]) / 2

    @property
    def right(self) -> float:
        """Mean x of its right edge."""
        return (self.quad.rt[0] + self.quad.rb[0]) / 2

    @property
    def middle(self) -> float:
        """Y of its centre."""
        return self.quad.centre[1]

    @property
    def height(self) -> float:
        """Of its quad."""
        return self.quad.height

    def part(self, start: int, stop: int) -> Line:
        """The characters `text[start:stop]` with their stretch of the quad: cut half-way to the neighbours."""
        if start == 0 and stop == len(self.text):
            return self
        if stop <= start:
            return replace(self, text="", confidences=(), centres=())
        left = 0.0 if start == 0 else self._between(start)
        right = 1.0 if stop >= len(self.text) else self._between(stop)
        span = max(right - left, 1e-6)
        centres = tuple(min(1.0, max(0.0, (place - left) / span)) for place in self.centres[start:stop])
        return replace(
            self,
            text=self.text[start:stop],
            quad=stretch(self.quad, left, right),
            confidences=self.confidences[start:stop],
            centres=centres,
        )

    def stripped(self, blanks: str = " \t　") -> Line:
        """Without blanks (or other characters) at its ends."""
        start = len(self.text) - len(self.text.lstrip(blanks))
        stop = len(self.text.rstrip(blanks))
        return self.part(start, max(start, stop))

    def without_blanks(self) -> Line:
        """The same place, all blanks inside the text dropped."""
        kept = [place for place, character in enumerate(self.text) if not character.isspace()]
        return replace(
            self,
            text="".join(self.text[place] for place in kept),
            confidences=tuple(self.confidences[place] for place in kept),
            centres=tuple(self.centres[place] for place in kept),
        )

    def _between(self, place: int) -> float:
        return (self.centres[place - 1] + self.centres[place]) / 2


def stretch(quad: Quad, start: float, stop: float) -> Quad:
    """The part of a quad between two places along it (0 at its left edge, 1 at its right edge)."""
    return Quad(
        _towards(quad.lt, quad.rt, start),
        _towards(quad.lt, quad.rt, stop),
        _towards(quad.lb, quad.rb, stop),
        _towards(quad.lb, quad.rb, start),
    )


def hull(quads: list[Quad]) -> Quad:
    """The smallest upright rectangle around all; of one quad the quad itself.

    Raises:
        ValueError: there is none.
    """
    if len(quads) == 1:
        return quads[0]
    bounds = [quad.bounds for quad in quads]
    lefts, tops, rights, bottoms = zip(*bounds, strict=True)
    return Quad.from_bounds(min(lefts), min(tops), max(rights), max(bottoms))


def _towards(start: Point, stop: Point, share: float) -> Point:
    return start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1])
