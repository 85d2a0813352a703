"""Event bodies as JSON and back: strict, versioned, driven by the dataclasses themselves.

The JSON object of a body holds `v`, the version of its form, and one member a dataclass field. Reading is strict about
types; a member that is not known is passed over (a newer program of the same version may have added it), and a missing
one takes the dataclass's default (an older program did not have it yet).
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import types
from enum import StrEnum
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from carddesk.cards import events
from carddesk.cards.geometry import Quad

VERSION = 1
"""Of the bodies' JSON form. Adding a member with a default is not a new version; anything else is."""


class CodecError(ValueError):
    """A stored body that is not what it should be. The journal was damaged, or a newer program wrote it."""


def _kind(body: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", body.__name__).lower()


KINDS: dict[str, type[Any]] = {_kind(body): body for body in get_args(events.Body)}
"""Every event body by the name under which it is stored: `ImageAdded` is `image_added`."""


def kind_of(body: events.Body | type[Any]) -> str:
    """The name under which this body, or this class of bodies, is stored."""
    return _kind(body if isinstance(body, type) else type(body))


def canonical(value: object) -> str:
    """The one JSON text of a value: members sorted, no blanks, no NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def encode(body: events.Body) -> str:
    """The canonical JSON text of a body."""
    return canonical({"v": VERSION, **_plain(body)})


def decode(kind: str, text: str) -> events.Body:
    """The body that was stored under `kind` as `text`.

    Raises:
        CodecError: unknown kind or version, a required member missing, or one of the wrong type.
    """
    if kind not in KINDS:
        raise CodecError(f"unknown kind of event {kind!r}")
    try:
        stored = json.loads(text)
    except ValueError as error:
        raise CodecError(f"{kind}: not JSON: {error}") from error
    if not isinstance(stored, dict) or stored.get("v") != VERSION:
        raise CodecError(f"{kind}: not an object of version {VERSION}")
    return cast(events.Body, _build(KINDS[kind], stored, kind))


def _plain(value: Any) -> Any:
    if isinstance(value, Quad):
        return [list(point) for point in value.points]
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return value


def _build(wanted: Any, value: Any, place: str) -> Any:
    """`value`, as `json.loads` gave it, as an instance of the annotation `wanted`."""
    if (origin := get_origin(wanted)) is not None:
        return _composite(origin, get_args(wanted), value, place)
    if wanted is Quad:
        return _quad(value, place)
    if dataclasses.is_dataclass(wanted):
        return _dataclass(cast(type[Any], wanted), value, place)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return wanted(_checked(value in [each.value for each in wanted], value, place))
    return _scalar(wanted, value, place)


def _composite(origin: Any, inner: tuple[Any, ...], value: Any, place: str) -> Any:
    if origin in (Union, types.UnionType):
        return _union(inner, value, place)
    if origin is tuple:
        return _tuple(inner, value, place)
    if origin is Literal:
        return _checked(value in inner, value, place)
    raise TypeError(f"{place}: the codec knows no {origin}")


def _scalar(wanted: Any, value: Any, place: str) -> Any:
    if wanted is float:
        return float(_checked(type(value) in (int, float) and math.isfinite(value), value, place))
    return _checked(type(value) is wanted, value, place)


def _union(choices: tuple[Any, ...], value: Any, place: str) -> Any:
    if value is None:
        return _checked(type(None) in choices, value, place)
    (wanted,) = (each for each in choices if each is not type(None))
    return _build(wanted, value, place)


def _tuple(inner: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    _checked(isinstance(value, list), value, place)
    if inner[-1] is Ellipsis:
        return tuple(_build(inner[0], each, f"{place}[{at}]") for at, each in enumerate(value))
    _checked(len(value) == len(inner), value, place)
    return tuple(_build(wanted, each, place) for wanted, each in zip(inner, value, strict=True))


def _quad(value: Any, place: str) -> Quad:
    pair = tuple[float, float]
    return Quad(*_build(tuple[pair, pair, pair, pair], value, place))


def _dataclass(wanted: type[Any], value: Any, place: str) -> Any:
    _checked(isinstance(value, dict), value, place)
    given = {}
    for name, annotation, required in _members(wanted):
        if name in value:
            given[name] = _build(annotation, value[name], f"{place}.{name}")
        elif required:
            raise CodecError(f"{place}: {name} is missing")
    return wanted(**given)


_known_members: dict[type[Any], tuple[tuple[str, Any, bool], ...]] = {}


def _described(wanted: type[Any]) -> tuple[tuple[str, Any, bool], ...]:
    """Name, annotation, and whether it must be there, of each member of a dataclass."""
    hints = get_type_hints(wanted)
    return tuple((each.name, hints[each.name], _required(each)) for each in dataclasses.fields(wanted))


def _members(wanted: type[Any]) -> tuple[tuple[str, Any, bool], ...]:
    if wanted not in _known_members:
        _known_members[wanted] = _described(wanted)
    return _known_members[wanted]


def _checked(holds: bool, value: Any, place: str) -> Any:
    if not holds:
        raise CodecError(f"{place}: {value!r:.80} is not allowed here")
    return value


def _required(each: dataclasses.Field[Any]) -> bool:
    return each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
