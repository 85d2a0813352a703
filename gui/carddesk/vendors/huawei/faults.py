"""Huawei Cloud's errors: every code there is a word of, as a table, and the several shapes in which they come.

Sources: the OCR service's page of error codes and its page of status codes, and the error shapes its SDK knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from carddesk.language import mark
from carddesk.vendors.dialect import Refused
from carddesk.vendors.said import Fault, datum, members, parsed, text_of
from carddesk.vendors.wire import WireAnswer

_REQUEST: Final = Fault("bad_request", mark("Huawei Cloud did not take the request as it was. Please report this."))
_FORMAT: Final = Fault("bad_image", mark("Huawei Cloud cannot open this image. Save it as JPEG or PNG and add that."))
_SIZE: Final = Fault(
    "bad_image_size", mark("Huawei Cloud wants an image with sides from 100 to 8192 pixels. Scan the card anew.")
)
_LARGE: Final = Fault(
    "bad_image_size", mark("The image is larger than the 10 MB that Huawei Cloud takes. Save it smaller and add that.")
)
_CARD: Final = Fault(
    "no_card",
    mark(
        "Huawei Cloud knows no such document, or cannot make it out. Take a better picture; "
        "a Vietnamese card is read only where the option country_region names VNM."
    ),
)
_SAME_SIDE: Final = Fault("no_card", mark("There are two cards with the same side up in this image. Show one alone."))
_RECOGNITION: Final = Fault(
    "not_recognised",
    mark("Huawei Cloud failed to read this image, twice. If others fail too, ask its support."),
    "retry",
    most_repeats=1,
)
_WRONG_INTERFACE: Final = Fault(
    "bad_request",
    mark("This error belongs to another interface of Huawei Cloud. Check the setting vendors.huawei.base_url."),
)
_TOKEN: Final = Fault("token_rejected", mark("Huawei Cloud no longer takes its token."), "renew")
_KEYS: Final = Fault(
    "wrong_credentials",
    mark(
        "Huawei Cloud does not take the keys or the token. Check the credentials, the region and this machine's clock; "
        "after five wrong signatures it refuses everything for five minutes."
    ),
    "renew",
)
_REGION: Final = Fault(
    "wrong_credentials",
    mark("The token is too old or of another region. Check the setting vendors.huawei.region."),
    "renew",
)
_CLOCK: Final = Fault(
    "wrong_credentials",
    mark(
        "Huawei Cloud does not take the signature. Check the keys, and that this machine's clock is right to 15 minutes."
    ),
)
_TEMPORARY: Final = Fault("wrong_credentials", mark("Huawei Cloud does not take temporary keys. Use permanent ones."))
_LOGIN: Final = Fault(
    "wrong_credentials",
    mark("Huawei Cloud's IAM refused. Check the keys; or the name, the password and the account of the IAM user."),
)
_RESTRICTED: Final = Fault(
    "account_blocked", mark("Huawei Cloud has restricted or frozen this account. Look at its bills.")
)
_PERMISSION: Final = Fault(
    "not_allowed", mark("This account of Huawei Cloud may not use the service. Have it allowed.")
)
_NOT_SUBSCRIBED: Final = Fault(
    "not_enabled",
    mark(
        "The service is not switched on for this account and region; it was withdrawn on 2025-11-04. Use another service."
    ),
)
_GONE: Final = Fault(
    "bad_address",
    mark(
        "There is no such service at this address: it was withdrawn on 2025-11-04. Use another service, "
        "or name a compatible one in the setting vendors.huawei.base_url."
    ),
)
_TROUBLE: Final = Fault("service_unavailable", mark("Huawei Cloud has trouble of its own. Try again later."), "retry")
_UNKNOWN: Final = Fault("vendor_error", mark("Huawei Cloud refused. Its own words say why."))
_SLOW: Final = Fault(
    "too_many_calls", mark("Too many calls for Huawei Cloud. Read fewer cards at a time."), "slow_down", 2.0
)
_CROWDED: Final = Fault("too_many_calls", mark("Huawei Cloud is reading as many images as it can."), "slow_down", 1.0)
_LATE: Final = Fault(
    "service_unavailable", mark("Huawei Cloud took too long over this image. Save it smaller."), "retry", 2.0
)
_URL: Final = Fault("bad_url", mark("Huawei Cloud does not take this address. Add the image itself."))
_DOWNLOAD: Final = Fault(
    "url_unreachable",
    mark("Huawei Cloud could not load the image from its address. Add the image itself."),
    "retry",
    most_repeats=1,
)
_ELSEWHERE: Final = Fault("vendor_error", mark("Huawei Cloud answers for a template or tax service, not for cards."))
NOT_UNDERSTOOD: Final = Fault(
    "bad_answer",
    mark("The answer is not one of Huawei Cloud's. Check the setting vendors.huawei.base_url and the proxy."),
)
NOTHING_READ: Final = Fault(
    "no_card", mark("Huawei Cloud found nothing to read in this image. Check that the card is whole.")
)
NO_PROJECT: Final = Fault(
    "no_project",
    mark(
        "This account has no project in the region. Check the settings vendors.huawei.region and vendors.huawei.project_id."
    ),
)
NO_CREDENTIALS: Final = Fault(
    "no_credentials",
    mark("Huawei Cloud needs an access key with its secret key, or a user name, a password and an account name."),
)
MISTYPED: Final = Fault(
    "wrong_credentials", mark("The keys for Huawei Cloud hold characters that no key has. Enter them anew.")
)
LOCKED: Final = Fault(
    "wrong_credentials",
    mark(
        "Huawei Cloud refused these credentials. They are not tried again for five minutes, so that it does not lock them."
    ),
)

FAULTS: Final[Mapping[str, Fault]] = {
    "AIS.0002": _TOKEN,
    "AIS.0007": _NOT_SUBSCRIBED,
    "AIS.0014": _WRONG_INTERFACE,
    "AIS.0015": _WRONG_INTERFACE,
    "AIS.0020": _LARGE,
    "AIS.0101": _REQUEST,
    "AIS.0102": _FORMAT,
    "AIS.0103": _SIZE,
    "AIS.0104": _CARD,
    "AIS.0105": _RECOGNITION,
    "AIS.0117": _ELSEWHERE,
    "AIS.0118": _ELSEWHERE,
    "AIS.0119": _ELSEWHERE,
    "AIS.0120": _ELSEWHERE,
    "AIS.0121": _ELSEWHERE,
    "AIS.0122": _SAME_SIDE,
    "ModelArts.0203": _TOKEN,
    "ModelArts.0212": _UNKNOWN,
    "ModelArts.4101": _TOKEN,
    "ModelArts.4102": _TOKEN,
    "ModelArts.4103": _TOKEN,
    "ModelArts.4104": _LARGE,
    "ModelArts.4105": _REQUEST,
    "ModelArts.4106": _RESTRICTED,
    "ModelArts.4107": _TEMPORARY,
    "ModelArts.4201": _PERMISSION,
    "ModelArts.4202": _PERMISSION,
    "ModelArts.4203": _PERMISSION,
    "ModelArts.4204": _NOT_SUBSCRIBED,
    "ModelArts.4301": _TROUBLE,
    "ModelArts.4302": _TROUBLE,
    "ModelArts.4401": _CROWDED,
    "ModelArts.4402": _TROUBLE,
    "ModelArts.4502": _TROUBLE,
    "ModelArts.4503": _GONE,
    "ModelArts.4504": _GONE,
    "ModelArts.4505": _TROUBLE,
    "ModelArts.4506": _GONE,
    "ModelArts.4508": _GONE,
    "ModelArts.4601": _URL,
    "ModelArts.4603": _DOWNLOAD,
    "ModelArts.4702": _URL,
    "ModelArts.4703": _URL,
    "ModelArts.4704": _URL,
    "ModelArts.4705": _URL,
    "ModelArts.4706": _URL,
    "ModelArts.6201": _RESTRICTED,
    "APIG.0101": _GONE,
    "APIG.0201": _LATE,
    "APIG.0301": _KEYS,
    "APIG.0307": _REGION,
    "APIG.0308": _SLOW,
    "APIGW.0301": _CLOCK,
    "APIGW.0303": _CLOCK,
}
"""By the service's own code."""

