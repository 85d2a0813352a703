"""One thing that the doctor looked at: whether it works, and what to do if not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands. `WARN`: the program works, but something about it is missing or slow. `FAIL`: it does not."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        id: stable, lower_snake_case, for scripts.
        verdict: how it stands.
        what: what was found, in the language of the run.
        advice: what to do about it; empty where nothing is to be done.
    """

    id: str
    verdict: Verdict
    what: str
    advice: str = ""


def ok(id_: str, what: str) -> Finding:
    """It works."""
    return Finding(id_, Verdict.OK, what)


def warn(id_: str, what: str, advice: str) -> Finding:
    """The program works without it."""
    return Finding(id_, Verdict.WARN, what, advice)


def fail(id_: str, what: str, advice: str) -> Finding:
    """The program does not work, or a part of it does not."""
    return Finding(id_, Verdict.FAIL, what, advice)
