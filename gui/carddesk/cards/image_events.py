"""Events of images: how they came into a case, for what, and which part of a page is the card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Face


@dataclass(frozen=True, slots=True)
class ImageAdded:
    """An image joined the case. `index` is which card in that image the case is about."""

    sha256: str
    source: str
    page: int = 1
    index: int = 0
    width: int = 0
    height: int = 0
    face: Face | None = None
    intake: int = 0
    """Number of the first case of all those that came with it in one go; 0 where that is not known."""
    frame: Quad | None = None
    """The part of the page that shows the card, as `ImageFramed` says it; None for the whole page as it is."""
    split_from: int = 0
    """The case of whose page this is one card; 0 for an image that came by itself."""


FramedBy = Literal["hand", "found", "split", "turn"]
"""Why an image has its frame: a human drew it, took the one that the engine found, split a page with several cards, or left
the image turned."""


@dataclass(frozen=True, slots=True)
class ImageFramed:
    """From now on this part of the page shows the card: the `frame` gives its corners as it shall be seen, in pixels of the
    upright original page, so that it crops, straightens and turns at once. None is the whole page as it is.

    `of` as in `ReadingArrived`; `cases` are those that were made of the page's other cards; a `group` is shared by all lines
    that tell of one framing or splitting.
    """

    image: str
    page: int
    frame: Quad | None
    by: FramedBy
    group: str = ""
    of: int = 0
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitOff:
    """The case stands by itself: its card was split off from the page of the case `of`. Taken back, it stands in the queue no
    more.
    """

    of: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class ImageRefused:
    """A file could not be opened; the case stands for it so that nothing is lost from sight."""

    source: str
    page: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class BasisNoted:
    """For what purpose and which customer the card was captured, as it was noted before. It comes with the image, and stays.

    `noted_at` is when it was noted, as `Event.at` is written; what is wrong with it is corrected by a line of its own.
    """

    purpose: str
    customer: str = ""
    noted_at: str = ""


@dataclass(frozen=True, slots=True)
class BasisCorrected:
    """A human noted the purpose or customer of a card that is here, or put right what was noted."""

    purpose: str
    customer: str = ""
    before_purpose: str = ""
    before_customer: str = ""
