"""Why Baidu says no: its error codes, each with CardDesk's code, a sentence with a way out, and what may help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from carddesk.language import mark, tr
from carddesk.vendors.dialect import Refused
from carddesk.vendors.said import Fault, brief, datum, members, retry_after
from carddesk.vendors.wire import WireAnswer

_OWN_TROUBLE = mark("Baidu has trouble of its own. Read again in a while, or pick another service.")
_GAVE_UP = mark(
    "Baidu broke off, perhaps because there is too much on the image for it. Crop it to the card or scan it smaller, and "
    "read again."
)
_NOT_ACCEPTED = mark(
    "Baidu did not accept the request. Check vendors.baidu.base_url and any gateway in between; "
    "otherwise pick another service."
)
_WRONG_ADDRESS = mark("Baidu knows no interface at this address. Check vendors.baidu.base_url in the settings.")
_TOKEN = mark("Baidu no longer takes the access token. Read again; if it stays so, test the credentials.")
_SIGNATURE = mark("Baidu did not accept the signature. Check the API key and the secret key of the account.")
_NO_APPLICATION = mark("Baidu does not know the application. Check the API key in Baidu's console.")
_NOT_ENABLED = mark(
    "Your Baidu account has no permission for this interface. Tick it for the application in Baidu's console; "
    "an interface by invitation must be granted by Baidu first."
)
_NOT_INVITED = mark(
    "Your Baidu account has no permission for this interface, which is in beta by invitation. Ask Baidu for it by a "
    "work order with company, appid and purpose; until then pick another service."
)
_USED_UP_TODAY = mark(
    "Today's calls of the Baidu account are used up. Wait for tomorrow, buy more, or pick another service."
)
_USED_UP = mark("All calls of the Baidu account are used up. Buy more in Baidu's console, or pick another service.")
_TOO_FAST = mark(
    "More calls a second than the Baidu account allows. Lower vendors.baidu.max_per_second, or buy more calls a second."
)
_EMPTY_IMAGE = mark("Baidu received an empty image. Load the image again.")
_FORMAT = mark("Baidu could not open the image: it takes PNG, JPEG and BMP. Save it in one of these and load it again.")
_SIZE = mark("Baidu found the image too large or too small. Crop it to the card or scan it in another resolution.")
_ENCODING = mark("Baidu could not decode the image. Save it as JPEG and load it again.")
_NOT_RECOGNISED = mark("Baidu could not recognise the image. Read again; if it stays so, take a sharper picture.")
_CUT = mark("Baidu could not read the card: it may be another document, or cut off. Check both and load it whole.")
_NO_CARD = mark("Baidu found no card in this image. Check that the whole card can be seen, or pick another service.")
_WRONG_CARD = mark("Baidu found another card than this service reads. Pick the service that fits the card.")
_NO_URL = mark("Baidu was not told the address of the image. Give the address again.")
_BAD_URL = mark("Baidu cannot use the address of the image. Give a whole address that begins with http:// or https://.")
_LONG_URL = mark(
    "The address of the image is empty or longer than 1024 bytes. Give a shorter one, or load the file itself."
)
_SLOW_URL = mark(
    "Baidu could not fetch the image from its address in time. Read again, give another address, or load the file itself."
)
_WRONG_URL = mark(
    "Baidu got no image from the address. Check it, switch off its protection against foreign pages, or load the file itself."
)
_TOO_MANY_AT_ONCE = mark("Baidu did not accept so many images at once. Read them one by one.")

NO_CARD = Fault("no_card", _NO_CARD)
NOT_INVITED = Fault("not_enabled", _NOT_INVITED)
"""Code 6 of an interface that is in beta by invitation."""
LONG_URL = Fault("bad_url", _LONG_URL)

FAULTS: Mapping[str, Fault] = {
    "1": Fault("service_unavailable", _OWN_TROUBLE, "retry"),
    "2": Fault("service_unavailable", _OWN_TROUBLE, "retry"),
    "3": Fault("bad_address", _WRONG_ADDRESS),
    "4": Fault("service_unavailable", _OWN_TROUBLE, "retry"),
    "6": Fault("not_enabled", _NOT_ENABLED),
    "14": Fault("wrong_credentials", _SIGNATURE),
    "17": Fault("quota_used_up", _USED_UP_TODAY),
    "18": Fault("too_many_calls", _TOO_FAST, "slow_down", wait_s=1.0),
    "19": Fault("quota_used_up", _USED_UP),
    "100": Fault("token_rejected", _TOKEN, "renew"),
    "110": Fault("token_rejected", _TOKEN, "renew"),
    "111": Fault("token_rejected", _TOKEN, "renew"),
    "216100": Fault("bad_request", _NOT_ACCEPTED),
    "216101": Fault("bad_request", _NOT_ACCEPTED),
    "216102": Fault("bad_address", _WRONG_ADDRESS),
    "216103": Fault("bad_request", _NOT_ACCEPTED),
    "216110": Fault("wrong_credentials", _NO_APPLICATION),
    "216200": Fault("bad_image", _EMPTY_IMAGE),
    "216201": Fault("bad_image", _FORMAT),
    "216202": Fault("bad_image_size", _SIZE),
    "216203": Fault("bad_image", _ENCODING),
    "216630": Fault("not_recognised", _NOT_RECOGNISED, "retry"),
    "216631": Fault("wrong_card", _CUT),
    "216633": Fault("wrong_card", _CUT),
    "216634": Fault("not_recognised", _NOT_RECOGNISED, "retry"),
    "282000": Fault("service_unavailable", _GAVE_UP, "retry", most_repeats=2),
    "282003": Fault("bad_request", _NOT_ACCEPTED),
    "282005": Fault("bad_request", _TOO_MANY_AT_ONCE),
    "282006": Fault("bad_request", _TOO_MANY_AT_ONCE),
    "282100": Fault("bad_image", _ENCODING),
    "282101": Fault("bad_request", _NOT_ACCEPTED),
    "282102": NO_CARD,
    "282103": Fault("wrong_card", _WRONG_CARD),
    "282110": Fault("bad_url", _NO_URL),
    "282111": Fault("bad_url", _BAD_URL),
    "282112": Fault("url_unreachable", _SLOW_URL, "retry"),
    "282113": Fault("url_unreachable", _WRONG_URL),
    "282114": LONG_URL,
    "282808": Fault("bad_request", _NOT_ACCEPTED),
    "282809": Fault("bad_request", _NOT_ACCEPTED),
    "282810": Fault("not_recognised", _NOT_RECOGNISED, "retry", most_repeats=1),
    "283300": Fault("bad_request", _NOT_ACCEPTED),
    "336000": Fault("service_unavailable", _OWN_TROUBLE, "retry"),
    "336001": Fault("bad_request", _NOT_ACCEPTED),
    "SDK100": Fault("bad_image_size", _SIZE),
    "SDK101": Fault("bad_image_size", _SIZE),
    "SDK102": Fault("bad_image", _ENCODING),
    "SDK108": Fault("service_unavailable", _OWN_TROUBLE, "retry"),
    "SDK109": Fault("bad_image", _FORMAT),
}
"""Baidu's error table up to 111 and its older copies for the rest; the SDK's own strings, which gateways pass on."""

_PAGE = mark(
    "Baidu could not use this page of the file. Check that the file has the page and is not protected; otherwise save the "
    "page as an image and load that."
)
PAGE_FAULTS: Mapping[str, Fault] = {
    "216100": Fault("bad_request", _PAGE),
    "216201": Fault("bad_image", _PAGE),
    "216202": Fault("bad_image_size", _PAGE),
}
"""Codes that mean something else where a page of a PDF or an OFD file was sent."""

_WRONG_API_KEY = mark("Baidu does not know this API key. Set the API Key of the application anew in the credentials.")
_WRONG_SECRET = mark(
    "The secret key does not belong to this API key. Set the Secret Key of the application anew in the credentials."
)
TOKEN_FAULTS: Mapping[str, Fault] = {
    "unknown client id": Fault("wrong_credentials", _WRONG_API_KEY),
    "client authentication failed": Fault("wrong_credentials", _WRONG_SECRET),
}
"""What the token's endpoint says in `error_description`, in small letters, be it a part of more."""

