"""Every code of Baidu's table has its meaning here, a sentence with a way out, and the right remedy."""

import re
from typing import Literal

import pytest

from carddesk import language
from carddesk.vendors.baidu.foreign_resident import ForeignResident
from carddesk.vendors.baidu.general import General
from carddesk.vendors.baidu.refusals import FAULTS
from carddesk.vendors.dialect import Refused, Sent
from carddesk.vendors.wire import WireAnswer
from tests.fakes.baidu import FOREIGN_LOG_ID, FOREIGN_PATH, GENERAL_PATH, MESSAGES, FakeBaidu
from tests.unit.vendors.baidu.wiring import SITE, call, told

RETRY = {"1", "2", "4", "216630", "216634", "282000", "282112", "282810", "336000"}
FEW_REPEATS = {"282000": 2, "282810": 1}
RENEW = {"100", "110", "111"}
MEANINGS = {
    "3": "bad_address",
    "6": "not_enabled",
    "14": "wrong_credentials",
    "17": "quota_used_up",
    "18": "too_many_calls",
    "19": "quota_used_up",
    "216102": "bad_address",
    "216110": "wrong_credentials",
    "216200": "bad_image",
    "216201": "bad_image",
    "216202": "bad_image_size",
    "216203": "bad_image",
    "216631": "wrong_card",
    "216633": "wrong_card",
    "282100": "bad_image",
    "282102": "no_card",
    "282103": "wrong_card",
    "282110": "bad_url",
    "282111": "bad_url",
    "282112": "url_unreachable",
    "282113": "url_unreachable",
    "282114": "bad_url",
    **dict.fromkeys(("1", "2", "4", "282000", "336000"), "service_unavailable"),
    **dict.fromkeys(RENEW, "token_rejected"),
    **dict.fromkeys(("216630", "216634", "282810"), "not_recognised"),
    **dict.fromkeys(
        (
            "216100",
            "216101",
            "216103",
            "282003",
            "282005",
            "282006",
            "282101",
            "282808",
            "282809",
            "283300",
            "336001",
        ),
        "bad_request",
    ),
}


def refusal(answer: WireAnswer, dialect: ForeignResident | General | None = None) -> Refused:
    found = (dialect or General()).read_answer(answer, Sent(b""), SITE)
    assert isinstance(found, Refused)
    return found


def remedy(code: str) -> str:
    return "slow_down" if code == "18" else "retry" if code in RETRY else "renew" if code in RENEW else "none"


@pytest.mark.parametrize("code", sorted(MESSAGES))
@pytest.mark.parametrize("dialect", [ForeignResident(), General()], ids=["foreign", "general"])
async def test_each_row(code: str, dialect: ForeignResident | General, card: bytes) -> None:
    fake = FakeBaidu()
    fake.fail(code)
    found = await call(dialect, fake, Sent(card))
    assert isinstance(found, Refused)
    assert (found.vendor_code, found.code, found.remedy) == (code, MEANINGS[code], remedy(code))
    assert found.wait_s == (1.0 if code == "18" else None)
    assert found.most_repeats == FEW_REPEATS.get(code)
    assert found.message.endswith(f"({code}: {MESSAGES[code]}, log_id {FOREIGN_LOG_ID})")


def test_each_code_of_the_stand_in_is_in_the_table_and_the_other_way_round() -> None:
    assert set(MESSAGES) == {code for code in FAULTS if not code.startswith("SDK")} == set(MEANINGS)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_each_sentence_says_what_to_do(code: str) -> None:
    sentence = FAULTS[code].message
    assert re.search(
        r"\b(Read|Check|Set|Tick|Wait|Buy|Lower|Load|Save|Crop|Pick|Give)\b|pick another service", sentence
    )
    assert sentence.endswith(".")


@pytest.mark.parametrize("code", ["SDK100", "SDK101", "SDK102", "SDK108", "SDK109"])
def test_codes_of_the_sdk_which_gateways_pass_on(code: str) -> None:
    found = refusal(told({"error_code": code, "error_msg": "said by a gateway"}))
    assert (found.vendor_code, found.code) == (code, FAULTS[code].code)


def test_code_6_says_that_the_interface_is_by_invitation() -> None:
    answer = told({"error_code": 6, "error_msg": "No permission to access data"})
    assert "beta by invitation" in refusal(answer, ForeignResident()).message
    assert "Tick it for the application" in refusal(answer, General()).message


async def test_an_interface_that_is_not_enabled(card: bytes) -> None:
    fake = FakeBaidu()
    fake.enabled = {GENERAL_PATH}
    found = await call(ForeignResident(), fake, Sent(card))
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == ("not_enabled", "none")
    assert fake.calls[FOREIGN_PATH] == 0
    assert not isinstance(await call(General(), fake, Sent(card)), Refused)


async def test_more_calls_a_second_than_allowed(card: bytes) -> None:
    fake = FakeBaidu(lambda: 0.0)
    fake.per_second = 2
    found = [await call(General(), fake, Sent(card)) for _ in range(3)]
    assert [each.code for each in found if isinstance(each, Refused)] == ["too_many_calls"]


