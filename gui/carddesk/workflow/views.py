"""What a desk shows: frozen views of cases and of the queue, made from the journal. The UI renders these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from carddesk.cards.basis import Basis
from carddesk.cards.case import Status
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.looks import Wanted
from carddesk.cards.reading import Face
from carddesk.cards.repairs import Repair
from carddesk.workflow.team.views import TeamView


class FieldState(StrEnum):
    """How a field stands, graver last; a human's word outranks the machine's doubt.

    `EMPTY`: the document may bear it, the service did not find it, and nobody misses it. `WANTED`: the operator is to type it
    without seeing what others said; `TYPED`: they have.
    """

    EMPTY = "empty"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    SURE = "sure"
    TYPED = "typed"
    WANTED = "wanted"
    DOUBTFUL = "doubtful"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as the form and the image show it.

    Attributes:
        label: as printed on the card.
        title: English source string, for the accessible description.
        text: what the service said.
        value: what holds now, in normal form: the human's word, else the reading's.
        shown: `value` as a person reads and types it (长期 for the open end; 男/女 for sex).
        flags: those still standing on `value`; a confirmed field keeps them, but no longer needs a human.
        repairs: values offered in its place, the likeliest first.
        reason: why an error was let stand.
        agreed_by: title of another service that reads the same as what holds; empty where none does.
        other_shown: what another service reads instead, as a person reads it; empty where none does.
        read_by: id of the service whose reading the value was taken from, where that is not the one that read the card.
    """

    key: str
    label: str
    title: str
    kind: FieldKind
    text: str
    value: str
    shown: str
    state: FieldState
    flags: tuple[Flag, ...] = ()
    quad: Quad | None = None
    confidence: float | None = None
    char_confidences: tuple[float, ...] = field(default=(), repr=False)
    quality: float | None = None
    picture: str = field(default="", repr=False)
    """An image in base64, where the field is one (the portrait); `shown` is empty then."""
    repairs: tuple[Repair, ...] = ()
    reason: str = ""
    hidden: bool = False
    """Whether it is masked: its value is not here; its picture, and its place on the image, are to be veiled."""
    agreed_by: str = ""
    other_shown: str = field(default="", repr=False)
    read_by: str = ""
    found: bool = False
    """Whether its place was found by the engine inside, and not told by the service that read it."""
    lines: int = 0
    """About how many lines it fills on the card, where that is not to be reckoned from `text`."""

    @property
    def settled(self) -> bool:
        """Whether a human's word stands."""
        return self.state in {FieldState.CONFIRMED, FieldState.CORRECTED}

    @property
    def offered(self) -> tuple[Repair, ...]:
        """What is offered now: in a settled field only what a human asked for since."""
        return tuple(each for each in self.repairs if not self.settled or getattr(each, "asked", False))

    at: int = 0
    """On which of the case's `faces` it stands."""

    @property
    def needs_human(self) -> bool:
        """Whether Enter stops here."""
        return self.state in {FieldState.WANTED, FieldState.DOUBTFUL, FieldState.BROKEN}

    @property
    def errors(self) -> tuple[Flag, ...]:
        """Flags that nobody has answered for: the value is corrected, or let stand for a reason."""
        broken = self.state is FieldState.BROKEN
        return tuple(flag for flag in self.flags if broken and flag.level is Level.ERROR)


@dataclass(frozen=True, slots=True)
class NotCheckedView:
    """A check that could not be made.

    Attributes:
        title: what it holds the card to; English source string.
        missing: labels of the fields it would have needed.
        other_face: whether these stand on a face that was not read.
    """

    check: str
    title: str
    missing: tuple[str, ...]
    other_face: bool = False


@dataclass(frozen=True, slots=True)
class SecondView:
    """How it stands with the second reading of a case.

    Attributes:
        title: what the service is called, in the language of the run; empty while it is under way.
        agree, differ: how many fields it reads the same, and how many otherwise.
        trouble: why there is none, in words.
    """

    title: str
    agree: int = 0
    differ: int = 0
    under_way: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ImageView:
    """The image of a case: its address, and how far to turn it so that the card reads upright.

    Attributes:
        width, height: of the upright original, in pixels.
        quarter_turns: clockwise quarter turns that make the card read upright, 0..3.
        frame: the part of the page that shows the card, its corners as the card shall be seen; None for the whole page.
        reframed: whether what was read of it was read in another part of the page.
    """

    sha256: str
    page: int
    width: int
    height: int
    quarter_turns: int = 0
    frame: Quad | None = None
    reframed: bool = False


