"""The formats that are opened. Each is a module of this package with a name `FORMAT`; bytes find theirs here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from carddesk.imaging.formats.contract import Format


def of(data: bytes) -> Format:
    """The format of these bytes; of those that nobody claims the first one, which says what is wrong with them."""
    known = every()
    return next((each for each in known if each.claims(data)), known[0])


@cache
def every() -> tuple[Format, ...]:
    """All of them, in the order in which they are asked. What takes long to load, each loads when it is needed."""
    modules = (importlib.import_module(each.name) for each in pkgutil.iter_modules(__path__, f"{__name__}."))
    offered = (getattr(module, "FORMAT", None) for module in modules)
    return tuple(sorted((each for each in offered if each is not None), key=lambda each: each.order))
