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


def named(option: Option, choice: str) -> str:
    """A choice for people who pick it, in the language of the run: `Vietnam (VNM)`, or its own word where it is no code."""
    meaning = option.meaning(choice)
    return f"{tr(meaning)} ({choice})" if meaning else tr(choice)


def allowed(option: Option) -> str:
    """What may be given for people who type it, in the language of the run: `any of VNM (Vietnam), …`, `a number from 0 to 1`."""
    match option.kind:
        case "bool":
            return tr("true or false")
        case "int":
            return _between(option, tr("a whole number"))
        case "float":
            return _between(option, tr("a number"))
        case "text":
            return tr("text")
    told = {choice: option.meaning(choice) for choice in option.choices}
    choices = ", ".join(f"{choice} ({tr(meaning)})" if meaning else choice or '""' for choice, meaning in told.items())
    if option.kind == "choices":
        return tr("any of {choices}, with commas between them", choices=choices)
    return tr("one of {choices}", choices=choices)


def _between(option: Option, kind: str) -> str:
    least, most = (None if bound is None else f"{bound:.15g}" for bound in (option.least, option.most))
    if least is not None and most is not None:
        return tr("{kind} from {least} to {most}", kind=kind, least=least, most=most)
    if least is not None:
        return tr("{kind}, at least {least}", kind=kind, least=least)
    return tr("{kind}, at most {most}", kind=kind, most=most) if most is not None else kind


def _number(option: Option, value: object) -> OptionValue | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value) if option.kind == "float" else int(value)
    except (OverflowError, ValueError):  # no int is infinite, no float holds every int, and nan is neither
        return None
    exact = math.isfinite(number) if option.kind == "float" else number == value
    return number if exact and _is_within(option, number) else None


def _is_within(option: Option, number: float) -> bool:
    return (option.least is None or option.least <= number) and (option.most is None or number <= option.most)


def _sentence(option: Option, service: str) -> str:
    return tr(
        "The option {option} of {service} takes {allowed}.",
        option=option.key,
        service=service,
        allowed=allowed(option),
    )
