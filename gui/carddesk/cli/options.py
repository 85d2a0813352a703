"""What an operator wants of a service: `--option KEY=VALUE` in the types that it declares, and `--pages LIST`."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.errors import UserError
from carddesk.imaging.limits import MAX_PAGES
from carddesk.language import tr
from carddesk.services.choices import allowed, taken
from carddesk.services.contract import Option, OptionValue, ServiceInfo
from carddesk.workflow import page_list
from carddesk.workflow.batch_sources import ALL

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def parsed_options(pairs: Sequence[str], service: ServiceInfo) -> dict[str, OptionValue]:
    """The options by their keys.

    Raises:
        UserError: no `=`, an option that the service has not, or a value that the option cannot have.
    """
    return dict(_parsed(pair, service) for pair in pairs)


def parsed_pages(text: str | None) -> tuple[int, ...] | None:
    """`1,3-5` as page numbers, each once and in order; `all` as `ALL`; None where nothing was said.

    Raises:
        UserError: `pages_form`, it is no such list.
    """
    if text is None:
        return None
    if text.strip().lower() == "all":
        return ALL
    pages = page_list.parsed(text, MAX_PAGES)
    if pages is None:
        raise _no_pages(text)
    return pages


def _no_pages(text: str) -> UserError:
    said = tr(
        "--pages wants all, or page numbers such as 2 or 1,3-5, at most {most} of them, not {given}.",
        most=MAX_PAGES,
        given=repr(text),
    )
    return UserError("pages_form", said)


def _parsed(pair: str, service: ServiceInfo) -> tuple[str, OptionValue]:
    key, sign, text = pair.partition("=")
    option = next((each for each in service.options if each.key == key), None)
    if not sign:
        raise UserError("option_form", tr("--option wants KEY=VALUE, not {given}.", given=repr(pair)))
    if option is None:
        raise _unknown(key, service)
    value = _value(option, text)
    if value is None:
        raise UserError(
            "option_value",
            tr("{key} cannot be {value}: allowed is {allowed}.", key=key, value=repr(text), allowed=allowed(option)),
        )
    return key, value


def _unknown(key: str, service: ServiceInfo) -> UserError:
    known = ", ".join(each.key for each in service.options) or tr("none")
    said = tr("The service {service} has no option {key}; it has: {known}.", service=service.id, key=key, known=known)
    # As vendors' documents call the page of a file, which here is no option of the service.
    hint = f" {tr('Pages are asked for with --pages.')}" if "page" in key or key.endswith("_file_num") else ""
    return UserError("option_unknown", said + hint)


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
