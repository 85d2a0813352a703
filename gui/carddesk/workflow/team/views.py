"""What a desk of a team shows of the team: frozen views."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TeamView:
    """How the desk stands with its team.

    Attributes:
        name: of the team's database.
        operator: the name in which this desk writes.
        role: what this login may do.
        cut_since: local time HH:MM since when the server cannot be reached; empty while it can.
        unsent: how many edits are kept here until the server has them.
        waits_for: who has a card on their desk that edits kept here are about.
        contradicted: of how many cards others went on otherwise than was said here.
        outdated: the team uses a newer version of the program.
        trouble: what else keeps edits from the server, in words.
    """

    name: str
    operator: str
    role: str = "operator"
    cut_since: str = ""
    unsent: int = 0
    waits_for: str = ""
    contradicted: int = 0
    outdated: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line of what was said: when (local time), by whom, and what."""

    at: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class HeldView:
    """What was said here of one card, or of several that hang together, and what others said meanwhile.

    Attributes:
        number: by which it is spoken of.
        cases: numbers and names of the cards.
        can_go_on_top: whether mine can be said once more upon theirs.
    """

    number: int
    cases: tuple[tuple[int, str], ...]
    theirs: tuple[SaidLine, ...]
    mine: tuple[SaidLine, ...]
    can_go_on_top: bool = True
