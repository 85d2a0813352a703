"""The hash chain: each line of the journal carries the hash of the one before it, so no line can be changed or moved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from carddesk.store.codec import canonical

FIRST_HASH = "0" * 64
"""Stands where the first line names the one before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal as it is stored; `body` is the JSON text, so that a proof needs no decoding."""

    seq: int
    case_id: int
    at: str
    operator: str
    kind: str
    body: str
    previous_hash: str
    hash: str = ""

    @property
    def digest(self) -> str:
        """What `hash` must be: SHA-256 in hex over the canonical JSON array of all the rest of the line."""
        rest = [self.seq, self.case_id, self.at, self.operator, self.kind, self.body, self.previous_hash]
        return hashlib.sha256(canonical(rest).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Proof:
    """What `Workspace.verify` found.

    Attributes:
        lines: how many lines were proved, from the first on.
        broken_at: sequence number of the first line that does not hold; None if all hold.
        reason: what is wrong with it, in words.
    """

    lines: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        """Whether every line holds."""
        return self.broken_at is None


def fault(line: Line, seq: int, previous_hash: str) -> str:
    """What is wrong with a line that should be number `seq` and follow `previous_hash`; empty if nothing is."""
    if line.seq != seq:
        return f"line {seq} is gone"
    if line.previous_hash != previous_hash:
        return "it does not follow the line before it"
    return "" if line.hash == line.digest else "its words were changed"
