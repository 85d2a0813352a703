"""The layout, remembered for each screen: where the window stood, how wide its parts were, what the queue showed.

It stands in the state folder, apart from the settings: nobody edits it, and to lose it costs nothing. What was typed into
the filter is not kept, since it may name a person.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs

logger = logging.getLogger(__name__)

VERSION = 1
_MOST_SCREENS = 20
_LEAST_SHARE = 0.2
"""A window of less than this share of the screen's sides is no size that anybody chose."""

Rect = tuple[int, int, int, int]
"""Left, top, width, height, in logical pixels."""


def default_path() -> Path:
    """Where the layout is kept unless said otherwise."""
    return Path(platformdirs.user_state_dir("carddesk", appauthor=False)) / "layout.json"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the window stands on one screen.

    Attributes:
        rect: of the window when it is not maximised.
        parts: widths of queue, image and form; empty where they are the window's to choose.
    """

    rect: Rect
    maximised: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is remembered.

    Attributes:
        places: by the name of the screen.
        last: the screen on which the window stood last.
        only_open: whether the queue shows open cases alone.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    last: str = ""
    only_open: bool = False

    def with_place(self, screen: str, place: Place) -> Layout:
        """The same with the window standing here now; screens not seen for long are forgotten."""
        others = {name: each for name, each in self.places.items() if name != screen}
        kept = dict(list(others.items())[-(_MOST_SCREENS - 1) :])
        return replace(self, places={**kept, screen: place}, last=screen)


def place_on(layout: Layout, screens: Mapping[str, Rect]) -> tuple[str, Place] | None:
    """Where to put the window, given the free room of each screen there is, the main one first; None where nothing is known.

    The screen it stood on last if that is still there, else another it has stood on. It is moved and made smaller until
    it is on the screen wholly.
    """
    known = [name for name in (layout.last, *screens) if name in screens and name in layout.places]
    if not known:
        return None
    place = layout.places[known[0]]
    return known[0], replace(place, rect=_within(place.rect, screens[known[0]]))


def parsed(text: str) -> Layout:
    """What a file says; where it cannot be used, what there is by default."""
    try:
        stored = json.loads(text)
        if stored["version"] != VERSION:
            return Layout()
        places = {str(name): _place(each) for name, each in stored["places"].items()}
        return Layout(places, str(stored["last"]), stored["only_open"] is True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Layout()


def written(layout: Layout) -> str:
    """The layout as the file holds it."""
    return json.dumps({"version": VERSION, **asdict(layout)}, ensure_ascii=False, indent=1)


class LayoutFile:
    """The file. What goes wrong with it is logged and bothers nobody."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or default_path()

    def read(self) -> Layout:
        """What is remembered."""
        try:
            return parsed(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Layout()
        except (OSError, UnicodeDecodeError) as error:
            logger.warning("the layout in %s cannot be read: %s", self._path, error)
            return Layout()

    def write(self, layout: Layout) -> None:
        """Remember this, all or nothing."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".layout.", dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(written(layout))
            Path(name).replace(self._path)
        except OSError as error:
            logger.warning("the layout cannot be kept in %s: %s", self._path, error)


def _place(stored: Any) -> Place:
    left, top, width, height = (_whole(each) for each in stored["rect"])
    parts = tuple(_whole(each) for each in stored["parts"])
    if width <= 0 or height <= 0 or len(parts) not in {0, 3} or any(each < 0 for each in parts):
        raise ValueError("no such place")
    return Place((left, top, width, height), stored["maximised"] is True, parts)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 100_000:
        raise ValueError("no whole number of pixels")
    return value


def _within(rect: Rect, room: Rect) -> Rect:
    left, top, width, height = rect
    wide = min(max(width, round(room[2] * _LEAST_SHARE)), room[2])
    high = min(max(height, round(room[3] * _LEAST_SHARE)), room[3])
    return (
        min(max(left, room[0]), room[0] + room[2] - wide),
        min(max(top, room[1]), room[1] + room[3] - high),
        wide,
        high,
    )
