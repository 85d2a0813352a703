"""The neural networks of RapidOCR's wheel: where text stands, which way up it is, and what it says.

The three models and the numbers around them (normalisation, thresholds, CTC decoding) are RapidOCR 3.10's defaults. Its
Python front end is left out on purpose: it fetches models that it misses, logs on its own, rounds boxes to whole pixels,
and throws away where in a line each character stands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from carddesk.reader.network import load

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

LINE_HEIGHT = 48
"""Height in pixels at which the recogniser reads a line."""
_CHARACTER_MARK = 0.3
_BOX_MARK = 0.5
_UNCLIP = 1.6
_WIDEST_LINE = 3200
_BATCH_COLUMNS = 3840


@dataclass(frozen=True, slots=True)
class TextBox:
    """One run of text found: its corners as a 4 x 2 array (clockwise, along the text first), and how sure it is."""

    corners: Floats
    score: float


@dataclass(frozen=True, slots=True)
class ReadText:
    """What one line says.

    Attributes:
        text: the characters.
        confidences: 0..1 for each character.
        centres: place of each character along the line, 0 at its left end, 1 at its right end.
        seconds: for each character what it would be else (empty: nothing), and how likely.
    """

    text: str
    confidences: tuple[float, ...]
    centres: tuple[float, ...]
    seconds: tuple[tuple[str, float], ...] = ()

    @property
    def confidence(self) -> float:
        """The mean over the characters; 0 where nothing was read."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


class TextEngine:
    """Detector, direction classifier and recogniser, loaded once.

    Raises:
        ServiceError: `reader_unavailable`, the models are not there or cannot be loaded.
    """

    def __init__(self, threads: int = 0) -> None:
        self._detector = _session("det", threads)
        self._classifier = _session("cls", threads)
        self._recogniser = _session("rec", threads)
        listed = self._recogniser.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *listed, " "]

    def detect(self, pixels: Pixels) -> list[TextBox]:
        """Every run of text in an RGB image of about the size at which the detector shall look at it."""
        height, width = pixels.shape[:2]
        size = (max(32, round(width / 32) * 32), max(32, round(height / 32) * 32))
        fitted = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        batch = _normalised(fitted)[None]
        likely = self._run(self._detector, batch)[0, 0]
        return _boxes(likely, np.array([width / size[0], height / size[1]], np.float32))

    def upside_down(self, strips: Sequence[Pixels]) -> list[float]:
        """For each RGB strip of one line, how likely (0..1) it stands on its head."""
        if not strips:
            return []
        batch = np.stack([_padded(_fit(strip, 192), 192) for strip in strips])
        return [float(row[1]) for row in self._run(self._classifier, batch)]

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        """What each RGB strip of one line says; strips of any height."""
        fitted = [_fit(strip, _WIDEST_LINE) for strip in strips]
        read: dict[int, ReadText] = {}
        for batch in _batches([strip.shape[1] for strip in fitted]):
            width = max(fitted[index].shape[1] for index in batch)
            likely = self._run(self._recogniser, np.stack([_padded(fitted[index], width) for index in batch]))
            for index, columns in zip(batch, likely, strict=True):
                read[index] = self._decoded(columns, fitted[index].shape[1] / width)
        return [read[index] for index in range(len(strips))]

    def _decoded(self, columns: Floats, used: float) -> ReadText:
        """CTC: the best character of each column, repeats merged, blanks dropped; `used` is the share not padding."""
        best, sure = columns.argmax(axis=1), columns.max(axis=1)
        text, confidences, centres, seconds = [], [], [], []
        reach = max(1.0, len(best) * used)
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start]:
                weight = sure[start:end]
                text.append(self._characters[best[start]])
                confidences.append(min(1.0, float(weight.max())))
                middle = float((weight * np.arange(start, end)).sum() / weight.sum()) + 0.5
                centres.append(min(1.0, middle / reach))
                seconds.append(self._second(columns[start:end]))
            start = end
        return ReadText("".join(text), tuple(confidences), tuple(centres), tuple(seconds))

    def _second(self, columns: Floats) -> tuple[str, float]:
        """The runner-up where the columns of one character are surest of it; nothing at all is only likely in all of them."""
        peak = columns[int(columns.max(axis=1).argmax())]
        other = int(np.argpartition(peak, -2)[-2])
        return self._characters[other], float(peak[other])

    @staticmethod
    def _run(session: ort.InferenceSession, batch: Floats) -> Floats:
        answer: Floats = session.run(None, {session.get_inputs()[0].name: batch})[0]
        return answer


