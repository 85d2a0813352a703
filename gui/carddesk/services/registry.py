"""Finding services: built-in modules, and the entry-point group `carddesk.services`."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import entry_points
from importlib.util import find_spec

from carddesk.services.contract import ReadingService, ServiceContext

ENTRY_POINT_GROUP = "carddesk.services"

logger = logging.getLogger(__name__)


def discover(places: Iterable[str], context: ServiceContext) -> dict[str, ReadingService]:
    """Every service by id, in the order in which they are offered.

    Each of `places` names a module, or a package whose modules are all looked at. A module that has a name `SERVICE`
    offers that class; so does each entry point of the group. A service that fails to load is logged as a warning,
    and the rest go on.
    """
    found: dict[str, ReadingService] = {}
    for origin, load in (*_built_in(places), *_plugged_in()):
        service = _load(origin, load, context)
        if service is None:
            continue
        if service.info.id in found:
            logger.warning(
                "service %s from %s is already there; the first one stays",
                service.info.id,
                origin,
            )
            continue
        found[service.info.id] = service
    return dict(sorted(found.items(), key=lambda item: (item[1].info.order, item[0])))


def _built_in(places: Iterable[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    for place in places:
        for name in _modules(place):
            yield name, partial(_offered_by, name)


def _offered_by(module: str) -> object:
    return getattr(importlib.import_module(module), "SERVICE", None)


def _modules(place: str) -> list[str]:
    # Only looked up, not run: a module that breaks on import must fail alone, in `_load`.
    spec = find_spec(place)
    folders = spec.submodule_search_locations if spec else None
    return [module.name for module in pkgutil.iter_modules(folders, f"{place}.")] if folders else [place]


def _plugged_in() -> list[tuple[str, Callable[[], object]]]:
    return [(entry.value, entry.load) for entry in entry_points(group=ENTRY_POINT_GROUP)]


def _load(origin: str, load: Callable[[], object], context: ServiceContext) -> ReadingService | None:
    # A plug-in is foreign code: whatever it raises must not keep the other services from loading.
    try:
        offered = load()
        return None if offered is None else offered(context)  # type: ignore[operator]
    except Exception:
        logger.warning("service %s could not be loaded", origin, exc_info=True)
        return None
