"""A vendor's account that several desks use at once: how they keep to its limits together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Turn:
    """What a desk is told that wants to call.

    Attributes:
        token: by which the turn is given back; None where all places are taken: ask again after `wait_s`.
        wait_s: seconds until the call may go out.
    """

    token: str | None
    wait_s: float


class SharedPace(Protocol):
    """Where desks agree. Every method blocks, for a question to a server, and is safe to call from any thread.

    Raises:
        UserError: the server cannot be asked; then nothing is sent, since nobody knows what others send.
    """

    def take(self, account: str, per_second: float, at_once: int, lease_s: float) -> Turn:
        """The next turn of all desks together; a place that is not given back is free after the lease."""

    def done(self, token: str) -> None:
        """Give a turn's place back."""

    def slow_down(self, account: str, wait_s: float) -> None:
        """The vendor asked for patience: as for a desk by itself, for all of them."""


class PaceToCome:
    """A pace that is known later than the services are built; until then everybody is by themselves.

    Attributes:
        shared: the one to keep to.
    """

    shared: SharedPace | None = None

    def take(self, account: str, per_second: float, at_once: int, lease_s: float) -> Turn:
        """See `SharedPace`."""
        return Turn("", 0.0) if self.shared is None else self.shared.take(account, per_second, at_once, lease_s)

    def done(self, token: str) -> None:
        """See `SharedPace`."""
        if self.shared is not None and token:
            self.shared.done(token)

    def slow_down(self, account: str, wait_s: float) -> None:
        """See `SharedPace`."""
        if self.shared is not None:
            self.shared.slow_down(account, wait_s)
