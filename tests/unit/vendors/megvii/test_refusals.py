"""Every error of the document becomes a sentence with a way out, and only those are asked again that may be."""

import io
import re

import pytest
from PIL import Image

from carddesk import language
from carddesk.vendors.dialect import Refused, Remedy, Sent
from carddesk.vendors.megvii.refusals import FAULTS
from carddesk.vendors.wire import WireAnswer
from tests.fakes.megvii import ERRORS, FOREIGN_PATH, FakeMegvii
from tests.fakes.server import FakeRequest
from tests.unit.vendors.megvii.asking import FOREIGN, NOW, PERMIT, SITE, answered, ask, picture, signed, wire

TABLE: dict[str, tuple[str, Remedy]] = {
    "ID_CARD_NOT_FOUND": ("no_card", "none"),
    "INVALID_IMAGE_SIZE: image": ("bad_image_size", "none"),
    "IMAGE_ERROR_UNSUPPORTED_FORMAT: image": ("bad_image", "none"),
    "BAD_ARGUMENTS: image": ("bad_request", "none"),
    "BAD_ARGUMENTS: return_portrait": ("bad_request", "none"),
    "BAD_ARGUMENTS: exception_range": ("bad_request", "none"),
    "BAD_ARGUMENTS: encryption_type": ("bad_request", "none"),
    "BAD_ARGUMENTS: sign_version": ("bad_request", "none"),
    "MISSING_ARGUMENTS: sign": ("bad_request", "none"),
    "MISSING_ARGUMENTS: sign_version": ("bad_request", "none"),
    "MISSING_ARGUMENTS: image": ("bad_request", "none"),
    "KEY_NOT_FOUND": ("encryption_failed", "none"),
    "AUTHENTICATION_ERROR": ("wrong_credentials", "renew"),
    "AUTHORIZATION_ERROR:DENIED.": ("not_allowed", "none"),
    "AUTHORIZATION_ERROR: Limit reached.": ("quota_used_up", "none"),
    "CONCURRENCY_LIMIT_EXCEEDED": ("too_many_calls", "slow_down"),
    "API_NOT_FOUND": ("bad_address", "none"),
    "Request Entity Too Large": ("image_too_large", "none"),
    "INTERNAL_ERROR": ("service_unavailable", "retry"),
}


def refused(server: FakeMegvii, image: bytes | None = None) -> Refused:
    found = ask(server, image)
    assert isinstance(found, Refused), found
    return found


def test_the_stand_in_and_this_table_know_the_same_errors() -> None:
    assert TABLE.keys() == ERRORS.keys()


@pytest.mark.parametrize("key", ["ERROR", "error", "error_message"])
@pytest.mark.parametrize("error", ERRORS)
def test_each_error_of_the_document_is_told_in_words(error: str, key: str) -> None:
    server = FakeMegvii()
    server.error_key = key
    server.refuse(error)
    found = refused(server)
    assert (found.code, found.remedy) == TABLE[error]
    word = "HTTP 413" if ERRORS[error] == 413 else error.partition(":")[0]
    assert found.vendor_code == word
    assert word in found.message
    assert len(found.message) > len(word) + 20


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("AUTHORIZATION_ERROR: DENIED.", "not_allowed"),
        ("AUTHORIZATION_ERROR:Limit reached.", "quota_used_up"),
        ("AUTHORIZATION_ERROR:", "not_allowed"),
        ("AUTHORIZATION_ERROR", "not_allowed"),
        ("BAD_ARGUMENTS:image", "bad_request"),
        ("AUTHORIZATION_ERROR DENIED.", "not_allowed"),
        ("authorization_error\uff1aLimit reached.", "quota_used_up"),
        ("IMAGE_DOWNLOAD_TIMEOUT: image", "vendor_error"),
        ("SOMETHING_NEW: of theirs", "vendor_error"),
        ("Something went wrong here", "vendor_error"),
    ],
)
def test_other_spellings_and_unknown_errors_are_told_too(error: str, code: str) -> None:
    server = FakeMegvii()
    server.refuse(error)
    found = refused(server)
    assert (found.code, found.remedy) == (code, "none")
    assert re.split("[ :\uff1a]", error)[0].lower() in found.message.lower()


@pytest.mark.parametrize(
    ("error", "status", "code", "remedy"),
    [
        ("INTERNAL_ERROR", 200, "service_unavailable", "retry"),
        ("INTERNAL_ERROR.", 503, "service_unavailable", "retry"),
        ("INTERNAL_ERROR: try later", 500, "service_unavailable", "retry"),
        ("CONCURRENCY_LIMIT_EXCEEDED.", 403, "too_many_calls", "slow_down"),
        ("CONCURRENCY_LIMIT_EXCEEDED", 429, "too_many_calls", "slow_down"),
        ("concurrency_limit_exceeded: 2", 400, "too_many_calls", "slow_down"),
        ("AUTHENTICATION_ERROR: sign", 401, "wrong_credentials", "renew"),
        ("IMAGE_DOWNLOAD_TIMEOUT", 412, "vendor_error", "none"),
        ("IMAGE_DOWNLOAD_TIMEOUT", 500, "service_unavailable", "none"),
        ("SOMETHING_NEW", 500, "service_unavailable", "none"),
        ("Too many calls", 429, "too_many_calls", "slow_down"),
        ("Request Entity Too Large", 413, "image_too_large", "none"),
    ],
)
def test_the_word_decides_whether_to_ask_again_and_not_the_status(
    error: str, status: int, code: str, remedy: str
) -> None:
    found = answered({"request_id": "1", "ERROR": error}, status=status)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy) == (code, remedy)


