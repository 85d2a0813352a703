"""Finding the back-ends: modules of this package that have a name `BACKEND`, and the entry-point group `carddesk.scanners`."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import entry_points

from carddesk.capture import scanner
from carddesk.capture.scanner.contract import ScannerBackend

ENTRY_POINT_GROUP = "carddesk.scanners"

logger = logging.getLogger(__name__)

Setting = Callable[[str], object]
"""The value of a setting by its key."""


def backends(setting: Setting) -> Mapping[str, ScannerBackend]:
    """Every back-end by its id, built-in ones first. One that cannot be loaded is logged, and the rest go on."""
    found: dict[str, ScannerBackend] = {}
    for origin, load in (*_built_in(), *_plugged_in()):
        # A plug-in is foreign code: whatever it raises must not keep the other back-ends from loading.
        try:
            offered = load()
            backend = offered(setting) if offered is not None else None  # type: ignore[operator]
        except (Exception, SystemExit):
            logger.warning("scanner back-end %s could not be loaded", origin, exc_info=True)
            continue
        if isinstance(backend, ScannerBackend):
            found.setdefault(backend.id, backend)
    return found


def _built_in() -> Iterator[tuple[str, Callable[[], object]]]:
    for module in pkgutil.iter_modules(scanner.__path__, f"{scanner.__name__}."):
        yield module.name, partial(_offered_by, module.name)


def _offered_by(module: str) -> object:
    return getattr(importlib.import_module(module), "BACKEND", None)


def _plugged_in() -> Iterator[tuple[str, Callable[[], object]]]:
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        yield entry.value, entry.load
