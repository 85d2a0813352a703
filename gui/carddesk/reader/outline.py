"""A card's outline once it is known which card it is: sides chosen by edges, proportions and where labels stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.reader.cardfinder import laid_straight, mapped, tilt
from carddesk.reader.edges import Floats, Straight, lines_between_bands
from carddesk.reader.sense import Sense

_BAND = 0.08
_FOR_EACH_SIDE = 3
_UNSEEN = 0.22
"""What a side that labels foretell is worth where no edge can be seen."""
_OFF = 4.0
_STRETCHED = 0.07
_TILTED = np.deg2rad(2.5)
_BETTER = 1.12
_HELD = 0.05


@dataclass(frozen=True, slots=True)
class Anchors:
    """Places on the card known from its layout: in the picture (N x 2), and on the card in shares of its sides (N x 2)."""

    places: Floats
    shares: Floats


def anchors(seen: Sense) -> Anchors:
    """The left ends of those of its labels whose place its layout knows, in pixels of the picture."""
    places, shares = [], []
    for token in seen.told.tokens:
        at = None if token.slot is None else seen.told.layout.slots[token.slot].at
        if at is not None:
            quad = seen.view.in_picture(token.line.quad)
            places.append(((quad.lt[0] + quad.lb[0]) / 2, (quad.lt[1] + quad.lb[1]) / 2))
            shares.append((at[0] / 100, at[1] / 100))
    return Anchors(np.array(places, np.float32).reshape(-1, 2), np.array(shares, np.float32).reshape(-1, 2))


def better_outline(seen: Sense, slopes: tuple[Floats, Floats], text: Sequence[Floats], scale: float) -> Quad | None:
    """A likelier outline than the view's for a card of fixed proportions, in pixels of the picture; None where there is none.

    `slopes` and `text` are those of the overview, which is the picture shrunk by `scale`.
    """
    aspect = seen.told.layout.aspect
    if aspect is None or not text:
        return None
    known = anchors(seen)
    known = Anchors(known.places * np.float32(scale), known.shares)
    present = np.array(seen.view.corners.points, np.float32) * np.float32(scale)
    foretold = np.array(_foretold(seen, aspect).points, np.float32) * np.float32(scale)
    quads, seen_share = _choices(present, foretold, slopes)
    judged = np.concatenate([present[None], quads])
    likely = _likely(judged, np.concatenate([_share_of(present, slopes)[None], seen_share]), known, text, aspect)
    best = int(likely.argmax())
    width = float(np.hypot(*(present[1] - present[0])))
    moved = float(np.abs(judged[best] - present).max())
    if likely[best] < _BETTER * likely[0] or moved < 0.006 * width:
        return None
    return Quad.from_points((judged[best] / scale).tolist())


def _edge(shares: Floats) -> Floats:
    """How much each outline is edge, by the shares of its sides (K x 4)."""
    return np.asarray(0.6 * shares.mean(axis=1) + 0.4 * shares.min(axis=1), np.float32)


def _foretold(seen: Sense, aspect: float) -> Quad:
    """Where its labels say that the card's sides are: as far as few or crowded labels can say, its present ones else."""
    view = seen.view
    pairs = [
        (token.line.left / view.width, token.line.middle / view.height, at[0] / 100, at[1] / 100)
        for token in seen.told.tokens
        if token.slot is not None and (at := seen.told.layout.slots[token.slot].at) is not None
    ]
    if len(pairs) < 2:
        return view.corners
    found = np.array(pairs)
    high, top = _fitted(found[:, 3], found[:, 1])
    wide, left = _fitted(found[:, 2], found[:, 0])
    if np.ptp(found[:, 2]) < 0.3:  # labels in one column do not tell how wide the card is, but its proportions do
        wide = high * view.height * aspect / view.width
        left = float(np.median(found[:, 0] - wide * found[:, 2]))
    x, y = left * view.width, top * view.height
    return view.in_picture(Quad.from_bounds(x, y, x + wide * view.width, y + high * view.height))


def _fitted(shares: NDArray[np.float64], places: NDArray[np.float64]) -> tuple[float, float]:
    """Scale and shift from shares of the card to shares of the view, drawn towards no change of scale."""
    off = shares - shares.mean()
    scale = float((off @ (places - places.mean()) + _HELD) / (off @ off + _HELD))
    return scale, float(places.mean() - scale * shares.mean())


