"""Whether what was plugged in is a service at all: it is asked before anything relies on what it declares."""

from __future__ import annotations

from typing import Final, get_args

from carddesk.services.choices import taken
from carddesk.services.contract import (
    CredentialField,
    Encoding,
    Limits,
    Option,
    ReadingService,
    ServiceInfo,
    SourceKind,
)

_TEXTS: Final = ("title", "title_zh", "note", "price", "warning")
_SWITCHES: Final = ("offline", "gives_quads", "gives_quality", "gives_confidence")
_KINDS: Final = get_args(SourceKind)


def require_sound(offered: object) -> ReadingService:
    """The service, if it is one and its declaration can be relied on.

    Raises:
        TypeError: it is none, or declares something else than the contract has. In English, for whoever wrote it.
    """
    working = all(callable(getattr(offered, name, None)) for name in ("read", "close"))
    if not working or not isinstance(offered, ReadingService):
        raise TypeError(f"{type(offered).__name__} is no reading service: it needs info, read and close")
    info = offered.info
    if not isinstance(info, ServiceInfo):
        raise TypeError(f"info is of type {type(info).__name__}, not ServiceInfo")
    wrong = [name for name, right in _judged(info) if not right]
    if wrong:
        raise TypeError(f"info declares what cannot be: {', '.join(wrong)}")
    return offered


def _judged(info: ServiceInfo) -> list[tuple[str, bool]]:
    """Each part of a declaration, and whether it is of the form that the contract has."""
    return [
        ("id", _is_word(info.id)),
        *((name, isinstance(getattr(info, name), str)) for name in _TEXTS),
        *((name, isinstance(getattr(info, name), bool)) for name in _SWITCHES),
        ("vendor", info.vendor is None or _is_word(info.vendor)),
        ("documents", _all_of(info.documents, str)),
        ("limits", _are_limits(info.limits)),
        ("options", _all_of(info.options, Option) and all(map(_is_option, info.options))),
        ("credentials", _all_of(info.credentials, CredentialField)),
        ("accepts", _all_of(info.accepts, str) and bool(info.accepts) and set(info.accepts) <= set(_KINDS)),
        ("never_gives", _all_of(info.never_gives, str)),
        ("order", isinstance(info.order, int)),
    ]


def _are_limits(limits: object) -> bool:
    return isinstance(limits, Limits) and limits.counted_as in get_args(Encoding)


def _is_word(text: object) -> bool:
    return isinstance(text, str) and text.isprintable() and text != "" and " " not in text


def _is_option(option: Option) -> bool:
    formed = _is_word(option.key) and _all_of(option.choices, str) and _all_of(option.meanings, str)
    told = formed and len(option.meanings) in {0, len(option.choices)}
    bounded = all(bound is None or type(bound) in (int, float) for bound in (option.least, option.most))
    return told and bounded and taken(option, option.default) == option.default


def _all_of(given: object, kind: type) -> bool:
    return isinstance(given, tuple) and all(isinstance(each, kind) for each in given)