_UNKNOWN = Fault(
    "vendor_error", mark("Baidu answered with an error of its own. Try another image, or pick another service.")
)
_WRONG_KEYS = Fault(
    "wrong_credentials",
    mark("Baidu does not accept the API key and the secret key. Set both anew in the credentials."),
)
_UNKNOWN_TOKEN = Fault("token_refused", mark("Baidu gave no access token. Check the API key and the secret key."))
NOT_UNDERSTOOD = Fault(
    "bad_answer",
    mark("The answer cannot be understood. Check vendors.baidu.base_url, the proxy and any gateway in between."),
)
_SERVER = Fault("service_unavailable", _OWN_TROUBLE, "retry")
_ALL_IS_WELL = frozenset({"", "0", "false"})
_MOST_WORDS = 120
_TOKENS = re.compile(r"(?:24|25)\.[\w.-]{8,}|(?<=access_token=)[^&\s]+")
"""Some gateways repeat the token that they refuse."""
_HTTP: Mapping[int, Fault] = {
    401: Fault("wrong_credentials", mark("Baidu or a gateway refused the account. Check the credentials.")),
    403: Fault("not_allowed", mark("Baidu or a gateway refused the call. Ask those who run the network.")),
    404: Fault("bad_address", _WRONG_ADDRESS),
    405: Fault("bad_address", _WRONG_ADDRESS),
    407: Fault("not_allowed", mark("The proxy wants a name and a password. Set them in network.proxy.")),
    408: _SERVER,
    413: Fault("bad_image_size", mark("The image is too large for Baidu or a gateway. Crop it or scan it smaller.")),
    429: Fault("too_many_calls", _TOO_FAST, "slow_down", wait_s=1.0),
}


