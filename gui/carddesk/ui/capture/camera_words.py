"""What is said of a camera's frame, in words, and how it is marked."""

from __future__ import annotations

from typing import Final, Literal

from carddesk.language import mark, tr
from carddesk.workflow.basis import WANTED_WORDS
from carddesk.workflow.camera_auto import Word
from carddesk.workflow.camera_view import CameraView

Mark = Literal["sure", "doubtful", "broken", "secondary"]

WORDS: Final[dict[Word, str]] = {
    "no_card": mark("Lay a card under the camera"),
    "closer": mark("Closer: the card is too small"),
    "whole": mark("Move the card into the picture"),
    "dark": mark("Too dark: more light"),
    "bright": mark("Too bright: less light"),
    "glare": mark("Glare: turn the card or the lamp"),
    "hold_still": mark("Hold still"),
    "not_sharp": mark("Not sharp yet"),
    "ready": mark("Sharp and steady"),
    "captured": mark("Taken. Now the next card, or its other face"),
    "frozen": mark("The picture does not change at all: the camera may hang. Switch it off and on again"),
}
_SURE: Final[frozenset[Word]] = frozenset({"ready", "captured"})
_QUIET: Final[frozenset[Word]] = frozenset({"no_card"})


def said(view: CameraView, *, auto: bool, wanted: bool, key: str) -> str:
    """What stands under the picture; `key` is that which takes a card, `wanted` whether a basis must be noted before."""
    if view.advice is None or view.trouble is not None:
        return view.trouble.message if view.trouble is not None else tr("The camera is being opened…")
    if wanted:
        return tr(WANTED_WORDS)
    if view.advice.word == "captured":
        return tr("{words} ({count})", words=tr(WORDS["captured"]), count=view.taken)
    if view.advice.word == "ready" and not auto:
        return tr("{words}: {key} takes it", words=tr(WORDS["ready"]), key=key)
    return tr(WORDS[view.advice.word])


def mark_of(view: CameraView, *, wanted: bool) -> Mark:
    """How it is marked: colour and sign."""
    if view.trouble is not None:
        return "broken"
    if wanted:
        return "doubtful"
    if view.advice is None or view.advice.word in _QUIET:
        return "secondary"
    return "sure" if view.advice.word in _SURE else "doubtful"
