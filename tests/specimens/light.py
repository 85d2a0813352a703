"""Light and lens: shading, shadows, glare, colour cast, blur, noise and JPEG, on H x W x 3 arrays of 8 bits."""

import math

import cv2
import numpy as np

from .chance import Chance
from .truth import Point

Pixels = np.ndarray
_COARSE = 8


def _grid(size: tuple[int, int]) -> tuple[Pixels, Pixels]:
    """x and y in -1..1 over a coarse picture of a frame of that (width, height)."""
    width, height = max(2, size[0] // _COARSE), max(2, size[1] // _COARSE)
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    return xs, ys


def uneven(chance: Chance, size: tuple[int, int], depth: float) -> Pixels:
    """A coarse field of light, 1 at its brightest, falling by about `depth` to the far side and into the corners."""
    xs, ys = _grid(size)
    turn = chance.uniform(0, math.tau)
    ramp = (xs * math.cos(turn) + ys * math.sin(turn)) / 1.42
    lost: Pixels = depth * (0.5 - 0.5 * ramp) + 0.25 * depth * (xs**2 + ys**2) / 2
    return 1 - lost


def shadow(chance: Chance, size: tuple[int, int], darkness: float, softness: float) -> Pixels:
    """A coarse field: the shadow of a hand or a telephone with a soft edge, `1 - darkness` inside."""
    xs, ys = _grid(size)
    turn = chance.uniform(0, math.tau)
    along = xs * math.cos(turn) + ys * math.sin(turn)
    across = -xs * math.sin(turn) + ys * math.cos(turn)
    edge = chance.uniform(-0.35, 0.6) + chance.uniform(-0.2, 0.2) * np.sin(across * chance.uniform(1, 4))
    inside = 1 / (1 + np.exp(-(along - edge) / softness))
    return 1 - darkness * inside


def glare(size: tuple[int, int], centre: Point, radii: Point, turn: float, strength: float) -> Pixels:
    """A coarse field of added grey levels: one soft elliptic spot, centre and radii in pixels of the frame."""
    width, height = max(2, size[0] // _COARSE), max(2, size[1] // _COARSE)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32) * _COARSE
    dx, dy = xs - centre[0], ys - centre[1]
    along = (dx * math.cos(turn) + dy * math.sin(turn)) / radii[0]
    across = (-dx * math.sin(turn) + dy * math.cos(turn)) / radii[1]
    spot: Pixels = strength * np.exp(-((along**2 + across**2) ** 1.5))
    return spot


def lit(image: Pixels, gain: Pixels, cast: tuple[float, float, float], added: Pixels | None) -> Pixels:
    """The image under a coarse field of light times a colour cast, plus glare."""
    height, width = image.shape[:2]
    field = gain[..., None] * np.array(cast, np.float32)
    full = cv2.resize(field.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    out = cv2.multiply(image, full, dtype=cv2.CV_8U)
    if added is not None:
        spot = cv2.resize(added.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        out = cv2.add(out, cv2.merge([spot] * 3), dtype=cv2.CV_8U)
    return out


def defocused(image: Pixels, sigma: float) -> Pixels:
    """Blurred by a Gaussian of that deviation in pixels."""
    return cv2.GaussianBlur(image, (0, 0), sigma) if sigma > 0.25 else image


def moved(image: Pixels, length: float, turn: float) -> Pixels:
    """Blurred along a stroke of that length in pixels."""
    if length < 1.2:
        return image
    side = int(length) * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    middle, reach = side / 2 - 0.5, length / 2
    start = (int((middle - reach * math.cos(turn)) * 16), int((middle - reach * math.sin(turn)) * 16))
    end = (int((middle + reach * math.cos(turn)) * 16), int((middle + reach * math.sin(turn)) * 16))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA, 4)
    return cv2.filter2D(image, -1, kernel / kernel.sum())


def noisy(image: Pixels, chance: Chance, deviation: float) -> Pixels:
    """With sensor noise of that deviation in grey levels, partly in colour."""
    if deviation < 0.3:
        return image
    side = 768
    colour = chance.generator.standard_normal((side, side, 3), dtype=np.float32) * 0.6
    grey = chance.generator.standard_normal((side, side, 1), dtype=np.float32) * 0.8
    tile = np.round((colour + grey) * deviation).astype(np.int16)
    height, width = image.shape[:2]
    full = np.tile(tile, (height // side + 1, width // side + 1, 1))[:height, :width]
    return cv2.add(image, full, dtype=cv2.CV_8U)


def compressed(image: Pixels, quality: int) -> Pixels:
    """After a round through JPEG at that quality (RGB in, RGB out)."""
    blue_first = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, stream = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, quality])
    stored = cv2.imdecode(stream, cv2.IMREAD_COLOR)
    if stored is None:
        raise ValueError("the picture could not be compressed")
    return cv2.cvtColor(stored, cv2.COLOR_BGR2RGB)
