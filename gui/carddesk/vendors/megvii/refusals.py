"""Megvii's errors: the document's table row by row, what CardDesk calls each, what to do, and what may help.

Sources: the document's tables "特殊的ERROR" and "错误信息"; which may be asked again: the vendor's pages on errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from carddesk.language import mark
from carddesk.vendors.dialect import Refused
from carddesk.vendors.megvii.lenient import object_of
from carddesk.vendors.megvii.loose import text
from carddesk.vendors.said import Fault, text_of
from carddesk.vendors.wire import WireAnswer

_ERROR_KEYS: Final = ("ERROR", "error_message", "error")
"""The document says the first; Megvii's own client programs know the others."""
_NO_ERROR: Final = frozenset({"", "0", "[]", "false", "null", "none", "{}"})
"""What stands under such a key where there is no error, whoever writes it."""

_NO_CARD: Final = Fault(
    "no_card",
    mark(
        "Megvii found no such card in the image. Check that the whole card can be seen and that the service fits the card."
    ),
)
_SIZE: Final = Fault(
    "bad_image_size", mark("Megvii takes images with sides from 200 to 8000 pixels. Scan or photograph the card anew.")
)
_FORMAT: Final = Fault("bad_image", mark("Megvii cannot open this image. Save it as JPEG or PNG and add that."))
_LARGE: Final = Fault(
    "image_too_large", mark("The image is larger than the 10 MB that Megvii takes. Save it smaller and add that.")
)
_REQUEST: Final = Fault(
    "bad_request",
    mark(
        "Megvii did not take the request. Set the options of the service back to what they were, or use another image."
    ),
)
_KEYS: Final = Fault(
    "encryption_failed",
    mark(
        "Encryption is asked for, but Megvii has no keys for this account. Set up both key pairs in Megvii's console, "
        "or set the option encryption_type to none."
    ),
)
_SIGNATURE: Final = Fault(
    "wrong_credentials",
    mark("Megvii does not take the signature. Check API key, API secret and this machine's clock."),
    "renew",
)
_DENIED: Final = Fault(
    "not_allowed",
    mark(
        "This account of Megvii may not use the service, or is suspended. Ask Megvii to allow it, or use another service."
    ),
)
_QUOTA: Final = Fault(
    "quota_used_up", mark("The calls of this Megvii account are used up. Buy more, or use another service.")
)
_CROWDED: Final = Fault(
    "too_many_calls",
    mark("More calls at once than the Megvii account allows. Lower the setting vendors.megvii.max_concurrency."),
    "slow_down",
)
_GONE: Final = Fault(
    "bad_address", mark("There is no such service at this address. Check the setting vendors.megvii.base_url.")
)
_TROUBLE: Final = Fault(
    "service_unavailable",
    mark("Megvii has trouble of its own. Read again; if it stays so, ask Megvii's support."),
    "retry",
)
_UNKNOWN: Final = Fault(
    "vendor_error", mark("Megvii refused for a reason that its document does not name. Its own words may tell why.")
)
_NOT_UNDERSTOOD: Final = Fault(
    "bad_answer", mark("The answer is not one of Megvii's. Check the setting vendors.megvii.base_url and the proxy.")
)
_LOCKED: Final = Fault(
    "encryption_failed",
    mark(
        "Megvii's encrypted answer cannot be read with the key in vendors.megvii.answer_key_file. Put the private key there "
        "whose public key is in Megvii's console."
    ),
)

FAULTS: Final[Mapping[str, Fault]] = {
    "ID_CARD_NOT_FOUND": _NO_CARD,
    "INVALID_IMAGE_SIZE": _SIZE,
    "IMAGE_ERROR_UNSUPPORTED_FORMAT": _FORMAT,
    "BAD_ARGUMENTS": _REQUEST,
    "MISSING_ARGUMENTS": _REQUEST,
    "KEY_NOT_FOUND": _KEYS,
    "AUTHENTICATION_ERROR": _SIGNATURE,
    "AUTHORIZATION_ERROR": _DENIED,
    "CONCURRENCY_LIMIT_EXCEEDED": _CROWDED,
    "API_NOT_FOUND": _GONE,
    "INTERNAL_ERROR": _TROUBLE,
}
"""By the word before the colon."""

_REASONS: Final[Mapping[str, Fault]] = {"limit": _QUOTA, "denied": _DENIED}
"""What follows `AUTHORIZATION_ERROR:` tells a used-up account from a forbidden one."""

BY_STATUS: Final[Mapping[int, Fault]] = {
    401: replace(_SIGNATURE, remedy="none"),
    403: _DENIED,
    404: _GONE,
    405: _GONE,
    413: _LARGE,
    429: _CROWDED,
    500: _TROUBLE,
    # The vendor says of its own error alone that it may be asked again; these come from whatever stands before it.
    502: replace(_TROUBLE, remedy="none"),
    503: replace(_TROUBLE, remedy="none"),
    504: replace(_TROUBLE, remedy="none"),
}
"""Where no word came along: 413 is plain text, gateways send pages."""


def error_of(payload: Mapping[str, object]) -> str:
    """What the answer says in whichever key it names errors; empty where there is none."""
    said = (text(payload.get(key)).strip() for key in _ERROR_KEYS)
    return next((each for each in said if each.lower() not in _NO_ERROR), "")


def refused(answer: WireAnswer) -> Refused:
    """Why there is no reading: by the error's word, else by the HTTP status."""
    said = error_of(object_of(text_of(answer.body)))
    word, detail = _parted(said)
    fault = _by_word(word, detail) or _by_status(answer.status, said)
    return fault.refused(word or f"HTTP {answer.status}", detail, answer.headers)


def not_understood(answer: WireAnswer) -> Refused:
    """The answer says neither what was read nor what is wrong."""
    return _NOT_UNDERSTOOD.refused(f"HTTP {answer.status}", "", answer.headers)


def locked(answer: WireAnswer) -> Refused:
    """The answer came encrypted, and no key at hand opens it."""
    return _LOCKED.refused("", "", answer.headers)


def _parted(said: str) -> tuple[str, str]:
    """`BAD_ARGUMENTS: image` as word and detail; colon and blank come and go in the document."""
    found = re.match(r"([A-Za-z_]+)\b[\s.]*(?:([:\uff1a])\s*)?(.*)$", said, re.DOTALL)
    if found and (found[1].upper() in FAULTS or found[2] or not found[3]):
        return found[1].upper() if found[1].upper() in FAULTS else found[1], found[3].strip()
    return "", said


def _by_word(word: str, detail: str) -> Fault | None:
    if word == "AUTHORIZATION_ERROR":
        return next((fault for reason, fault in _REASONS.items() if reason in detail.lower()), _DENIED)
    return FAULTS.get(word)


def _by_status(status: int, said: str) -> Fault:
    fault = BY_STATUS.get(status)
    if fault is None:
        return _UNKNOWN if said else _NOT_UNDERSTOOD
    # Of a word that no page of the vendor's names, none says that asking again helps.
    return replace(fault, remedy="none") if said and fault is _TROUBLE else fault
