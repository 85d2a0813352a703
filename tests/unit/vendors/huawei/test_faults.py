"""Every error there is a word of has its meaning and its remedy, in whatever shape it comes."""

import json

import pytest

from carddesk.language import LANGUAGES, catalogue
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.huawei.faults import BY_STATUS, FAULTS
from carddesk.vendors.huawei.id_document import IdDocument
from carddesk.vendors.wire import WireAnswer
from tests.fakes import huawei
from tests.fakes.direct import told

NONE = (
    "AIS.0101 AIS.0102 AIS.0103 AIS.0104 AIS.0117 AIS.0118 AIS.0119 AIS.0120 AIS.0121 AIS.0122 AIS.0007 AIS.0014 AIS.0015 "
    "AIS.0020 ModelArts.0212 ModelArts.4104 ModelArts.4105 ModelArts.4106 ModelArts.4107 ModelArts.4201 ModelArts.4202 "
    "ModelArts.4203 ModelArts.4204 ModelArts.4503 ModelArts.4504 ModelArts.4506 ModelArts.4508 ModelArts.4601 "
    "ModelArts.4702 ModelArts.4703 ModelArts.4704 ModelArts.4705 ModelArts.4706 ModelArts.6201 APIG.0101 APIGW.0301 APIGW.0303"
)
RETRY = "AIS.0105 ModelArts.4301 ModelArts.4302 ModelArts.4402 ModelArts.4502 ModelArts.4505 ModelArts.4603 APIG.0201"
RENEW = "AIS.0002 ModelArts.0203 ModelArts.4101 ModelArts.4102 ModelArts.4103 APIG.0301 APIG.0307"
SLOW_DOWN = "APIG.0308 ModelArts.4401"
REMEDIES = {
    code: remedy
    for remedy, codes in (("none", NONE), ("retry", RETRY), ("renew", RENEW), ("slow_down", SLOW_DOWN))
    for code in codes.split()
}
"""As the vendor's pages have it."""


def refused(answer: WireAnswer) -> Refused:
    found = IdDocument().read_answer(answer, Sent(b""), Site("https://x"))
    assert isinstance(found, Refused)
    return found


def error(body: object, status: int = 400, **headers: str) -> Refused:
    return refused(
        WireAnswer(status, {name.replace("_", "-"): said for name, said in headers.items()}, json.dumps(body).encode())
    )


def test_the_table_has_every_code_and_no_other() -> None:
    assert set(FAULTS) == set(REMEDIES)
    assert set(huawei.ERRORS) <= set(FAULTS)


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_each_code_has_its_remedy_and_says_what_to_do(code: str) -> None:
    found = error({"error_code": code, "error_msg": "as the vendor says"})
    assert (found.vendor_code, found.remedy) == (code, REMEDIES[code])
    assert code in found.message
    assert "as the vendor says" in found.message


@pytest.mark.parametrize("code", sorted(huawei.ERRORS))
def test_each_error_of_the_gateway_is_understood(code: str) -> None:
    found = refused(told(huawei.error(code)))
    assert (found.vendor_code, found.remedy) == (code, REMEDIES[code])


@pytest.mark.parametrize(
    ("code", "most", "seconds"),
    [("AIS.0105", 1, None), ("ModelArts.4603", 1, None), ("ModelArts.4301", None, None), ("ModelArts.4401", None, 1.0),
     ("APIG.0201", None, 2.0), ("APIG.0308", None, 2.0)],
)  # fmt: skip
def test_how_often_and_when_to_try_again_is_the_codes(code: str, most: int | None, seconds: float | None) -> None:
    found = error({"error_code": code, "error_msg": "words"})
    assert (found.most_repeats, found.wait_s) == (most, seconds)


def test_the_documents_failure_is_about_the_size_of_the_image() -> None:
    found = error({"error_code": "AIS.0103", "error_msg": "The image size does not meet the requirements."})
    assert (found.code, found.vendor_code, found.remedy) == ("bad_image_size", "AIS.0103", "none")


SHAPES = {
    "error_code": {"error_code": "AIS.0102", "error_msg": "words"},
    "errorCode": {"errorCode": "AIS.0102", "errorMsg": "words"},
    "code": {"code": "AIS.0102", "message": "words"},
    "nested": {"error": {"code": "AIS.0102", "message": "words"}},
    "nested error_code": {"error": {"error_code": "AIS.0102", "error_msg": "words"}},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_code_is_found_in_every_shape(shape: str) -> None:
    found = error(SHAPES[shape])
    assert (found.vendor_code, found.code) == ("AIS.0102", "bad_image")
    assert "words" in found.message


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(400, "none"), (401, "renew"), (403, "none"), (404, "none"), (405, "none"), (413, "none"), (429, "slow_down"),
     (500, "retry"), (502, "retry"), (503, "none"), (504, "retry"), (418, "none")],
)  # fmt: skip
def test_without_a_known_code_the_status_decides(status: int, remedy: str) -> None:
    for body in (b"<html>busy</html>", b"", b"\xff\xfe", json.dumps({"error_code": "NEW.0001"}).encode()):
        found = refused(WireAnswer(status, {}, body))
        assert found.remedy == remedy
        assert found.vendor_code in {f"HTTP {status}", "NEW.0001"}


def test_a_page_instead_of_an_answer_is_said_to_be_one() -> None:
    found = refused(WireAnswer(200, {"content-type": "text/html"}, b"<html>Sign in</html>"))
    assert (found.code, found.remedy) == ("bad_answer", "none")
    assert found.vendor_code == "HTTP 200"


def test_an_unknown_code_is_shown_and_not_tried_again() -> None:
    found = error({"error_code": "ModelArts.9999", "error_msg": "new"}, 418)
    assert (found.vendor_code, found.remedy) == ("ModelArts.9999", "none")
    assert "ModelArts.9999: new" in found.message


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0"}, 2.0),
        ({"retry_after": "soon"}, 2.0),
        ({}, 2.0),
        ({"retry_after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry_after": "Sat, 21 Nov 2026 10:00:30 GMT"}, 2.0),
        ({"retry_after": "999999999"}, 86_400.0),
    ],
)
def test_how_long_to_wait_is_the_vendors_word(headers: dict[str, str], seconds: float) -> None:
    found = error(
        {"error_code": "APIG.0308", "error_msg": "policy user over ratelimit,limit:20,time:1 minute"}, 429, **headers
    )
    assert found.wait_s == seconds


def test_what_the_vendor_says_is_one_short_line() -> None:
    found = error({"error_code": "AIS.0102", "error_msg": "a\nb\t\x00" + "c" * 5000})
    assert "\n" not in found.message
    assert len(found.message) < 400


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_fault_is_told_in_every_language(language: str) -> None:
    known = catalogue(language)
    assert not [fault.message for fault in (*FAULTS.values(), *BY_STATUS.values()) if fault.message not in known]
    info, vendor = IdDocument().info, IdDocument().vendor
    said = [info.title, info.note, info.price, info.warning, vendor.title, *(field.title for field in vendor.fields)]
    said += [text for option in info.options for text in (option.title, option.help, *option.meanings)]
    assert not [text for text in said if text not in known]
