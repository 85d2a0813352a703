"""The hash chain of a case: each line carries the hash of the one before it, so none can be changed, moved or left out.

What a line says enters the chain by its seal alone, a hash with a salt. So the words of a line can be erased, salt and all, and
the chain is as provable as before; without the salt nobody can try out which words they were.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from carddesk.language import mark, tr
from carddesk.store.codec import canonical

FIRST_HASH = "0" * 64
"""Stands where the first line of a case names the one before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal as it is stored.

    Attributes:
        seq: 1, 2, 3 … in the case.
        body: the JSON text, so that a proof needs no decoding; None once it was erased.
        salt: 16 random bytes in hex; None once the body was erased.
        sealed: SHA-256 in hex over salt and body.
    """

    case_id: int
    seq: int
    at: str
    operator: str
    kind: str
    body: str | None
    salt: str | None
    sealed: str
    previous_hash: str
    hash: str = ""

    @property
    def digest(self) -> str:
        """What `hash` must be: SHA-256 in hex over the canonical JSON array of the rest of the line but body and salt."""
        rest = [self.case_id, self.seq, self.at, self.operator, self.kind, self.sealed, self.previous_hash]
        return hashlib.sha256(canonical(rest).encode()).hexdigest()


GONE = mark("line {seq} is gone")
UNREADABLE = mark("what it says cannot be read")
_UNCOVERED = mark("its words were taken away, and no later line says so")


@dataclass(frozen=True, slots=True)
class Break:
    """A line that does not hold: the case, the line in it, and what is wrong, as an English source string."""

    case_id: int
    seq: int
    reason: str

    @property
    def words(self) -> str:
        """What is wrong, in the language of the run."""
        return tr(self.reason, seq=self.seq)


@dataclass(frozen=True, slots=True)
class Proof:
    """What `Workspace.verify` found.

    Attributes:
        cases, lines: how many were looked at.
        erased: how many lines no longer say what they said, as was wanted.
        breaks: the first line that does not hold, of each case that has one.
    """

    cases: int
    lines: int
    erased: int = 0
    breaks: tuple[Break, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every line holds."""
        return not self.breaks


def new_salt() -> str:
    """16 random bytes in hex."""
    return secrets.token_hex(16)


def seal(body: str, salt: str) -> str:
    """SHA-256 in hex over salt and body."""
    return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


def sealed(line: Line) -> Line:
    """A new line with its seal and its hash, over all the rest of it."""
    if line.body is None or line.salt is None:
        raise ValueError("a new line says something")
    line = replace(line, sealed=seal(line.body, line.salt))
    return replace(line, hash=line.digest)


def fault(line: Line, seq: int, previous_hash: str) -> str:
    """What is wrong with a line that should be number `seq` and follow `previous_hash`; empty if nothing is."""
    if line.seq != seq:
        return GONE
    if line.previous_hash != previous_hash:
        return mark("it does not follow the line before it")
    if (line.body is None) != (line.salt is None):
        return mark("its words were taken away in part")
    if line.body is not None and line.salt is not None and seal(line.body, line.salt) != line.sealed:
        return mark("its words were changed")
    return "" if line.hash == line.digest else mark("it was changed")


class Walk:
    """Along the lines of one case, in order, from the first.

    Attributes:
        lines, erased: how many lines there were, and how many of them no longer say what they said.
    """

    def __init__(self, case_id: int) -> None:
        self.lines = self.erased = 0
        self._case_id = case_id
        self._reason = ""
        self._head = (0, FIRST_HASH)
        self._wordless: set[int] = set()

    def take(self, line: Line, unreadable: str, erases: Collection[int] | None) -> None:
        """The next line; why its words cannot be read, and the lines of which it says that they were erased, if so."""
        self.lines += 1
        self.erased += line.body is None
        seq, previous_hash = self._head
        self._reason = self._reason or fault(line, seq + 1, previous_hash) or unreadable
        if self._reason:
            return
        self._head = (line.seq, line.hash)
        if line.body is None:
            self._wordless.add(line.seq)
        self._wordless.difference_update(erases or ())

    def end(self, head: tuple[int, str] | None) -> Break | None:
        """That was the last line, and the case has this head: the first line that does not hold, if one does not."""
        if self._reason:
            return Break(self._case_id, self._head[0] + 1, self._reason)
        if self._wordless:
            return Break(self._case_id, min(self._wordless), _UNCOVERED)
        return Break(self._case_id, self._head[0] + 1, GONE) if head != self._head else None
