"""Each option does in the request what the document says, and nothing is sent that needs not be."""

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from carddesk.errors import ServiceError
from carddesk.services.contract import OptionValue
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.megvii.dialect import LIMITS, MegviiDialect
from carddesk.vendors.megvii.options import OPTIONS
from tests.fakes.megvii import FOREIGN_PATH, PERMIT_PATH, FakeMegvii, Part, parts_of
from tests.fakes.megvii_examples import EMBLEM_EXAMPLE, PORTRAIT_EXAMPLE
from tests.unit.vendors.megvii.asking import FOREIGN, PERMIT, SITE, ask, picture, signed, wire

RANGE = ("text_quality", "logic", "completeness", "face_detect")
DEFAULTS: dict[str, OptionValue] = {option.key: option.default for option in OPTIONS}


def form(**options: OptionValue) -> dict[str, Part]:
    sent = Sent(picture(), content_type="image/jpeg")
    return parts_of(wire(signed(PERMIT.build_request(sent, {**DEFAULTS, **options}, SITE))))


@pytest.mark.parametrize(("dialect", "path"), [(PERMIT, PERMIT_PATH), (FOREIGN, FOREIGN_PATH)])
def test_each_service_posts_to_its_own_path_behind_any_prefix(dialect: MegviiDialect, path: str) -> None:
    request = dialect.build_request(Sent(picture()), DEFAULTS, Site("http://127.0.0.1:1/gateway"))
    assert request.method == "POST"
    assert request.url == f"http://127.0.0.1:1/gateway{path}"
    assert not request.idempotent


def test_what_stands_at_its_default_is_not_sent() -> None:
    assert form().keys() == {"sign", "sign_version", "image"}


def test_the_portrait_is_asked_for_by_a_one() -> None:
    assert form(return_portrait=True)["return_portrait"].text == "1"


@pytest.mark.parametrize("switch", RANGE)
def test_one_changed_switch_sends_all_four_as_json(switch: str) -> None:
    changed = not DEFAULTS[switch]
    sent = json.loads(form(**{switch: changed})["exception_range"].text)
    assert sent == {**{key: DEFAULTS[key] for key in RANGE}, switch: changed}


def test_the_declared_defaults_are_the_documents() -> None:
    assert DEFAULTS == {
        "return_portrait": False,
        "text_quality": True,
        "logic": True,
        "completeness": False,
        "face_detect": False,
        "encryption_type": "none",
    }


@pytest.mark.parametrize(
    ("key", "value"), [("return_portrait", "1"), ("logic", "yes"), ("face_detect", 1), ("encryption_type", "AES")]
)
def test_a_value_that_no_option_has_is_refused(key: str, value: Any) -> None:
    with pytest.raises(ServiceError) as caught:
        form(**{key: value})
    assert caught.value.code == "bad_option"
    assert key in caught.value.message


def test_a_png_is_said_to_be_one() -> None:
    request = PERMIT.build_request(Sent(picture(form="PNG"), content_type="image/png"), DEFAULTS, SITE)
    assert b'filename="image.png"\r\nContent-Type: image/png\r\n' in request.body


def test_the_boundary_is_no_part_of_the_image() -> None:
    first = PERMIT.build_request(Sent(b"picture"), DEFAULTS, SITE)
    boundary = first.headers["Content-Type"].partition("boundary=")[2]
    # The image that would give this boundary cannot also hold it, so it is put behind and the form taken apart.
    data = b"picture\r\n--" + boundary.encode() + b"--\r\n"
    assert parts_of(wire(signed(PERMIT.build_request(Sent(data), DEFAULTS, SITE))))["image"].data == data


def test_the_same_image_and_options_make_the_same_request() -> None:
    one, other = (PERMIT.build_request(Sent(picture()), DEFAULTS, SITE) for _ in range(2))
    assert (one.body, one.headers) == (other.body, other.headers)


def test_the_limits_are_the_documents() -> None:
    assert (LIMITS.min_side_px, LIMITS.max_side_px, LIMITS.max_request_bytes) == (200, 8000, 10_000_000)
    assert LIMITS.max_bytes is not None
    assert LIMITS.max_request_bytes is not None
    largest = Sent(bytes(LIMITS.max_bytes), content_type="image/jpeg")
    request = signed(PERMIT.build_request(largest, {**DEFAULTS, "logic": False, "return_portrait": True}, SITE))
    assert len(request.body) <= LIMITS.max_request_bytes


@pytest.mark.parametrize("size", [(199, 300), (300, 199), (8001, 300)])
def test_the_stand_in_refuses_what_is_outside_the_limits(size: tuple[int, int]) -> None:
    refused = ask(FakeMegvii(), picture(*size))
    assert isinstance(refused, Refused)
    assert refused.code == "bad_image_size"


@pytest.mark.parametrize("size", [(200, 200), (8000, 200)])
def test_the_stand_in_takes_what_is_just_inside(size: tuple[int, int]) -> None:
    assert not isinstance(ask(FakeMegvii(), picture(*size)), Refused)


def result(server: FakeMegvii, switches: Sequence[bool]) -> int:
    options: dict[str, Any] = dict(zip(RANGE, switches, strict=True))
    answered = ask(server, **options)
    assert not isinstance(answered, Refused), answered
    return int(json.loads(answered[0].raw)["result"])


@pytest.mark.parametrize("switches", list(product([False, True], repeat=4)))
def test_the_switches_decide_what_is_an_exception(switches: tuple[bool, ...]) -> None:
    server = FakeMegvii()
    server.face = False
    # The document's portrait example has each of the four: a poor field, an illogical one, it is cut, and no face here.
    assert result(server, switches) == (1002 if any(switches) else 1001)
    server.example = EMBLEM_EXAMPLE
    assert result(server, switches) == 1001


def test_the_portrait_comes_only_when_asked_for_and_only_on_its_face() -> None:
    server = FakeMegvii()
    for example, asked, comes in (
        (PORTRAIT_EXAMPLE, True, True),
        (PORTRAIT_EXAMPLE, False, False),
        (EMBLEM_EXAMPLE, True, False),
    ):
        server.example = example
        answered = ask(server, return_portrait=asked)
        assert not isinstance(answered, Refused)
        assert (answered[0].field("portrait") is not None) is comes
