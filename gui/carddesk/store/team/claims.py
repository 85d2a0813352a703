"""Claims: which desk has which case. No case is on two desks, and what a desk that died had is free after its lease.

The server's clock alone decides when a lease ends; a desk is told how many seconds are left. The database refuses every
judgement from a desk that does not hold the case (`ClaimLost`). What happens by itself needs no claim: images taken in,
readings that arrive, exports. So that no image is paid for twice, a desk claims a case for the purpose `reading` before it sends
its images; that claim and the one of the purpose `desk` do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from carddesk.cards.case import Status

LEASE_S: Final = 60.0
"""For how long a case is a desk's that says nothing more."""
RENEW_S: Final = 20.0
"""How often a desk renews its leases; two may fail."""

Purpose = Literal["desk", "reading"]
Place = tuple[int, int, int]

_CLAIM = text("SELECT won, desk, operator, token, left_s FROM claim_case(:case_id, :purpose, :lease_s)")
_NEXT = text(
    "SELECT case_id, token, left_s FROM claim_next(:statuses, :search, :but, :anchor, :rank, :after_id, :lease_s)"
)
_RENEW = text("SELECT case_id, purpose, token, left_s FROM claims_renew(:lease_s)")
_RELEASE = text("SELECT claim_release(:case_id, :purpose)")
_RELEASE_ALL = text("SELECT claims_release()")
_HELD = text(
    "SELECT case_id, purpose, desk, operator, token, extract(epoch FROM until - clock_timestamp())::float AS left_s "
    "FROM claims WHERE until > clock_timestamp() ORDER BY case_id"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that is on a desk.

    Attributes:
        mine: whether it is on this desk.
        operator: who sits there.
        desk: which one: the same operator may sit at two.
        token: another one each time the case goes to another desk.
        left_s: seconds until it is free, unless it is renewed.
    """

    case_id: int
    mine: bool
    operator: str
    desk: str
    token: UUID
    left_s: float
    purpose: Purpose = "desk"


class Claims:
    """The claims of a team, for one desk. Safe to use from any thread; each call is one transaction of its own.

    Every method raises `EnvironmentFault`: `team_unreachable`, `team_busy` (somebody is writing to the case right now: try
    again), `team_refused` (an auditor claims nothing).

    Args:
        desk: the id of this one.
        operator: who sits at it.
        transaction: gives a connection in a transaction.
    """

    def __init__(self, desk: str, operator: str, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self.desk = desk
        self.operator = operator
        self._transaction = transaction

    def claim(self, case_id: int, purpose: Purpose = "desk", *, lease_s: float = LEASE_S) -> Claim:
        """Have this case, if it is free or this desk's already (which renews it); else `mine` is False and it says who has it.

        Raises:
            KeyError: there is no such case.
        """
        asked = {"case_id": case_id, "purpose": purpose, "lease_s": lease_s}
        with self._transaction() as connection:
            row = connection.execute(_CLAIM, asked).first()
        if row is None:
            raise KeyError(case_id)
        return Claim(case_id, row.won, row.operator, row.desk, row.token, row.left_s, purpose)

    def claim_next(
        self,
        statuses: Collection[Status | str],
        *,
        after: Place = (0, 0, 0),
        search: str = "",
        but: Sequence[int] = (),
        lease_s: float = LEASE_S,
    ) -> Claim | None:
        """Have the next case that nobody has; None where there is none. Desks that ask at the same time get different ones.

        In the order of the queue behind the place `after`, then from its beginning. Cases that wait for another operator's
        look than this one's are passed over, and so are those whose image another case took in.

        Args:
            statuses: those that count as open.
            after: `QueueEntry.place` of the case that the desk comes from.
            search: what must stand in the case's search text, folded as there.
            but: cases to pass over.
            lease_s: for how long.
        """
        anchor, rank, after_id = after
        asked = {
            "statuses": [str(getattr(each, "value", each)) for each in statuses],
            "search": search,
            "but": list(but),
            "anchor": anchor,
            "rank": rank,
            "after_id": after_id,
            "lease_s": lease_s,
        }
        with self._transaction() as connection:
            row = connection.execute(_NEXT, asked).first()
        return Claim(row.case_id, True, self.operator, self.desk, row.token, row.left_s) if row is not None else None

    def renew(self, *, lease_s: float = LEASE_S) -> list[Claim]:
        """Renew all that this desk has; gives what it still has. What is missing from it went to another desk meanwhile.

        A lease that ran out is renewed as well, as long as nobody else took the case.
        """
        with self._transaction() as connection:
            rows = connection.execute(_RENEW, {"lease_s": lease_s}).all()
        return [Claim(row.case_id, True, self.operator, self.desk, row.token, row.left_s, row.purpose) for row in rows]

    def release(self, case_id: int, purpose: Purpose = "desk") -> bool:
        """Let go of a case; whether this desk had it."""
        with self._transaction() as connection:
            return bool(connection.execute(_RELEASE, {"case_id": case_id, "purpose": purpose}).scalar_one())

    def release_all(self) -> int:
        """Let go of all that this desk has, as when it is closed; how many cases those were."""
        with self._transaction() as connection:
            return int(connection.execute(_RELEASE_ALL).scalar_one())

    def held(self) -> dict[tuple[int, Purpose], Claim]:
        """All claims of the team that hold now, by case and purpose."""
        with self._transaction() as connection:
            rows = connection.execute(_HELD).all()
        return {
            (row.case_id, row.purpose): Claim(
                row.case_id, row.desk == self.desk, row.operator, row.desk, row.token, row.left_s, row.purpose
            )
            for row in rows
        }