def said_no(answer: WireAnswer, told: object, exceptions: Mapping[str, Fault] | None = None) -> Refused | None:
    """Baidu's no, if what it told (its JSON, None where it is none) or the HTTP status is one; else None.

    `exceptions` are codes that mean something else for one service.
    """
    said = members(told)
    if (code := datum(said.get("error_code")).strip().removesuffix(".0")) not in _ALL_IS_WELL:
        fault = (exceptions or {}).get(code) or FAULTS.get(code, _UNKNOWN)
        return refused(fault, answer, code, _words(datum(said.get("error_msg")), datum(said.get("log_id"))))
    if (error := datum(said.get("error")).strip()) not in _ALL_IS_WELL:
        return _no_token(error, datum(said.get("error_description")), answer)
    if answer.status >= 400:
        return refused(_HTTP.get(answer.status) or (_SERVER if answer.status >= 500 else NOT_UNDERSTOOD), answer)
    return None


def refused(fault: Fault, answer: WireAnswer, code: str = "", words: str = "") -> Refused:
    """The fault as an answer in the language of the run. Baidu's own wait is kept to where it is longer than ours."""
    no = fault.refused(code or f"HTTP {answer.status}", words, answer.headers)
    waits = [each for each in (fault.wait_s, retry_after(answer.headers)) if each is not None]
    return replace(no, wait_s=max(waits, default=None) if no.remedy in {"retry", "slow_down"} else None)


def no_card() -> Refused:
    """An answer that is whole and holds no card."""
    return Refused(NO_CARD.code, tr(NO_CARD.message))


def _words(message: str, log_id: str) -> str:
    """What Baidu said, with the number by which its support finds the call."""
    said = brief(_TOKENS.sub("•••", message))[:_MOST_WORDS]
    return ", ".join(part for part in (said, log_id and f"log_id {log_id}") if part)


def _no_token(error: str, description: str, answer: WireAnswer) -> Refused:
    said = description.casefold()
    fault = next((each for words, each in TOKEN_FAULTS.items() if words in said), None)
    otherwise = _SERVER if answer.status >= 500 else _WRONG_KEYS if error == "invalid_client" else _UNKNOWN_TOKEN
    return refused(fault or otherwise, answer, brief(error), description)