@pytest.mark.parametrize("nothing", [None, "", 0, False, [], {}, "null", "NONE", " "])
@pytest.mark.parametrize("key", ["ERROR", "error", "error_message"])
def test_an_empty_error_beside_what_was_read_is_no_error(key: str, nothing: object) -> None:
    told = {"result": 1001, "side": 1, "issued_by": {"result": "北京市公安局"}, key: nothing}
    found = answered(told)
    assert not isinstance(found, Refused)
    assert [field.text for field in found[0].fields] == ["北京市公安局"]


def test_the_argument_that_was_not_taken_is_named() -> None:
    server = FakeMegvii()
    server.refuse("BAD_ARGUMENTS: exception_range")
    assert "exception_range" in refused(server).message


@pytest.mark.parametrize("error", ["API_NOT_FOUND", "AUTHORIZATION_ERROR:DENIED."])
def test_errors_without_a_request_id_are_understood(error: str) -> None:
    assert b"request_id" not in FakeMegvii()._refusal(error).body
    assert b"request_id" in FakeMegvii()._refusal("INTERNAL_ERROR").body


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (401, "wrong_credentials", "none"),
        (403, "not_allowed", "none"),
        (404, "bad_address", "none"),
        (413, "image_too_large", "none"),
        (418, "bad_answer", "none"),
        (429, "too_many_calls", "slow_down"),
        (500, "service_unavailable", "retry"),
        (502, "service_unavailable", "none"),
        (503, "service_unavailable", "none"),
        (504, "service_unavailable", "none"),
        (200, "bad_answer", "none"),
        (302, "bad_answer", "none"),
    ],
)
@pytest.mark.parametrize("body", ["<html>Sign in</html>", "", "[]", "{}", "null", '{"data": 1}'])
def test_without_a_word_of_theirs_the_status_tells(status: int, code: str, remedy: str, body: str) -> None:
    found = answered(body, status=status)
    assert isinstance(found, Refused)
    assert (found.code, found.remedy, found.vendor_code) == (code, remedy, f"HTTP {status}")


def test_an_error_in_an_answer_that_says_all_is_well_is_an_error() -> None:
    found = answered({"result": 1001, "side": 0, "ERROR": "INTERNAL_ERROR"})
    assert isinstance(found, Refused)
    assert found.code == "service_unavailable"


def test_how_long_to_wait_is_taken_over() -> None:
    found = PERMIT.read_answer(WireAnswer(429, {"retry-after": "7"}, b""), Sent(b""), SITE)
    assert isinstance(found, Refused)
    assert (found.remedy, found.wait_s) == ("slow_down", 7.0)


def test_a_plain_surface_is_no_card() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(stream, "PNG")
    assert refused(FakeMegvii(), stream.getvalue()).code == "no_card"


def test_what_is_no_image_is_a_bad_image() -> None:
    assert refused(FakeMegvii(), b"no image at all").code == "bad_image"


def test_a_wrong_secret_is_a_wrong_signature() -> None:
    server = FakeMegvii()
    server.accounts = dict.fromkeys(server.accounts, "another secret")
    assert refused(server).vendor_code == "AUTHENTICATION_ERROR"


@pytest.mark.parametrize(("off_s", "status"), [(0, 200), (3599, 200), (3600, 403), (-300, 200), (-301, 403)])
def test_a_clock_that_is_far_off_makes_a_wrong_signature(off_s: int, status: int) -> None:
    request = signed(PERMIT.build_request(Sent(picture(), content_type="image/jpeg"), {}, SITE))
    assert FakeMegvii(lambda: NOW.timestamp() + off_s)(wire(request)).status == status


def test_an_image_that_is_too_large_is_told_by_plain_text() -> None:
    assert refused(FakeMegvii(), bytes(10_000_001)).code == "image_too_large"


def test_a_missing_service_is_told_by_its_address() -> None:
    assert FakeMegvii()(FakeRequest("GET", FOREIGN_PATH)).status == 404
    assert FakeMegvii()(FakeRequest("POST", "/faceid/v4/other")).status == 404


def test_a_foreign_card_is_refused_in_the_same_words() -> None:
    server = FakeMegvii()
    server.refuse("ID_CARD_NOT_FOUND")
    found = ask(server, picture(), FOREIGN)
    assert isinstance(found, Refused)
    assert found.code == "no_card"


def test_every_sentence_is_said_in_chinese_too() -> None:
    known = language.catalogue("zh_CN")
    assert all(fault.message in known for fault in FAULTS.values())
