"""Python's cyclic garbage, collected on Qt's thread alone.

Python collects in whichever thread happens to allocate. Widgets that are part of a reference cycle would then be
destroyed by a thread that decodes images or writes the journal, and Qt allows that on its own thread only: it warns of
timers stopped from elsewhere, and sooner or later the program crashes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

LOOK_MS = 250
"""How often the collector looks whether anything is due. Cycles are few here: most objects go with their last name."""


@contextmanager
def collected_here() -> Iterator[None]:
    """While this lasts, garbage is collected by the thread that entered, from its Qt event loop."""
    was_enabled = gc.isenabled()
    gc.disable()
    # What the start has made stays until the end; a full collection need not walk through it each time.
    gc.collect()
    gc.freeze()
    timer = QTimer()
    timer.timeout.connect(_collect_what_is_due)
    timer.start(LOOK_MS)
    try:
        yield
    finally:
        timer.stop()
        gc.collect()
        if was_enabled:
            gc.enable()


def _collect_what_is_due() -> None:
    """The oldest generation that Python itself would collect by its thresholds now."""
    due = [
        age for age, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
    ]
    if due:
        gc.collect(due[-1])