def _choices(present: Floats, foretold: Floats, slopes: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Quadrangles (K x 4 x 2, in the order of the present one) of sides seen near those present or foretold; their shares."""
    width = float(np.hypot(*(present[1] - present[0])))
    straight, side = lines_between_bands(*slopes, [present, foretold], _BAND * width, _FOR_EACH_SIDE)
    quads, sides, shares = _crossed(straight, side, width)
    of_side = [np.nonzero(side == each)[0] for each in range(4)]
    # The last line of each side is the foretold one: it counts a little even where nothing shows.
    unseen = [np.where(line == of_side[place][-1], _UNSEEN, 0.0) for place, line in enumerate(sides)]
    return quads, np.maximum(shares, np.stack(unseen, axis=1)).astype(np.float32)


def _crossed(
    straight: Straight, side: NDArray[np.intp], width: float
) -> tuple[Floats, tuple[NDArray[np.intp], ...], Floats]:
    """Every quadrangle of one line for each side (K x 4 x 2), its four lines, and the share of edge of each (K x 4)."""
    sides = tuple(
        each.ravel() for each in np.meshgrid(*(np.nonzero(side == each)[0] for each in range(4)), indexing="ij")
    )
    quads = np.stack([_meeting(straight, sides[corner - 1], sides[corner]) for corner in range(4)], axis=1)
    sound = _sound(quads, width)
    quads, sides = quads[sound], tuple(each[sound] for each in sides)
    shares = [
        straight.share(line, straight.along(line, quads[:, place]), straight.along(line, quads[:, (place + 1) % 4]))
        for place, line in enumerate(sides)
    ]
    return quads, sides, np.stack(shares, axis=1)


def _share_of(quad: Floats, slopes: tuple[Floats, Floats]) -> Floats:
    """The share of edge of each side of one quadrangle."""
    straight, _ = lines_between_bands(*slopes, [quad], 0.0, 0)
    return np.array(
        [
            straight.share(
                np.array([side]), *(straight.along(np.array([side]), quad[[at % 4]]) for at in (side, side + 1))
            )[0]
            for side in range(4)
        ],
        np.float32,
    )


def _meeting(straight: Straight, one: NDArray[np.intp], other: NDArray[np.intp]) -> Floats:
    """Where each pair of lines cross."""
    first, second = straight.directions[one], straight.directions[other]
    cross = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    offset = straight.points[other] - straight.points[one]
    along = (offset[:, 0] * second[:, 1] - offset[:, 1] * second[:, 0]) / np.where(np.abs(cross) < 0.2, 1e-9, cross)
    return np.asarray(straight.points[one] + along[:, None] * first, np.float32)


def _sound(quads: Floats, width: float) -> NDArray[np.bool_]:
    """Convex, clockwise, and of about the size looked for."""
    after = np.roll(quads, -1, axis=1) - quads
    turn = after[..., 0] * np.roll(after, -1, axis=1)[..., 1] - after[..., 1] * np.roll(after, -1, axis=1)[..., 0]
    length = np.hypot(after[..., 0], after[..., 1])
    sound: NDArray[np.bool_] = (
        (turn > 0).all(axis=1) & (length.min(axis=1) > 0.3 * width) & (length.max(axis=1) < 2 * width)
    )
    return sound


def _likely(quads: Floats, shares: Floats, known: Anchors, text: Sequence[Floats], aspect: float) -> Floats:
    """How likely each is: edges all along, its proportions, labels in their places, text level and none of it cut."""
    length = np.hypot(*np.moveaxis(np.roll(quads, -1, axis=1) - quads, -1, 0))
    wide, high = (length[:, 0] + length[:, 2]) / 2, (length[:, 1] + length[:, 3]) / 2
    stretch = np.log(wide / np.maximum(high, 1) / aspect) / _STRETCHED
    boxes = np.stack(text)
    lean = tilt(quads, boxes) / _TILTED
    matrices = laid_straight(quads)
    sizes = np.stack([wide, high], axis=1)[:, None]
    off = np.zeros(len(quads), np.float32)
    if len(known.places):
        error = (mapped(matrices, known.places) / sizes - known.shares) * sizes / wide[:, None, None] * 100
        off = np.median(np.hypot(error[..., 0], error[..., 1]), axis=1).astype(np.float32) / _OFF
    ends = [mapped(matrices, boxes[:, pair].mean(axis=1)) / sizes for pair in ([0, 3], [1, 2])]
    within = [((end > -0.005) & (end < 1.005)).all(axis=2) for end in ends]
    cut = (within[0] != within[1]).sum(axis=1)
    edge = _edge(shares)
    likely: Floats = (edge * np.exp(-(off**2 + stretch**2) / 2 - lean**2 - 0.25 * cut)).astype(np.float32)
    return likely
