"""Nothing that carries a secret shows it: not printed, not logged, not in a traceback with its locals, not written."""

import asyncio
import copy
import dataclasses
import io
import json
import logging
import pickle  # noqa: TID251 - that it does not work is what is tested
import pprint
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.secrets import environment
from carddesk.secrets.credentials import Credentials
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.one_thread import OneThread
from carddesk.services.secret import Secret, blotted
from carddesk.vendors.wire import WireRequest
from tests.unit.secrets.conftest import VENDOR
from tests.unit.secrets.keyrings import Memory

MARKED = st.text(st.characters(min_codepoint=33, exclude_categories=["C", "Z"]), min_size=1).map("M4rk".__add__)


@dataclass(frozen=True, slots=True)
class Box:
    inside: Secret


def filled(text: str) -> Credentials:
    """Credentials that remember the secret."""
    Memory.kept.clear()
    credentials = Credentials(KeyringEntries(5, Memory, OneThread("test keyring")), {})
    values = dict.fromkeys(("access_key", "secret_key"), Secret(text))

    async def fill() -> None:
        await credentials.set(VENDOR, values)
        assert await credentials.of(VENDOR) == values

    asyncio.run(fill())
    return credentials


CARRIERS: dict[str, Callable[[str], object]] = {
    "secret": Secret,
    "list": lambda text: [Secret(text)],
    "mapping": lambda text: {"api_key": Secret(text)},
    "dataclass": lambda text: Box(Secret(text)),
    "request": lambda text: WireRequest("GET", "https://a", {"Authorization": text}, {"token": text}, text.encode()),
    "environment": lambda text: environment.given(VENDOR, {"CARDDESK_HUAWEI_PASSWORD": text}),
    "credentials": lambda text: vars(filled(text)),
}


def logged(carrier: object) -> str:
    out = io.StringIO()
    logger = logging.Logger("secrecy")  # noqa: LOG001 - one that is in nobody's way
    logger.addHandler(logging.StreamHandler(out))
    logger.warning("%s %r", carrier, carrier)
    return out.getvalue()


def traced(carrier: object) -> str:
    def fails(argument: object) -> None:
        raise ValueError(f"cannot use {argument}")

    try:
        fails(carrier)
    except ValueError as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "".join(told.format())
    raise AssertionError


SHOWN: dict[str, Callable[[object], str]] = {
    "repr": repr,
    "str": str,
    "format": lambda carrier: f"{carrier} {carrier!r} {carrier!a} %s %r" % (carrier, carrier),
    "aligned": lambda carrier: f"{carrier!s:>40}" + (f"{carrier:>40}" if isinstance(carrier, Secret) else ""),
    "pprint": pprint.pformat,
    "log": logged,
    "traceback": traced,
}

WRITTEN: dict[str, Callable[[Any], object]] = {
    "pickle": pickle.dumps,
    "json": json.dumps,
    "json with str": lambda carrier: json.dumps(carrier, default=str),
    "json with repr": lambda carrier: json.dumps(carrier, default=repr),
    "deepcopy": lambda carrier: pickle.dumps(copy.deepcopy(carrier)),
    "asdict": dataclasses.asdict,
    "astuple": dataclasses.astuple,
}


def written_or_why_not(way: Callable[[object], object], carrier: object) -> str:
    try:
        return str(way(carrier))
    except TypeError as error:
        return str(error)


@pytest.mark.parametrize("way", SHOWN)
@pytest.mark.parametrize("carrier", CARRIERS)
@given(text=MARKED)
def test_showing_shows_no_secret(carrier: str, way: str, text: str) -> None:
    made = CARRIERS[carrier](text)
    shown = SHOWN[way](made)
    assert "M4rk" not in shown
    assert shown


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("carrier", sorted(CARRIERS.keys() - {"request", "credentials"}))
@given(text=MARKED)
def test_writing_fails_or_writes_no_secret(carrier: str, way: str, text: str) -> None:
    assert "M4rk" not in written_or_why_not(WRITTEN[way], CARRIERS[carrier](text))


@given(text=MARKED)
def test_the_secret_itself_is_had_by_its_name_and_equals_its_like(text: str) -> None:
    assert Secret(text).reveal() == text
    assert Secret(text) == Secret(text)
    assert Secret(text) != text
    assert len({Secret(text), Secret(text)}) == 1


@given(text=MARKED.filter(lambda text: len(text) > 5), before=st.text(), after=st.text())
def test_what_others_repeat_is_blotted_out(text: str, before: str, after: str) -> None:
    said = f"{before}{text}{text[:-1]}?{after}{text}"
    cleaned = blotted(said, [Secret(text[:-1]) if len(text) > 6 else Secret("other thing"), Secret(text)])
    assert text not in cleaned
    assert "•••" in cleaned


def test_what_is_short_is_blotted_out_where_it_stands_alone_and_makes_no_holes_into_words() -> None:
    secrets = [Secret("name"), Secret("")]
    assert blotted("unknown names", secrets) == "unknown names"
    assert blotted("who is 'name', code name?", secrets) == "who is '•••', code •••?"
    assert blotted("a+b (a+b) xa+by", [Secret("a+b")]) == "••• (•••) xa+by"


def test_what_everybody_guesses_at_once_is_left_where_it_stands() -> None:
    assert blotted("sex: M, code 10", [Secret("M"), Secret("10")]) == "sex: M, code 10"
