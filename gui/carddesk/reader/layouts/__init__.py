"""The printed layouts there are. Each module in this package declares its `LAYOUTS`; a new document is a new file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from carddesk.reader.layouts.contract import Layout, Slot

__all__ = ["Layout", "Slot", "layouts"]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout of every document."""
    found: list[Layout] = []
    for module in pkgutil.iter_modules(__path__):
        found += getattr(importlib.import_module(f"{__name__}.{module.name}"), "LAYOUTS", ())
    return tuple(found)
