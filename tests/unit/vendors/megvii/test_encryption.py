"""With encryption on, the image goes out encrypted or not at all, and the answer is opened or refused."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carddesk.cards.flags import FlagCode
from carddesk.errors import ServiceError
from carddesk.vendors.dialect import Refused, Sent, Site
from carddesk.vendors.megvii import encryption
from carddesk.vendors.megvii.encryption import FORMS, FailedError, KeyFileError, SealedError, opener, sealed
from carddesk.vendors.megvii.encryption.rsa import CIPHER as RSA
from carddesk.vendors.megvii.encryption.sm2 import CIPHER as SM2
from carddesk.vendors.wire import WireAnswer
from tests.fakes.megvii import FakeMegvii, parts_of
from tests.fakes.megvii_cipher import Pairs, RsaPair, Sm2Pair
from tests.fakes.megvii_examples import EMBLEM_EXAMPLE, PORTRAIT_EXAMPLE, Answer
from tests.unit.vendors.megvii.asking import PERMIT, SITE, ask, picture, read, signed, wire

ASSUMED = {key: choices[0] for key, choices in FORMS.items()}
KINDS = ("SM2", "RSA")

# Made by OpenSSL 3.0 for a key thrown away since: `pkeyutl -encrypt` of "hello card".
OPENSSL_SECRET = bytes.fromhex("be3b2f9db55e051a5c62bc30b42d542e9230dbba22160263d1fd03384ca368dc")
OPENSSL_SEALED = bytes.fromhex(
    "30720220047a4200d4a7a0b11f4e6aa4b2fb50d73b343d1a6157530325e4107dfedcf11d022003dce838a7b52612920d6968f7f21dd49f35dcd36c70ba"
    "08df246113d8e4bd0b04208c6aa0f29090b1f9af60032835812f5cda0401efdf695af90e659535a2a430b0040a7544c23c3573c3317f4e"
)


@cache
def pairs(kind: str) -> Pairs:
    made = Sm2Pair.made if kind == "SM2" else RsaPair.made
    return Pairs(made(), made())


def site(kind: str, files: Mapping[str, bytes] | None = None, **said: str) -> Site:
    keys = {"image_key_file": pairs(kind).images.public_pem, "answer_key_file": pairs(kind).answers.private_pem}
    return Site(SITE.base_url, setting=lambda key: said.get(key, ""), files={**keys, **(files or {})})


def server(kind: str, example: Answer = PORTRAIT_EXAMPLE) -> FakeMegvii:
    made = FakeMegvii()
    made.pairs, made.example = pairs(kind), example
    return made


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("example", [PORTRAIT_EXAMPLE, EMBLEM_EXAMPLE])
def test_an_encrypted_call_gives_what_a_plain_one_gives(kind: str, example: Answer) -> None:
    found = ask(server(kind, example), site=site(kind), encryption_type=kind)
    assert not isinstance(found, Refused), found
    plain = read({key: value for key, value in example.items() if key != "portrait"})
    assert found[0].fields == plain.fields
    assert found[0].raw != plain.raw


@pytest.mark.parametrize("kind", KINDS)
def test_an_encrypted_portrait_is_opened_too(kind: str) -> None:
    found = ask(server(kind), site=site(kind), encryption_type=kind, return_portrait=True)
    assert not isinstance(found, Refused), found
    portrait = found[0].field("portrait")
    assert portrait is not None
    assert base64.b64decode(portrait.value, validate=True).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(("kind", "number"), [("SM2", "1"), ("RSA", "2")])
def test_the_image_goes_out_encrypted_alone(kind: str, number: str) -> None:
    request = PERMIT.build_request(Sent(picture(), content_type="image/jpeg"), {"encryption_type": kind}, site(kind))
    parts = parts_of(wire(signed(request)))
    assert parts["encryption_type"].text == number
    assert pairs(kind).images.opened(parts["image"].data) == picture()
    assert picture()[:40] not in request.body
    assert picture()[100:200] not in request.body


def test_rsa_takes_117_bytes_a_block() -> None:
    assert [len(RSA.seal(bytes(size), pairs("RSA").images.public_pem, ASSUMED)) for size in (117, 118)] == [128, 256]


@pytest.mark.parametrize("order", FORMS["sm2_order"])
@pytest.mark.parametrize("form", FORMS["sm2_form"])
@pytest.mark.parametrize("text", FORMS["cipher_text"])
def test_every_form_of_sm2_is_opened_again(order: str, form: str, text: str) -> None:
    data = sealed("SM2", picture(), site("SM2", sm2_order=order, sm2_form=form, cipher_text=text))
    binary = {
        "binary": lambda: data,
        "base64": lambda: base64.b64decode(data),
        "hex": lambda: bytes.fromhex(data.decode()),
    }
    key = SM2.unsealer(pairs("SM2").images.private_pem)
    assert key.unsealed(binary[text]()) == picture()


def test_sm2_as_openssl_writes_it_is_opened() -> None:
    key = SM2.unsealer(Sm2Pair(OPENSSL_SECRET, b"").private_pem)
    assert key.unsealed(OPENSSL_SEALED) == b"hello card"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("setting", ["image_key_file", "answer_key_file"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"no key",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n",
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
        b"\xff\xfe\x00",
    ],
)
def test_without_both_keys_nothing_is_sent(kind: str, setting: str, content: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        PERMIT.build_request(Sent(picture()), {"encryption_type": kind}, site(kind, {setting: content}))
    assert caught.value.code == "encryption_failed"
    assert f"vendors.megvii.{setting}" in caught.value.message


def der(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))


FILES: dict[str, Callable[[bytes], bytes]] = {
    "base64 in one line": base64.b64encode,
    "base64 in lines": base64.encodebytes,
    "hex": lambda key: key.hex().encode(),
    "HEX": lambda key: key.hex().upper().encode() + b"\r\n",
    "bytes": bytes,
    "base64 behind a mark of UTF-8": lambda key: b"\xef\xbb\xbf" + base64.b64encode(key),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FILES)
def test_keys_as_consoles_show_them_do_as_well_as_pem(kind: str, form: str) -> None:
    keys = {name: FILES[form](der(pem)) for name, pem in site(kind).files.items()}
    found = ask(server(kind), site=site(kind, keys), encryption_type=kind)
    assert not isinstance(found, Refused), found
    name = found[0].field("name")
    assert name is not None
    assert name.text == "张三"


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("head", [b"\x04", b""])
def test_a_bare_point_and_a_bare_secret_are_sm2_keys(form: str, head: bytes) -> None:
    point, secret = pairs("SM2").images.point, pairs("SM2").answers.secret  # type: ignore[union-attr]
    keys = {"image_key_file": FILES[form](head + point[1:]), "answer_key_file": FILES[form](secret)}
    found = ask(server("SM2"), site=site("SM2", keys), encryption_type="SM2")
    assert not isinstance(found, Refused), found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["PEM", *FILES])
def test_the_halves_of_a_pair_are_not_taken_for_each_other(kind: str, form: str) -> None:
    public, private = pairs(kind).images.public_pem, pairs(kind).answers.private_pem
    if form != "PEM":
        public, private = (FILES[form](der(pem)) for pem in (public, private))
    for setting, file in (("image_key_file", private), ("answer_key_file", public)):
        with pytest.raises(ServiceError, match=setting) as caught:
            sealed(kind, picture(), site(kind, {setting: file}))
        assert caught.value.code == "encryption_failed"


@pytest.mark.parametrize("secret", [0, 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54122, 2**256 - 1])
def test_a_number_that_is_no_secret_of_the_curve_is_no_key(secret: int) -> None:
    with pytest.raises(KeyFileError):
        SM2.unsealer(Sm2Pair(secret.to_bytes(32, "big"), b"").private_pem)


@settings(max_examples=100)
@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(base64.b64encode)
    | st.text("0123456789abcdef").map(str.encode)
)
@pytest.mark.parametrize("kind", KINDS)
def test_any_file_is_a_key_or_none(kind: str, file: bytes) -> None:
    for setting in ("image_key_file", "answer_key_file"):
        try:
            out, code = sealed(kind, picture(), site(kind, {setting: file})), ""
        except ServiceError as error:
            out, code = b"", error.code
        assert picture()[:64] not in out
        assert bool(out) is (code != "encryption_failed")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("failure", [FailedError("no"), KeyFileError(), RuntimeError("no"), MemoryError(), None])
def test_whatever_the_library_does_no_plain_image_comes_out(
    kind: str, failure: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(type(encryption._cipher(kind))):  # type: ignore[misc]
        def seal(self, plain: bytes, public_pem: bytes, forms: Mapping[str, str]) -> bytes:
            if failure:
                raise failure
            return b"head" + plain

    monkeypatch.setattr(encryption, "_cipher", lambda name: Broken())
    with pytest.raises((ServiceError, RuntimeError, MemoryError)):
        PERMIT.build_request(Sent(picture(), content_type="image/jpeg"), {"encryption_type": kind}, site(kind))


@pytest.mark.parametrize(("kind", "other"), [("SM2", "RSA"), ("RSA", "SM2")])
@pytest.mark.parametrize("setting", ["image_key_file", "answer_key_file"])
def test_a_key_of_the_other_kind_is_refused(kind: str, other: str, setting: str) -> None:
    with pytest.raises(ServiceError, match=setting):
        sealed(kind, picture(), site(kind, {setting: site(other).files[setting]}))


def test_a_point_that_is_not_on_the_curve_is_no_key() -> None:
    point = pairs("SM2").images.point  # type: ignore[union-attr]
    wrong = Sm2Pair(b"", point[:-1] + bytes([point[-1] ^ 1]))
    with pytest.raises(KeyFileError):
        SM2.seal(b"x", wrong.public_pem, ASSUMED)


def test_a_form_that_is_none_is_refused() -> None:
    with pytest.raises(ServiceError, match="sm2_order"):
        sealed("SM2", b"x", site("SM2", sm2_order="C3C2C1"))


def test_a_missing_library_is_told_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(encryption, "import_module", missing)
    encryption._cipher.cache_clear()
    with pytest.raises(ServiceError) as caught:
        sealed("SM2", b"x", site("SM2"))
    assert caught.value.code == "encryption_failed"
    monkeypatch.undo()
    assert sealed("SM2", b"x", site("SM2")) != b"x"


def test_keys_that_are_not_in_the_console_are_told() -> None:
    made = FakeMegvii()
    found = ask(made, site=site("SM2"), encryption_type="SM2")
    assert isinstance(found, Refused)
    assert (found.code, found.vendor_code) == ("encryption_failed", "KEY_NOT_FOUND")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_for_another_key_is_refused(kind: str) -> None:
    made = server(kind)
    other = Sm2Pair.made() if kind == "SM2" else RsaPair.made()
    found = ask(made, site=site(kind, {"answer_key_file": other.private_pem}), encryption_type=kind)
    assert isinstance(found, Refused)
    assert found.code == "encryption_failed"
    assert "answer_key_file" in found.message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", ["address", "birth_month", "portrait"])
def test_one_field_that_cannot_be_opened_costs_no_other(kind: str, key: str) -> None:
    other = pairs(kind).images
    told = copy.deepcopy(PORTRAIT_EXAMPLE)
    for each in told.keys() - {"result", "completeness", "time_used", "card_rect", "request_id", "side"}:
        # A wrong RSA key does not tell that it is wrong: it gives chance bytes. These are no blocks of it at all.
        pair = other if each == key and kind == "SM2" else pairs(kind).answers
        told[each]["result"] = pair.sealed(told[each]["result"])
        if each == key and kind == "RSA":
            told[each]["result"] = base64.b64encode(b"\xff" * 128).decode()
    body = json.dumps(told).encode()
    found = PERMIT.read_answer(WireAnswer(200, {}, body), Sent(b""), site(kind))
    assert not isinstance(found, Refused), found
    ours = {"birth_month": "birth_date"}.get(key, key)
    whole = read(PORTRAIT_EXAMPLE)
    for field in found[0].fields:
        unreadable = FlagCode.UNREADABLE in [flag.code for flag in field.flags]
        assert unreadable is (field.key == ours)
        if not unreadable:
            assert field == whole.field(field.key)
    assert {field.key for field in found[0].fields} == {field.key for field in whole.fields}
    assert told[key]["result"] in found[0].raw


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_answer_is_read_though_a_key_is_there(kind: str) -> None:
    found = ask(FakeMegvii(), site=site(kind), return_portrait=True)
    assert not isinstance(found, Refused)
    without = ask(FakeMegvii(), return_portrait=True)
    assert not isinstance(without, Refused)
    assert found[0].fields == without[0].fields


def test_a_plain_picture_of_whole_blocks_is_not_taken_for_encrypted() -> None:
    said = base64.b64encode(b"\xff\xd8\xff" + bytes(253)).decode()
    assert opener(site("RSA"))(said) == said


@settings(max_examples=300)
@given(st.one_of(st.text(), st.binary().map(lambda data: base64.b64encode(data).decode()), st.binary().map(bytes.hex)))
@pytest.mark.parametrize("kind", KINDS)
def test_any_text_is_opened_left_or_refused(kind: str, said: str) -> None:
    try:
        assert isinstance(opener(site(kind))(said), str)
    except SealedError:
        assert len(said) >= 64


@settings(max_examples=100)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_of_an_sm2_ciphertext_is_noticed(at: int, by: int) -> None:
    data = bytearray(OPENSSL_SEALED)
    data[at % len(data)] ^= by
    key = SM2.unsealer(Sm2Pair(OPENSSL_SECRET, b"").private_pem)
    with pytest.raises(SealedError):
        key.unsealed(bytes(data))
