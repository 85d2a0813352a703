"""The errors of Aliyun's gateway: its codes and, from older gateways, its words, as tables; and those of the seller behind it.

A code is a letter, the HTTP status and two letters. Where there is one, the gateway itself answered; else it passed on what
the seller's server said. Sources: the gateway's page of error codes, and answers seen in the wild.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from carddesk.language import mark
from carddesk.vendors.dialect import Refused
from carddesk.vendors.said import Fault, brief, datum, members, parsed, text_of
from carddesk.vendors.wire import WireAnswer

_APP_CODE: Final = Fault("wrong_credentials", mark("Aliyun does not know this AppCode. Copy it anew from the console."))
_UNAUTHORISED: Final = Fault(
    "not_enabled",
    mark("This AppCode is for another service, or the address is wrong. Buy this one, or check the address."),
)
_EXPIRED: Final = Fault("not_enabled", mark("What was bought on Aliyun's market has expired. Buy it anew."))
_USED_UP: Final = Fault(
    "quota_used_up", mark("All calls that were bought are used up. Buy another pack on Aliyun's market.")
)
_ARREARS: Final = Fault(
    "account_blocked", mark("An account at Aliyun is in arrears. Look at its bills, or ask the seller.")
)
_THROTTLED: Final = Fault(
    "too_many_calls", mark("Too many calls for Aliyun. Read fewer cards at a time."), "slow_down", 1.0
)
_BREAKER: Final = Fault(
    "service_unavailable", mark("The seller's server is out of order. Try again in two minutes."), "retry", 90.0
)
_BUSY: Final = Fault("service_unavailable", mark("The service is busy. Try again later."), "retry")
_LATE: Final = Fault(
    "service_unavailable",
    mark("The seller's server took too long. The call may have been charged all the same."),
    "retry",
    most_repeats=2,
)
_BACKEND: Final = Fault(
    "service_unavailable", mark("Aliyun could not reach the seller's server. Try again later."), "retry"
)
_BROKEN: Final = Fault("service_unavailable", mark("Aliyun's gateway has trouble of its own. Try again later."))
_LARGE: Final = Fault("bad_image_size", mark("The image is larger than Aliyun takes. Save it smaller and add that."))
_REQUEST: Final = Fault("bad_request", mark("Aliyun did not take the request as it was. Please report this."))
_GONE: Final = Fault(
    "bad_address", mark("There is no such service at this address. Check the setting vendors.aliyun.base_url.")
)
_FORBIDDEN: Final = Fault(
    "not_allowed", mark("Aliyun does not allow this call. Look at what was bought, and at its address list.")
)
_SELLER: Final = Fault("not_recognised", mark("The service did not read the image. Its own words say why."))
_UNKNOWN: Final = Fault("vendor_error", mark("Aliyun refused. Its own words say why."))
NOT_UNDERSTOOD: Final = Fault(
    "bad_answer",
    mark("The answer is not one of this service's. Check the setting vendors.aliyun.base_url and the proxy."),
)
NOTHING_READ: Final = Fault(
    "no_card", mark("The service found no resident ID card in this image. Check that the card is whole.")
)
NO_CREDENTIALS: Final = Fault("no_credentials", mark("Aliyun needs the AppCode of what was bought on its market."))
MISTYPED: Final = Fault("wrong_credentials", mark("The AppCode holds characters that no AppCode has. Enter it anew."))

FAULTS: Final[Mapping[str, Fault]] = {
    "A400AC": _APP_CODE,
    "A401AC": _APP_CODE,
    "A400MA": _APP_CODE,
    "I403AA": _UNAUTHORISED,
    "A403EP": _EXPIRED,
    "B403MQ": _USED_UP,
    "B403ME": _EXPIRED,
    "B403MI": _EXPIRED,
    "B403OD": _ARREARS,
    "B403MO": _ARREARS,
    "T429ID": _THROTTLED,
    "T429IN": _THROTTLED,
    "T429GR": _THROTTLED,
    "T429PA": _THROTTLED,
    "T429PR": _THROTTLED,
    "T429SR": _THROTTLED,
    "T429MR": _THROTTLED,
    "D503CB": _BREAKER,
    "D503BB": _BUSY,
    "X503BZ": _BUSY,
    "X500ER": _BUSY,
    "D504TO": _LATE,
    "X504TO": _LATE,
    "D504CO": _BACKEND,
    "D504RE": _BACKEND,
    "D504IL": _BACKEND,
    "D504CS": _BACKEND,
    "D502FC": _BACKEND,
    "N502RE": _BACKEND,
    "I413RL": _LARGE,
    "I413UL": _REQUEST,
    "I400HD": _REQUEST,
    "I400MH": _REQUEST,
    "I400BD": _REQUEST,
    "I400PA": _REQUEST,
    "I400RU": _REQUEST,
    "I400CT": _REQUEST,
    "I400SG": _REQUEST,
    "I403PT": _REQUEST,
    "I405UM": _GONE,
    "I404DO": _GONE,
    "I404NF": _GONE,
    "I410GG": _GONE,
    "X400PM": _REQUEST,
    "X403DG": _FORBIDDEN,
    "X500ED": _BROKEN,
    "X500AM": _BROKEN,
}
"""By `X-Ca-Error-Code`."""

WORDS: Final[tuple[tuple[str, Fault], ...]] = (
    ("throttled by", _THROTTLED),
    ("quota exhausted", _USED_UP),
    ("quota expired", _EXPIRED),
    ("user arrears", _ARREARS),
    ("expiry of authorization", _EXPIRED),
    ("authorization expired", _EXPIRED),
    ("invalid appcode", _APP_CODE),
    ("unauthorized", _UNAUTHORISED),
)
"""By what stands in `X-Ca-Error-Message`, where the gateway is too old for codes: a 403 may well mean too many calls."""

BY_STATUS: Final[Mapping[int, Fault]] = {
    400: _REQUEST,
    401: _APP_CODE,
    403: _FORBIDDEN,
    404: _GONE,
    405: _GONE,
    410: _GONE,
    413: _LARGE,
    429: _THROTTLED,
    502: _BACKEND,
    503: _BUSY,
    504: _LATE,
}
"""Where neither a code nor words are known."""


def refused(answer: WireAnswer) -> Refused:
    """Why the gateway, or the server behind it, gave no data."""
    code = answer.headers.get("x-ca-error-code", "").strip()
    words = answer.headers.get("x-ca-error-message", "").strip()
    told = members(parsed(text_of(answer.body)))
    if code or words:
        fault = FAULTS.get(code) or _by_words(words) or BY_STATUS.get(answer.status) or _UNKNOWN
    elif told and answer.status < 400:
        return _by_seller(told, answer)
    else:
        fault = _by_words(_words(told)) or BY_STATUS.get(answer.status) or (_SELLER if told else NOT_UNDERSTOOD)
    return fault.refused(code or f"HTTP {answer.status}", words or _words(told), answer.headers)


def _by_words(words: str) -> Fault | None:
    lower = words.lower()
    return next((fault for known, fault in WORDS if known in lower), None)


def _by_seller(told: Mapping[str, object], answer: WireAnswer) -> Refused:
    """The body's own status is the seller's word and no HTTP status: 500 there is final, also for the same image."""
    status = brief(datum(told.get("status")))
    if not status and "msg" not in told:
        return NOT_UNDERSTOOD.refused("", "", answer.headers)
    return _SELLER.refused(status, datum(told.get("msg")), answer.headers)


def _words(told: Mapping[str, object]) -> str:
    return next((text for key in ("msg", "message", "error") if (text := datum(told.get(key)))), "")
