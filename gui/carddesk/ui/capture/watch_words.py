"""What is said of a watched folder: why a file waits, how many were taken, in a few words."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from carddesk.capture.watched import SAYS_AFTER_S, Held, Why
from carddesk.cards.masking import masked_name
from carddesk.language import mark, tr
from carddesk.workflow.watched import WatchedView

_WHY: Final[dict[Why, str]] = {
    "settling": mark("Just changed: {name}"),
    "empty": mark("Still empty: {name}"),
    "unfinished": mark("Still being written: {name}"),
    "open": mark("Still open in another program: {name}"),
    "locked": mark("In use by another program: {name}"),
    "forbidden": mark("May not be read: {name}"),
    "unreadable": mark("Cannot be read: {name}"),
}
_STANDS_STILL: Final = mark("Seems unfinished, nobody has written for {time}: {name}")
_MINUTE: Final = 60
_STEP_S: Final = 10
_TWO_MINUTES: Final = 120


def held_words(held: Held, *, masked: bool) -> str:
    """Why this file waits."""
    name = masked_name(PurePath(held.name).name) if masked else held.name
    name = name.encode("utf-8", "replace").decode()  # half characters of another encoding cannot be drawn
    if held.why in {"unfinished", "empty"} and held.for_s >= SAYS_AFTER_S:
        return tr(_STANDS_STILL, time=_time(held.for_s), name=name)
    return tr(_WHY[held.why], name=name)


def count_words(view: WatchedView) -> str:
    """How many were taken, and what else became of files."""
    said = [tr("Taken today: {count}", count=view.taken)]
    for count, words in (
        (view.waiting, mark("waiting: {count}")),
        (view.known, mark("here already: {count}")),
        (view.refused, mark("not opened: {count}")),
        (view.not_moved, mark("could not be moved: {count}")),
        (view.closed, mark("folders inside that may not be read: {count}")),
    ):
        if count:
            said.append(tr(words, count=count))
    return " · ".join(said)


def sign_words(view: WatchedView) -> str:
    """The same for the status bar."""
    if view.trouble:
        return tr("Watched folder out of reach") if view.out_of_reach else tr("Files in the watched folder wait")
    name = PurePath(view.folder).name or view.folder
    said = [tr("Watching {folder}", folder=name)]
    if view.waiting:
        said.append(tr("{count} waiting", count=view.waiting))
    return " · ".join(said)


def _time(seconds: float) -> str:
    if seconds < _TWO_MINUTES:
        return tr("{seconds} s", seconds=int(seconds // _STEP_S) * _STEP_S)
    return tr("{minutes} min", minutes=int(seconds // _MINUTE))
