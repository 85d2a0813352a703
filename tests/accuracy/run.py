"""Reading a range of specimens, in several processes where wished, with one plain RapidOCR call beside each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from multiprocessing import get_context
from typing import Any

import numpy as np

from carddesk.errors import ServiceError
from carddesk.reader.ocr import TextEngine
from carddesk.reader.recognise import read_cards
from carddesk.reader.sight import Sight
from tests.accuracy.scoring import SpecimenScore, score
from tests.specimens import Difficulty, specimen

TODAY = date(2026, 11, 21)
"""The day on which the specimens are read: a zone's two-digit years depend on it."""
_PLAIN_LOG_LEVEL = {"Global.log_level": "critical"}


def run(difficulty: Difficulty, seeds: range, jobs: int = 1, *, plain: bool = True) -> Iterator[SpecimenScore]:
    """The scores of these seeds in order; with `plain` the time of RapidOCR alone is taken too."""
    work = [(difficulty, seed, plain, jobs) for seed in seeds]
    if jobs == 1:
        yield from map(_one, work)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_one, work)


def _one(work: tuple[Difficulty, int, bool, int]) -> SpecimenScore:
    difficulty, seed, plain, jobs = work
    drawn = specimen(seed, difficulty)
    pixels = np.asarray(drawn.image)
    engine, finder = _engine(1 if jobs > 1 else 0), _finder(1 if jobs > 1 else 0)
    started = time.perf_counter()
    try:
        readings = read_cards(pixels, engine, finder, today=TODAY)
    except ServiceError:
        readings = []
    seconds = time.perf_counter() - started
    cards, strays = score(drawn, readings)
    return SpecimenScore(seed, drawn.description, cards, strays, seconds, _plain(pixels, jobs) if plain else None)


def _plain(pixels: np.ndarray, jobs: int) -> float:
    engine = rapid_ocr(1 if jobs > 1 else -1)
    started = time.perf_counter()
    engine(np.ascontiguousarray(pixels[..., ::-1]))
    return time.perf_counter() - started


def engine_and_finder(threads: int = 0) -> tuple[TextEngine, Sight]:
    """What reads and what sees cards, warmed up; the same each time."""
    return _engine(threads), _finder(threads)


@cache
def _engine(threads: int) -> TextEngine:
    engine = TextEngine(threads)
    engine.read([np.full((48, 320, 3), 255, np.uint8)])
    engine.detect(np.full((640, 960, 3), 255, np.uint8))
    return engine


@cache
def _finder(threads: int) -> Sight:
    finder = Sight(threads)
    finder.find(np.full((640, 960, 3), 255, np.uint8))
    return finder


@cache
def rapid_ocr(threads: int) -> Any:  # RapidOCR has no types
    """The plain engine, warmed up; -1 threads lets it choose."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params=_PLAIN_LOG_LEVEL | {"EngineConfig.onnxruntime.intra_op_num_threads": threads})
    engine(np.full((640, 960, 3), 255, np.uint8))
    return engine