@pytest.mark.parametrize("code", [216308, "216500", 282134, -1, "X-9"])
def test_an_unknown_code_is_shown_with_its_message_and_not_asked_again(code: object) -> None:
    found = refusal(told({"error_code": code, "error_msg": "never heard of", "log_id": "1"}))
    assert (found.code, found.remedy, found.vendor_code) == ("vendor_error", "none", str(code))
    assert found.message.endswith(f"({code}: never heard of, log_id 1)")


@pytest.mark.parametrize("code", [111, "111", " 111 ", 111.0], ids=["number", "text", "blanks", "fraction"])
def test_a_code_however_it_is_written(code: object) -> None:
    found = refusal(told({"error_code": code, "error_msg": "Access token expired"}))
    assert (found.code, found.vendor_code, found.remedy) == ("token_rejected", "111", "renew")


@pytest.mark.parametrize("code", ["216100", "216201", "216202"])
@pytest.mark.parametrize("kind", ["pdf", "ofd"])
def test_what_is_wrong_with_a_page_is_not_said_of_an_image(code: str, kind: Literal["pdf", "ofd"]) -> None:
    answer = told({"error_code": code, "error_msg": "said"})
    of_page = General().read_answer(answer, Sent(b"", kind), SITE)
    assert isinstance(of_page, Refused)
    assert of_page.code == refusal(answer).code == MEANINGS[code]
    assert "page of the file" in of_page.message
    assert "page of the file" not in refusal(answer).message


def test_a_code_without_message_and_a_message_of_another_kind() -> None:
    assert refusal(told({"error_code": 17})).message.endswith("(17)")
    assert refusal(told({"error_code": 17, "log_id": 2**64 - 1})).message.endswith(f"(17: log_id {2**64 - 1})")
    long = refusal(told({"error_code": 17, "error_msg": "y" * 5000, "log_id": 77})).message
    assert long.endswith("y, log_id 77)")
    assert refusal(told({"error_code": 17, "error_msg": None})).code == "quota_used_up"
    assert refusal(told({"error_code": 17, "error_msg": "x" * 5000})).message.count("x") < 300


@pytest.mark.parametrize(
    "said", ["24.0123456789abcdef.2592000.1800000000.282335-123", "abc?access_token=0123456789&x=1"]
)
def test_a_token_that_is_repeated_in_a_refusal_is_not_shown(said: str) -> None:
    message = refusal(told({"error_code": 110, "error_msg": f"Access token invalid: {said}"})).message
    assert "0123456789" not in message
    assert "Access token invalid: " in message


@pytest.mark.parametrize("key", ["error_code", "error"])
@pytest.mark.parametrize("code", [0, "0", None, "", False], ids=["number", "text", "null", "empty", "false"])
def test_a_code_that_says_all_is_well(code: object, key: str) -> None:
    answer = told({key: code, "results": {"0": {"标题": [{"words": ["工作证"]}]}}, "log_id": 1})
    found = General().read_answer(answer, Sent(b""), SITE)
    assert not isinstance(found, Refused)


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (400, "bad_answer", "none"),
        (401, "wrong_credentials", "none"),
        (403, "not_allowed", "none"),
        (404, "bad_address", "none"),
        (407, "not_allowed", "none"),
        (408, "service_unavailable", "retry"),
        (413, "bad_image_size", "none"),
        (418, "bad_answer", "none"),
        (429, "too_many_calls", "slow_down"),
        (500, "service_unavailable", "retry"),
        (502, "service_unavailable", "retry"),
        (599, "service_unavailable", "retry"),
    ],
)
def test_http_statuses_without_json(status: int, code: str, remedy: str) -> None:
    found = refusal(WireAnswer(status, {"content-type": "text/html"}, b"<html>no</html>"))
    assert (found.code, found.remedy, found.vendor_code) == (code, remedy, f"HTTP {status}")


def test_an_error_of_the_table_counts_whatever_the_status() -> None:
    found = refusal(told({"error_code": 17, "error_msg": "daily"}, 500))
    assert (found.code, found.remedy) == ("quota_used_up", "none")


@pytest.mark.parametrize(
    ("header", "wait_s"), [("5", 5.0), ("0", 1.0), ("0.2", 1.0), ("-3", 1.0), ("soon", 1.0), ("nan", 1.0)]
)
def test_how_long_to_wait(header: str, wait_s: float) -> None:
    found = refusal(told({"error_code": 18, "error_msg": "qps"}, 200, {"retry-after": header}))
    assert found.wait_s == wait_s


def test_what_is_not_asked_again_has_nothing_to_wait_for() -> None:
    assert refusal(told({"error_code": 17, "error_msg": "day"}, 200, {"retry-after": "5"})).wait_s is None


def test_a_refusal_speaks_the_language_of_the_run() -> None:
    language.use("zh_CN")
    try:
        message = refusal(told({"error_code": 17, "error_msg": "daily"})).message
    finally:
        language.use("en")
    assert message.startswith("百度账号今日的调用次数已用完")
