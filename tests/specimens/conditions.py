"""How bad a photograph may be, for each difficulty."""

from dataclasses import dataclass
from typing import Literal

Difficulty = Literal["scan", "moderate", "hard"]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Limits of what the camera does, each a (least, most); calibrated by looking at the smallest values.

    `tilt` in degrees; `distance` of the camera in extents of the cards; `coverage` of the frame by the cards;
    `long_side` of the picture in pixels; `smallest_text`: no value is printed lower than this many pixels; `blur`
    (Gaussian deviation) and `motion` (length) in heights of the smallest value; `noise` in grey levels; `quality` of
    JPEG; `uneven`, `shadow` depth of light lost; `exposure` of the picture's middle grey; `glare` grey levels added over values (off them it is brighter);
    `cast` of colour; `clutter` number of things lying about; `thumbs` chance that a finger holds the card.
    """

    tilt: Span
    distance: Span
    coverage: Span
    long_side: tuple[int, int]
    smallest_text: float
    blur: Span
    motion: Span
    noise: Span
    quality: tuple[int, int]
    uneven: Span
    shadow: Span
    shadow_chance: float
    exposure: Span
    glare: Span
    glare_chance: float
    cast: float
    clutter: tuple[int, int]
    thumbs: float


CONDITIONS: dict[Difficulty, Conditions] = {
    "scan": Conditions(
        tilt=(0, 0),
        distance=(8, 8),
        coverage=(0.35, 0.9),
        long_side=(1200, 3400),
        smallest_text=16,
        blur=(0, 0.014),
        motion=(0, 0),
        noise=(0.5, 2),
        quality=(86, 96),
        uneven=(0, 0.02),
        shadow=(0, 0),
        shadow_chance=0,
        exposure=(0.98, 1.02),
        glare=(0, 0),
        glare_chance=0,
        cast=0.01,
        clutter=(0, 0),
        thumbs=0,
    ),
    "moderate": Conditions(
        tilt=(0, 12),
        distance=(2.2, 4),
        coverage=(0.5, 0.95),
        long_side=(1300, 4000),
        smallest_text=17,
        blur=(0.01, 0.035),
        motion=(0, 0.05),
        noise=(1, 4),
        quality=(76, 95),
        uneven=(0.03, 0.25),
        shadow=(0.1, 0.35),
        shadow_chance=0.4,
        exposure=(0.85, 1.08),
        glare=(0, 0),
        glare_chance=0.4,
        cast=0.05,
        clutter=(0, 5),
        thumbs=0,
    ),
    "hard": Conditions(
        tilt=(10, 30),
        distance=(1.7, 3),
        coverage=(0.45, 0.95),
        long_side=(1200, 4000),
        smallest_text=15,
        blur=(0.035, 0.08),
        motion=(0, 0.14),
        noise=(3, 11),
        quality=(35, 60),
        uneven=(0.15, 0.45),
        shadow=(0.35, 0.62),
        shadow_chance=0.75,
        exposure=(0.7, 1.12),
        glare=(55, 115),
        glare_chance=0.7,
        cast=0.1,
        clutter=(3, 9),
        thumbs=0.2,
    ),
}
