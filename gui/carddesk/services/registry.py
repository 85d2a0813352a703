"""Finding services: built-in modules, and the entry-point group `carddesk.services`."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points
from importlib.util import find_spec

from carddesk.language import tr
from carddesk.services.contract import ReadingService, ServiceContext
from carddesk.services.declaration import require_sound

ENTRY_POINT_GROUP = "carddesk.services"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Broken:
    """A service that is left out.

    Attributes:
        origin: the module, or the entry point and its package.
        why: for whoever mends it, in English.
    """

    origin: str
    why: str

    @property
    def said(self) -> str:
        """That it is left out, in a sentence for whoever runs the program."""
        return tr("A service cannot be used and is left out: {origin}: {why}", origin=self.origin, why=self.why)


Told = Callable[[Broken], None]


def discover(places: Iterable[str], context: ServiceContext, told: Told | None = None) -> dict[str, ReadingService]:
    """Every service by id, in the order in which they are offered.

    Each of `places` names a module, or a package whose modules are all looked at. A module that has a name `SERVICE`
    offers that class; so does each entry point of the group. A service that cannot be used is logged as a warning and
    `told`, and the rest go on; of two with one id the first one stays, and the built-in ones come first.
    """
    found: dict[str, ReadingService] = {}
    for origin, load in (*_built_in(places), *_plugged_in(told)):
        service = _load(origin, load, context, told)
        if service is None:
            continue
        if service.info.id in found:
            logger.warning("service %s from %s is already there; the first one stays", service.info.id, origin)
            _tell(told, origin, f"there is another service called {service.info.id}")
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


def _plugged_in(told: Told | None) -> Iterator[tuple[str, Callable[[], object]]]:
    for entry in _entries(told):
        package = entry.dist.name if entry.dist else "?"
        yield f"{entry.value} ({package})", entry.load


def _entries(told: Told | None) -> list[EntryPoint]:
    try:
        return list(entry_points(group=ENTRY_POINT_GROUP))
    except (ValueError, TypeError, AttributeError):
        # One package whose list of entry points cannot be read spoils the whole look-up: look at each by itself.
        return [entry for package in distributions() for entry in _entries_of(package, told)]


def _entries_of(package: Distribution, told: Told | None) -> list[EntryPoint]:
    try:
        return [entry for entry in package.entry_points if entry.group == ENTRY_POINT_GROUP]
    except (ValueError, TypeError, AttributeError) as error:
        logger.warning("the entry points of %s cannot be read", package.name, exc_info=True)
        _tell(told, package.name, f"its entry points cannot be read: {error}")
        return []


def _load(origin: str, load: Callable[[], object], context: ServiceContext, told: Told | None) -> ReadingService | None:
    # A plug-in is foreign code: whatever it raises must not keep the other services from loading.
    try:
        offered = load()
        return None if offered is None else require_sound(offered(context))  # type: ignore[operator]
    except (Exception, SystemExit) as error:
        logger.warning("service %s could not be loaded", origin, exc_info=True)
        _tell(told, origin, f"{type(error).__name__}: {error}".partition("\n")[0])
        return None


def _tell(told: Told | None, origin: str, why: str) -> None:
    if told is not None:
        told(Broken(origin, why))
