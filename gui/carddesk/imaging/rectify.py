"""Cutting a quadrangle out of a picture and laying it straight."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.cards.geometry import Point, Quad

Matrix = NDArray[np.float64]
Pixels = NDArray[np.uint8]


def homography(quad: Quad, width: float, height: float) -> Matrix:
    """The 3 x 3 map from the picture's pixels to a canvas of `width` x `height` pixels that the quad fills."""
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(np.array(quad.points, np.float32), target), np.float64)


def through(matrix: Matrix, points: Sequence[Point] | NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """N x 2 points mapped by a homography."""
    flat = np.asarray(points, np.float64).reshape(-1, 2)
    mapped = np.column_stack([flat, np.ones(len(flat))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def map_quad(matrix: Matrix, quad: Quad) -> Quad:
    """The quad whose corners a homography has moved."""
    return Quad.from_points(through(matrix, quad.points).tolist())


def rectify(pixels: Pixels, quad: Quad, width: int, height: int) -> Pixels:
    """What lies in the quad, straight and upright, as H x W x 3 of the wished size; outside the picture it is grey."""
    return _warped(pixels, homography(quad, width, height), width, height)


def snippet(pixels: Pixels, quad: Quad, height_px: int) -> Pixels:
    """The quad's strip of the picture, deskewed, `height_px` high and as wide as that makes it (at least one pixel)."""
    width = max(1, round(quad.width / max(quad.height, 1.0) * height_px))
    return rectify(pixels, quad, width, height_px)


def quarter_turns(quad: Quad) -> int:
    """How many quarter turns clockwise bring what the quad holds upright: 0 for a quad that is read from left to right."""
    along = (quad.rt[0] + quad.rb[0] - quad.lt[0] - quad.lb[0], quad.rt[1] + quad.rb[1] - quad.lt[1] - quad.lb[1])
    return -round(degrees(atan2(along[1], along[0])) / 90) % 4


def _warped(pixels: Pixels, matrix: Matrix, width: int, height: int) -> Pixels:
    """Warped from a copy shrunk so that no more than two pixels fall into one: more would show as moiré."""
    corners = through(np.asarray(np.linalg.inv(matrix), np.float64), [(0, 0), (width, 0), (width, height), (0, height)])
    left, top = np.floor(np.clip(corners.min(axis=0) - 2, 0, None)).astype(int)
    right, bottom = np.ceil(np.clip(corners.max(axis=0) + 2, 0, (pixels.shape[1], pixels.shape[0]))).astype(int)
    if right - left < 2 or bottom - top < 2:
        return np.full((height, width, 3), 127, np.uint8)
    area = pixels[top:bottom, left:right]
    matrix = matrix @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64)
    edge = float(np.hypot(*(corners[3] - corners[0]))) / max(height, 1)
    if edge > 2:
        shrink = 1.5 / edge
        small = cv2.resize(area, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        matrix = matrix @ np.diag([area.shape[1] / small.shape[1], area.shape[0] / small.shape[0], 1.0])
        area = np.asarray(small, np.uint8)
    grey = (127, 127, 127)
    flags = cv2.INTER_LINEAR
    return np.asarray(cv2.warpPerspective(area, matrix, (width, height), flags=flags, borderValue=grey), np.uint8)
