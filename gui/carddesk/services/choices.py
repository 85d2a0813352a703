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
    for key, value in (given or {}).items():
        if key not in declared:
            known = ", ".join(declared) or tr("none")
            raise ServiceError(
                "bad_option",
                tr("{service} has no option {option}; it has: {known}.", service=info.id, option=key, known=known),
            )
        if not _allowed(declared[key], value):
            raise ServiceError("bad_option", _sentence(declared[key], info.id))
    return {key: option.default for key, option in declared.items()} | dict(given or {})


def _allowed(option: Option, value: object) -> bool:
    match option.kind:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        case "choices":
            return isinstance(value, tuple) and all(each in option.choices for each in value)
        case "choice":
            return isinstance(value, str) and value in option.choices
    return isinstance(value, str)


def _sentence(option: Option, service: str) -> str:
    if option.choices:
        choices = ", ".join(each or '""' for each in option.choices)
        return tr(
            "The option {option} of {service} takes {choices}.", option=option.key, service=service, choices=choices
        )
    return tr("The option {option} of {service} cannot have this value.", option=option.key, service=service)
