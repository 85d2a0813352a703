"""What the operator wants of a service: values for the options it declares, checked, filled up and written down. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

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


def taken(option: Option, value: object) -> OptionValue | None:
    """`value` as the option holds it; None where it cannot have it."""
    if option.kind == "bool":
        return value if isinstance(value, bool) else None
    if option.kind in {"int", "float"}:
        return _number(option, value)
    if option.kind == "choices":
        return _several(option, value)
    if not isinstance(value, str):
        return None
    return value if option.kind == "text" or value in option.choices else None


def _several(option: Option, value: object) -> tuple[str, ...] | None:
    picked = tuple(value) if isinstance(value, list | tuple) else None
    allowed = picked is not None and all(isinstance(each, str) and each in option.choices for each in picked)
    return tuple(dict.fromkeys(picked)) if picked is not None and allowed else None


def _number(option: Option, value: object) -> OptionValue | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if option.kind == "float":
        return float(value)
    return int(value) if value == int(value) else None


def written(info: ServiceInfo, values: Mapping[str, OptionValue]) -> str:
    """What differs from the defaults, as the one JSON text of it; empty where nothing does."""
    changed = {
        option.key: _in_order(option, value)
        for option in info.options
        if (value := values.get(option.key, option.default)) != option.default
    }
    return json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if changed else ""


def _in_order(option: Option, value: OptionValue) -> OptionValue | list[str]:
    """The same choices are always written in the same order: that in which they are declared."""
    return [each for each in option.choices if each in value] if isinstance(value, tuple) else value


def kept(info: ServiceInfo, text: str) -> dict[str, OptionValue]:
    """The values that were `written` once. What the service no longer knows or allows is passed over."""
    try:
        said = json.loads(text) if text else {}
    except ValueError:
        said = {}
    return settled(info, said if isinstance(said, dict) else {})