BY_STATUS: Final[Mapping[int, Fault]] = {
    400: _REQUEST,
    401: _KEYS,
    403: _PERMISSION,
    404: _GONE,
    405: _GONE,
    413: _LARGE,
    429: _SLOW,
    500: _TROUBLE,
    502: _TROUBLE,
    # The vendor's own page says of 503 to change the request and not to repeat it.
    503: replace(_TROUBLE, remedy="none"),
    504: _LATE,
}
"""Where no code, or one that nobody has heard of, came along."""

_SHAPES: Final = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))


def refused(answer: WireAnswer) -> Refused:
    """Why the service gave no result."""
    code, words = code_and_words(answer.body)
    fault = FAULTS.get(code) or BY_STATUS.get(answer.status) or (NOT_UNDERSTOOD if not code else _UNKNOWN)
    return fault.refused(code or _status(answer), words, answer.headers)


def login_refused(answer: WireAnswer) -> Refused:
    """Why IAM gave no token or no project. A fresh token cannot help here."""
    code, words = code_and_words(answer.body)
    if answer.status == 401 and code not in FAULTS:
        return _LOGIN.refused(code or _status(answer), words, answer.headers)
    found = refused(answer)
    return replace(found, remedy="none") if found.remedy == "renew" else found


def code_and_words(body: bytes) -> tuple[str, str]:
    """The error's code and words from any of the shapes it may have; empty where there is none."""
    told = members(parsed(text_of(body)))
    for each in (told, members(told.get("error"))):
        for code, words in _SHAPES:
            if found := datum(each.get(code)):
                return found, datum(each.get(words))
    return "", ""


def _status(answer: WireAnswer) -> str:
    return f"HTTP {answer.status}"
