"""Whether the gateway or the seller refused, and what that means, is told by codes and words and not by the status alone."""

import json

import pytest

from carddesk.language import LANGUAGES, catalogue
from carddesk.vendors.aliyun.faults import BY_STATUS, FAULTS, WORDS
from carddesk.vendors.aliyun.id_card import IdCard
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.wire import WireAnswer
from tests.fakes import aliyun
from tests.fakes.aliyun import ALL
from tests.fakes.direct import told

SLOW_DOWN = {"T429ID", "T429IN", "T429GR", "T429PA", "T429PR", "T429SR", "T429MR"}
RETRY = {
    "D503CB", "D503BB", "X503BZ", "X500ER", "D504TO", "X504TO", "D504CO", "D504RE", "D504IL", "D504CS", "D502FC", "N502RE",
}  # fmt: skip
NONE = {
    "A400AC", "A401AC", "A400MA", "I403AA", "A403EP", "B403MQ", "B403ME", "B403MI", "B403OD", "B403MO", "I413RL", "I413UL",
    "I400HD", "I400MH", "I400BD", "I400PA", "I400RU", "I400CT", "I400SG", "I403PT", "I405UM", "I404DO", "I404NF", "I410GG",
    "X400PM", "X403DG", "X500ED", "X500AM",
}  # fmt: skip
OURS = {
    "A401AC": "wrong_credentials",
    "I403AA": "not_enabled",
    "B403MQ": "quota_used_up",
    "T429PA": "too_many_calls",
    "D504TO": "service_unavailable",
    "I413RL": "bad_image_size",
}


def refused(answer: WireAnswer) -> Refused:
    found = IdCard().read_answer(answer, Sent(b""), Site("https://x"))
    assert isinstance(found, Refused)
    return found


def remedy(code: str) -> str:
    return "slow_down" if code in SLOW_DOWN else "retry" if code in RETRY else "none"


def test_the_table_has_every_code_and_no_other() -> None:
    assert set(FAULTS) == SLOW_DOWN | RETRY | NONE
    assert set(aliyun.ERRORS) <= set(FAULTS)


@pytest.mark.parametrize("code", sorted(SLOW_DOWN | RETRY | NONE))
def test_each_code_has_its_remedy_whatever_the_status(code: str) -> None:
    for status in (int(code[1:4]), 200, 403):
        found = refused(WireAnswer(status, {"x-ca-error-code": code, "x-ca-error-message": "their words"}, b""))
        assert (found.vendor_code, found.remedy) == (code, remedy(code))
        assert f"{code}: their words" in found.message


@pytest.mark.parametrize("code", sorted(aliyun.ERRORS))
def test_each_error_of_the_gateway_is_understood(code: str) -> None:
    found = refused(told(aliyun.error(code)))
    assert (found.vendor_code, found.remedy) == (code, remedy(code))
    assert found.wait_s == (2.0 if code in SLOW_DOWN else FAULTS[code].wait_s)


@pytest.mark.parametrize(("code", "ours"), OURS.items())
def test_codes_have_our_name(code: str, ours: str) -> None:
    assert refused(told(aliyun.error(code))).code == ours


@pytest.mark.parametrize("words", aliyun.OLD_WORDS)
def test_a_403_without_a_code_is_judged_by_its_words(words: str) -> None:
    found = refused(told(aliyun.old_error(words)))
    assert found.remedy == ("slow_down" if words.startswith("Throttled") else "none")
    assert found.code != "not_allowed"
    assert words in found.message


@pytest.mark.parametrize("words", aliyun.OLD_WORDS)
def test_words_in_the_body_of_a_403_say_as_much(words: str) -> None:
    found = refused(WireAnswer(403, {}, json.dumps({"message": words}).encode()))
    assert found.remedy == ("slow_down" if words.startswith("Throttled") else "none")
    assert found.code != "not_allowed"


@pytest.mark.parametrize(("code", "most", "seconds"), [
    ("D504TO", 2, None), ("X504TO", 2, None), ("D503CB", None, 90.0), ("T429PA", None, 1.0), ("D504CO", None, None)
])  # fmt: skip
def test_how_often_and_when_to_try_again_is_the_codes(code: str, most: int | None, seconds: float | None) -> None:
    found = refused(WireAnswer(int(code[1:4]), {"x-ca-error-code": code}, b""))
    assert (found.most_repeats, found.wait_s) == (most, seconds)


def test_a_403_without_words_is_not_allowed() -> None:
    found = refused(WireAnswer(403, {}, b""))
    assert (found.code, found.vendor_code, found.remedy) == ("not_allowed", "HTTP 403", "none")


def test_a_code_nobody_has_heard_of_falls_to_words_then_status() -> None:
    by_words = refused(WireAnswer(403, {"x-ca-error-code": "Z403ZZ", "x-ca-error-message": "Throttled by X"}, b""))
    assert (by_words.remedy, by_words.vendor_code) == ("slow_down", "Z403ZZ")
    assert refused(WireAnswer(429, {"x-ca-error-code": "Z429ZZ"}, b"")).remedy == "slow_down"
    assert refused(WireAnswer(418, {"x-ca-error-code": "Z418ZZ"}, b"")).code == "vendor_error"


def test_the_gateways_code_outweighs_a_body_that_looks_well() -> None:
    body = json.dumps({"status": 200, "data": ALL}).encode()
    assert refused(WireAnswer(200, {"x-ca-error-code": "D504TO"}, body)).vendor_code == "D504TO"


@pytest.mark.parametrize(
    ("status", "code", "remedy_"),
    [(400, "bad_request", "none"), (401, "wrong_credentials", "none"), (404, "bad_address", "none"),
     (413, "bad_image_size", "none"), (429, "too_many_calls", "slow_down"), (500, "not_recognised", "none"),
     (502, "service_unavailable", "retry"), (503, "service_unavailable", "retry"), (504, "service_unavailable", "retry")],
)  # fmt: skip
def test_the_sellers_own_status_decides_where_the_gateway_said_nothing(status: int, code: str, remedy_: str) -> None:
    found = refused(WireAnswer(status, {}, json.dumps({"msg": "卖家的话"}).encode()))
    assert (found.code, found.remedy, found.vendor_code) == (code, remedy_, f"HTTP {status}")
    assert "卖家的话" in found.message


@pytest.mark.parametrize("status", [200, 302, 500, 418])
def test_a_page_is_no_answer(status: int) -> None:
    found = refused(WireAnswer(status, {"content-type": "text/html"}, b"<html>Sign in</html>"))
    assert (found.code, found.remedy) == ("bad_answer", "none")


@pytest.mark.parametrize("body", [b"[]", b"{}", b"null", b'{"other": 1}', b'"text"'])
def test_json_of_another_kind_is_no_answer(body: bytes) -> None:
    assert refused(WireAnswer(200, {}, body)).code == "bad_answer"


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_fault_is_told_in_every_language(language: str) -> None:
    faults = (*FAULTS.values(), *BY_STATUS.values(), *(fault for _, fault in WORDS))
    assert not [fault.message for fault in faults if fault.message not in catalogue(language)]
