"""`--option KEY=VALUE`: what an operator wants of a service, in the types that the service declares."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.services.choices import taken
from carddesk.services.contract import Option, OptionValue, ServiceInfo

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def parsed_options(pairs: Sequence[str], service: ServiceInfo) -> dict[str, OptionValue]:
    """The options by their keys.

    Raises:
        UserError: no `=`, an option that the service has not, or a value that the option cannot have.
    """
    return dict(_parsed(pair, service) for pair in pairs)


def _parsed(pair: str, service: ServiceInfo) -> tuple[str, OptionValue]:
    key, sign, text = pair.partition("=")
    option = next((each for each in service.options if each.key == key), None)
    if not sign:
        raise UserError("option_form", tr("--option wants KEY=VALUE, not {given}.", given=repr(pair)))
    if option is None:
        known = ", ".join(each.key for each in service.options) or tr("none")
        raise UserError(
            "option_unknown",
            tr("The service {service} has no option {key}; it has: {known}.", service=service.id, key=key, known=known),
        )
    value = _value(option, text)
    if value is None:
        raise UserError(
            "option_value",
            tr("{key} cannot be {value}: allowed is {allowed}.", key=key, value=repr(text), allowed=_allowed(option)),
        )
    return key, value


def _value(option: Option, text: str) -> OptionValue | None:
    """What a person wrote, in the option's own type; None where it cannot have it."""
    if option.kind == "bool":
        return _WORDS.get(text.lower())
    if option.kind == "choices":
        return taken(option, [part.strip() for part in text.split(",") if part.strip()])
    if option.kind in {"text", "choice"}:
        return taken(option, text)
    try:
        return taken(option, int(text) if option.kind == "int" else float(text))
    except ValueError:
        return None


def _allowed(option: Option) -> str:
    words = {"bool": tr("true or false"), "int": tr("a whole number"), "float": tr("a number"), "text": tr("text")}
    if option.kind == "choices":
        return tr("any of {choices}, with commas between them", choices=", ".join(option.choices))
    return words.get(option.kind) or tr("one of {choices}", choices=", ".join(option.choices))
