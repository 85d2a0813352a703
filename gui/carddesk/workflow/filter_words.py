"""Words of the filter that ask how a card stands: a colon and the word, in English or in the language of the run."""

from __future__ import annotations

from collections.abc import Mapping

from carddesk.cards.case import Status
from carddesk.language import mark, tr

_WORDS: Mapping[Status, str] = {
    Status.FAILED: mark("failed"),
    Status.ACCEPTED: mark("accepted"),
    Status.SECOND_LOOK: mark("second"),
    Status.THIRD_LOOK: mark("third"),
    Status.REJECTED: mark("rejected"),
    Status.POSTPONED: mark("later"),
}
_COLONS = (":", "：")
"""The second is what the colon key gives while a Chinese input method is on."""


def word_for(status: Status) -> str:
    """What asks for the cards that stand so, in the language of the run.

    Raises:
        KeyError: there is no word for it.
    """
    return ":" + tr(_WORDS[status])


def status_asked(word: str) -> Status | None:
    """How the cards are to stand that this word asks for; None where it is a word like any other."""
    if not word.startswith(_COLONS):
        return None
    return next((status for status, each in _WORDS.items() if word[1:] in {each, tr(each).lower()}), None)
