"""Waiting for what another process will do, with an end to it."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_SECONDS = 20.0


def wait_for(
    get: Callable[[], T], what: str, *, seconds: float = PATIENCE_SECONDS, otherwise: Callable[[], str] = str
) -> T:
    """The first true value that `get` gives; a `TimeoutError` that names `what`, and adds `otherwise()`, if none comes."""
    deadline = time.monotonic() + seconds
    while not (value := get()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {seconds:g} s\n{otherwise()}")
        time.sleep(0.02)
    return value
