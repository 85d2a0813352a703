"""Where a photographed card lies in the frame: the homography of a plane seen by a pinhole camera."""

import math
from dataclasses import dataclass

import numpy as np

from .truth import Point, Quad


@dataclass(frozen=True, slots=True)
class Pose:
    """How the plane of the cards is turned: `rotation` clockwise in the image, tilts about its axes, all in degrees;
    `distance` of the camera as a multiple of the extent of what it sees (a smaller one means stronger perspective)."""

    rotation: float
    tilt_x: float
    tilt_y: float
    distance: float


def homography(pose: Pose, extent: float) -> np.ndarray:
    """3 x 3 from plane millimetres (origin in the middle of the cards, y down) to an image of unknown scale."""
    turn, up, side = (math.radians(angle) for angle in (pose.rotation, pose.tilt_x, pose.tilt_y))
    around_z = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    around_x = np.array([[1, 0, 0], [0, math.cos(up), -math.sin(up)], [0, math.sin(up), math.cos(up)]])
    around_y = np.array([[math.cos(side), 0, math.sin(side)], [0, 1, 0], [-math.sin(side), 0, math.cos(side)]])
    turned = around_y @ around_x @ around_z
    away = np.array([0, 0, pose.distance * extent])
    return np.column_stack([turned[:, 0], turned[:, 1], away])


def through(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """N x 2 points mapped by a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    flat: np.ndarray = mapped[:, :2] / mapped[:, 2:]
    return flat


def map_quad(matrix: np.ndarray, quad: Quad) -> Quad:
    """The quad's corners mapped, in the same order, rounded to a hundredth of a pixel."""
    return tuple(_point(row) for row in through(matrix, np.array(quad, float)))


def _point(row: np.ndarray) -> Point:
    return round(float(row[0]), 2), round(float(row[1]), 2)


def scaled(scale: float, shift: Point) -> np.ndarray:
    """3 x 3 that scales by `scale` and then moves by `shift`."""
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1]], float)


def steepest(matrix: np.ndarray, quad: Quad) -> float:
    """The smaller of a mapped quad's two heights, in pixels: how tall its text is at worst."""
    left_top, right_top, right_bottom, left_bottom = np.array(map_quad(matrix, quad))
    return float(min(np.linalg.norm(left_bottom - left_top), np.linalg.norm(right_bottom - right_top)))