@dataclass(frozen=True, slots=True)
class FaceView:
    """One of the two faces of a case.

    Attributes:
        case_id: the case it came as.
        face: which it is, once it was read.
    """

    case_id: int
    source: str
    face: Face | None
    image: ImageView
    card_quad: Quad | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as the desk shows it.

    Attributes:
        trouble: why there is nothing to verify (file refused, reading failed), in words; else empty.
        trouble_code: `error.code` of that trouble, which decides on the way out.
        trouble_service: id of the service that failed, where one did.
        retryable: whether reading again may help.
        reading: whether a service is at work on it now, or will be when its turn comes.
    """

    id: int
    status: Status
    source: str
    document: str | None
    face: Face | None
    fields: tuple[FieldView, ...]
    flags: tuple[Flag, ...] = ()
    image: ImageView | None = None
    card_quad: Quad | None = None
    service: str | None = None
    trouble: str = ""
    trouble_code: str = ""
    trouble_service: str = ""
    retryable: bool = False
    reading: bool = False
    reason: str = ""
    not_checked: tuple[NotCheckedView, ...] = ()
    faces: tuple[FaceView, ...] = ()
    """Both faces of the card in the order of the form, where there are two; `fields` are of both then."""
    shown: int = 0
    """Which of `faces` is to be looked at: `image` and `card_quad` are of that one."""
    second: SecondView | None = None
    image_erased: bool = False
    """Whether there was an image that is gone, though what was read of it stays."""
    masked: bool = False
    """Whether only what its fields that are not `hidden` hold may be seen, on the image too."""
    look: Literal["", "second", "third", "sealed"] = ""
    """What this operator has to do with a card that another one accepted: type it blind, decide where two differ, or wait
    until somebody has decided about what they typed. `fields` are those alone, then, and hold no other's word but those
    that a third look decides between."""
    basis: Basis = field(default_factory=Basis)
    """For what purpose and which customer it was captured."""
    arriving: bool = False
    """Whether it is known in brief alone: the rest is on its way from the team's database, and nothing can be said till then."""
    holder: str = ""
    """Who has the case on another desk of the team, so that nothing can be said about it here; empty where nobody has."""

    @property
    def closed(self) -> bool:
        """Whether nothing can be typed: a human has decided, and this operator has no look to take; or another desk has it, or it
        is not here yet.
        """
        return bool(self.holder) or self.arriving or (self.status.closed and self.look not in {"second", "third"})

    def field(self, key: str) -> FieldView | None:
        """The field with this key."""
        return next((each for each in self.fields if each.key == key), None)

    @property
    def open_fields(self) -> int:
        """How many fields need a human."""
        return sum(field.needs_human for field in self.fields)

    @property
    def has_error(self) -> bool:
        """Whether a field, or the card as a whole, is more than doubtful."""
        broken = any(field.state is FieldState.BROKEN for field in self.fields)
        return broken or any(flag.level is Level.ERROR for flag in self.flags)

    @property
    def errors(self) -> tuple[Flag, ...]:
        """Errors that concern the card itself: it is accepted despite them only for a reason."""
        return tuple(flag for flag in self.flags if flag.level is Level.ERROR)

    @property
    def first_broken(self) -> str | None:
        """Key of the first field with an error that nobody has answered for."""
        return next((each.key for each in self.fields if each.errors), None)

    @property
    def first_needing_human(self) -> str | None:
        """Key of the field where Enter stops first: one with an error, else a doubtful one."""
        doubtful = (each.key for each in self.fields if each.needs_human)
        return self.first_broken or next(doubtful, None)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case as the queue shows it.

    Attributes:
        open_fields: how many fields need a human.
        waiting: whether it is in line to be read.
        reading: whether a service is at work on it now.
    """

    id: int
    name: str
    status: Status
    document: str | None = None
    open_fields: int = 0
    has_error: bool = False
    waiting: bool = False
    reading: bool = False
    image: str | None = None
    page: int = 1
    frame: Quad | None = None
    """The part of the page that shows the card; None for all of it."""
    search: str = field(default="", repr=False)
    hidden: bool = False
    """Whether its name is masked, and its thumbnail is to be."""
    joined: int = 0
    """The case that came in as the other face of the card; 0 where there is one face."""
    look: Wanted = ""
    """The look that this operator can take at it."""
    holder: str = ""
    """Who has it on another desk of the team; empty where nobody has."""


@dataclass(frozen=True, slots=True)
class AccountUse:
    """Calls of today on one account.

    Attributes:
        account: id of the vendor, or of a service that has none.
        title: what it is called, in the language of the run.
        cap: how many calls a day are allowed; 0 for any number.
    """

    account: str
    title: str
    calls: int = 0
    failures: int = 0
    cap: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A service waits before it sends, as vendors demand.

    Attributes:
        title: of the account, in the language of the run.
        until: on the clock of `time.monotonic`.
    """

    title: str
    until: float


@dataclass(frozen=True, slots=True)
class Progress:
    """Work under way and work done, for the status bar.

    Attributes:
        verified: how many cards were accepted; those are what is exported.
        rejected: how many were refused.
        flagged: how many undecided ones have fields that need a human.
        open: how many still wait for this operator's word, those put off among them.
        looks: how many of these wait for a second or third look.
        awaiting: how many wait for a look that somebody else must take.
        saved_at: local time HH:MM:SS of the last event written.
        uses: today's calls, of the accounts that were called and of the one picked.
        waiting: set while every reading under way waits for its vendor's leave.
        failed: how many cards could not be read.
        an_hour: how many cards this operator decides an hour today; 0 where that cannot be told yet.
        a_minute: images read a minute; 0 where that cannot be told yet.
        left_s: seconds until all are read, waits of vendors among them; 0 where that cannot be told yet.
    """

    cases: int = 0
    verified: int = 0
    rejected: int = 0
    flagged: int = 0
    open: int = 0
    looks: int = 0
    awaiting: int = 0
    loading_done: int = 0
    loading_total: int = 0
    reading_done: int = 0
    reading_total: int = 0
    saved_at: str | None = None
    uses: tuple[AccountUse, ...] = ()
    waiting: Waiting | None = None
    failed: int = 0
    an_hour: int = 0
    a_minute: float = 0.0
    left_s: float = 0.0
    team: TeamView | None = None
    """How the desk stands with its team, where it has one."""

    @property
    def decided(self) -> int:
        """How many cards have a human's word."""
        return self.verified + self.rejected

    @property
    def all_decided(self) -> bool:
        """Whether there are cards, and a human's word on each. A file that could not be opened is no card."""
        return self.decided > 0 and self.open == 0 and self.awaiting == 0
