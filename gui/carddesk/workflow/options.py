"""What the operator wants of a service: values for the options it declares, checked, filled up and written down. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from carddesk.services.choices import taken
from carddesk.services.contract import Option, OptionValue, ServiceInfo


def defaults(info: ServiceInfo) -> dict[str, OptionValue]:
    """What holds when nothing is said."""
    return {option.key: option.default for option in info.options}


def settled(info: ServiceInfo, wished: Mapping[str, object]) -> dict[str, OptionValue]:
    """A value for every declared option: the one wished for where it is allowed, else the default."""
    values = defaults(info)
    for option in info.options:
        if option.key in wished and (value := taken(option, wished[option.key])) is not None:
            values[option.key] = value
    return values


def written(info: ServiceInfo, values: Mapping[str, OptionValue], lost: Collection[str] = ()) -> str:
    """What differs from the defaults, as the one JSON text of it; empty where nothing does.

    Options that are `lost` are written as such.
    """
    changed: dict[str, OptionValue | list[str] | None] = {
        option.key: _in_order(option, value)
        for option in info.options
        if (value := values.get(option.key, option.default)) != option.default
    }
    changed |= dict.fromkeys(lost)
    return json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if changed else ""


def _in_order(option: Option, value: OptionValue) -> OptionValue | list[str]:
    """The same choices are always written in the same order: that in which they are declared."""
    return [each for each in option.choices if each in value] if isinstance(value, tuple) else value


def kept(info: ServiceInfo, text: str) -> dict[str, OptionValue]:
    """The values that were `written` once. What the service no longer knows is passed over; what is `lost` has its default."""
    return settled(info, _said(text) or {})


def lost(info: ServiceInfo, text: str) -> tuple[str, ...]:
    """Keys of the options that were `written` once with a value that cannot be read, or that they can no longer have.

    Their defaults are not what the operator wants: with one of them encryption may be off.
    """
    said = _said(text)
    if said is None:
        return tuple(option.key for option in info.options)
    return tuple(
        option.key for option in info.options if option.key in said and taken(option, said[option.key]) is None
    )


def _said(text: str) -> dict[str, object] | None:
    """What the text holds; None where it cannot be read."""
    try:
        said = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
