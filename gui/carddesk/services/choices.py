"""The options of a call: every declared one has a value of its own kind, and there are no others."""

from __future__ import annotations

import math
from collections.abc import Mapping

from carddesk.errors import ServiceError
from carddesk.language import tr
from carddesk.services.contract import Option, OptionValue, ServiceInfo


def chosen(info: ServiceInfo, given: Mapping[str, OptionValue] | None) -> dict[str, OptionValue]:
    """What was given, and the defaults of the rest.

    Raises:
        ServiceError: `bad_option`, there is no such option, or it cannot have this value.
    """
    declared = {option.key: option for option in info.options}
    values = {key: option.default for key, option in declared.items()}
    for key, wished in (given or {}).items():
        if key not in declared:
            known = ", ".join(declared) or tr("none")
            raise ServiceError(
                "bad_option",
                tr("{service} has no option {option}; it has: {known}.", service=info.id, option=key, known=known),
            )
        value = taken(declared[key], wished)
        if value is None:
            raise ServiceError("bad_option", _sentence(declared[key], info.id))
        values[key] = value
    return values


def taken(option: Option, value: object) -> OptionValue | None:
    """`value` as the option holds it; None where it cannot have it."""
    match option.kind:
        case "bool":
            return value if isinstance(value, bool) else None
        case "int" | "float":
            return _number(option, value)
        case "choices":
            return _several(option, value)
        case "choice":
            return value if isinstance(value, str) and value in option.choices else None
    return value if isinstance(value, str) else None


def _several(option: Option, value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple) or not all(
        isinstance(each, str) and each in option.choices for each in value
    ):
        return None
    return tuple(dict.fromkeys(value))


def _number(option: Option, value: object) -> OptionValue | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        if option.kind == "float":
            return float(value) if math.isfinite(value) else None
        return int(value) if value == int(value) else None
    except (OverflowError, ValueError):  # no int is infinite, no float holds every int, and nan is neither
        return None


def _sentence(option: Option, service: str) -> str:
    if option.choices:
        choices = ", ".join(each or '""' for each in option.choices)
        return tr(
            "The option {option} of {service} takes {choices}.", option=option.key, service=service, choices=choices
        )
    return tr("The option {option} of {service} cannot have this value.", option=option.key, service=service)
