"""Masked values: parts hidden by `*` or runs of x, as some services return them. No rule may judge or mend them."""

from __future__ import annotations

import re

_HIDDEN = re.compile(r"[*＊]|[●•]{2,}")
_HIDDEN_IN_NUMBER = re.compile(r"[xX×]{3,}")


def is_masked(value: str, *, number: bool = False) -> bool:
    """Whether part of `value` is hidden; in a number a run of three or more x hides something too."""
    return bool(_HIDDEN.search(value) or (number and _HIDDEN_IN_NUMBER.search(value)))
