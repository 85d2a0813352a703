"""What the operator wants of a service: values for the options it declares, checked, filled up and written down. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping

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
