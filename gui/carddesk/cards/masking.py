"""Masked values: those that services return (parts hidden by `*` or runs of x; no rule may judge or mend them), and our own."""

from __future__ import annotations

import re
from collections.abc import Collection

_HIDDEN = re.compile(r"[*＊]|[●•]{2,}")
_NOBODYS = frozenset({"service", "document"})
_SHARE = re.compile(r"\d{1,3}%")
_HIDDEN_IN_NUMBER = re.compile(r"[xX×]{3,}")
HIDDEN = "••••••"
"""What stands on screen for a value that is not to be seen: the same for every value, so that not even its length is told.

Nothing of the value is left standing, since what several fields leave standing adds up: the first six and last four signs
of a number beside the birth date are the whole number.
"""


def is_masked(value: str, *, number: bool = False) -> bool:
    """Whether part of `value` is hidden; in a number a run of three or more x hides something too."""
    return bool(_HIDDEN.search(value) or (number and _HIDDEN_IN_NUMBER.search(value)))


def masked_name(name: str) -> str:
    """What may stay of a name, or of the name of a file, in a list: its first sign."""
    return f"{name.strip()[:1]}*" if name.strip() else ""


def masked_remark(arguments: tuple[tuple[str, str], ...], known: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """The arguments of a flag or repair, without those that tell more than a sign beyond what is `known` (seen anyway).

    Which service says it, what kind of card that is, and how sure a reading was, is nobody's secret.
    """
    return tuple((name, said if name in _NOBODYS or _is_told(said, known) else HIDDEN) for name, said in arguments)


def _is_told(said: str, known: Collection[str]) -> bool:
    return len(said) <= 1 or bool(_SHARE.fullmatch(said)) or any(said in each for each in known)