def _session(task: str, threads: int) -> ort.InferenceSession:
    spec = find_spec("rapidocr")
    folders = [Path(place) / "models" for place in (spec.submodule_search_locations or ())] if spec else []
    models = sorted(
        model for folder in folders for model in folder.glob("*.onnx") if task in model.stem.lower().split("_")
    )
    return load(models[0] if models else None, task, threads)


def _normalised(pixels: Pixels) -> Floats:
    """RGB H x W x 3 to the networks' B, G, R planes in -1..1."""
    planes: Floats = np.ascontiguousarray(pixels[..., ::-1].transpose(2, 0, 1), dtype=np.float32)
    return planes / np.float32(127.5) - np.float32(1)


def _fit(strip: Pixels, widest: int) -> Pixels:
    """The strip at the recogniser's height, no wider than `widest`."""
    width = min(widest, max(8, math.ceil(strip.shape[1] * LINE_HEIGHT / strip.shape[0])))
    if strip.shape[:2] == (LINE_HEIGHT, width):
        return strip
    return np.asarray(cv2.resize(strip, (width, LINE_HEIGHT), interpolation=cv2.INTER_LINEAR), np.uint8)


def _padded(strip: Pixels, width: int) -> Floats:
    out = np.zeros((3, LINE_HEIGHT, width), np.float32)
    out[:, :, : strip.shape[1]] = _normalised(strip)
    return out


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices grouped so that lines of like width are read together and no batch grows too large."""
    batches: list[list[int]] = []
    for index in sorted(range(len(widths)), key=lambda each: widths[each]):
        last = batches[-1] if batches else []
        if last and widths[index] <= 1.35 * widths[last[0]] + 48 and (len(last) + 1) * widths[index] <= _BATCH_COLUMNS:
            last.append(index)
        else:
            batches.append([index])
    return batches


def _boxes(likely: Floats, stretch: Floats) -> list[TextBox]:
    """Differentiable binarisation: islands of likely text, each as a rectangle grown to the size of its letters."""
    mask = cv2.dilate((likely > _CHARACTER_MARK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        (centre, (width, height), angle) = cv2.minAreaRect(contour)
        if min(width, height) < 3:
            continue
        score = _score(likely, np.asarray(contour, np.int32))
        if score < _BOX_MARK:
            continue
        grow = width * height * _UNCLIP / (width + height)
        corners = cv2.boxPoints((centre, (width + grow, height + grow), angle))
        found.append(TextBox(_along_text(np.asarray(corners, np.float32) * stretch), score))
    return found


def _score(likely: Floats, contour: NDArray[np.int32]) -> float:
    left, top, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [contour], -1, 1, -1, offset=(-left, -top))
    return float(cv2.mean(likely[top : top + height, left : left + width], mask=inside)[0])


def _along_text(corners: Floats) -> Floats:
    """The same corners clockwise, starting so that the first edge is the longer one and points rightwards, or down."""
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    turned = corners if np.hypot(*first) >= np.hypot(*second) else np.roll(corners, -1, axis=0)
    along = turned[1] - turned[0]
    backwards = along[0] < 0 if abs(along[0]) >= abs(along[1]) else along[1] < 0
    return np.roll(turned, -2, axis=0) if backwards else turned
