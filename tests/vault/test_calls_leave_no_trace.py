"""Calls to every vendor with marked credentials: no output, log, journal, export or file has them, nor tokens made of them."""

import importlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest

from tests.fakes.server import FakeAnswer, FakeServer, Mode
from tests.specimens.samples import FOLDER
from tests.vault.keyring_daemon import Vault
from tests.vault.test_no_trace import User


@dataclass(frozen=True)
class Line:
    """How one vendor is asked.

    Attributes:
        names: what its fake takes for right, by the field's name.
        settings: beside `base_url`; `{url}` is where the fake is.
    """

    service: str
    sample: str
    names: tuple[str, ...]
    settings: tuple[str, ...] = ()

    @property
    def vendor(self) -> str:
        return self.service.partition(".")[0]


HASTY = "from carddesk.vendors import retry; retry.FIRST_WAIT_S = 0.01; "
"""Calls are repeated as ever, but nobody has to wait for that."""
IAM = ("vendors.huawei.iam_url={url}",)
LINES = (
    Line("megvii.residence_permit", "05-residence-permit-hong-kong-portrait.jpg", ("API_KEY", "API_SECRET")),
    Line("baidu.foreign_resident", "07-foreign-resident-2017.jpg", ("API_KEY", "SECRET_KEY")),
    Line("huawei.id_document", "09-passport-bilingual-scan.jpg", ("ACCESS_KEY", "SECRET_KEY"), IAM),
    Line("huawei.id_document", "09-passport-bilingual-scan.jpg", ("USERNAME", "PASSWORD", "DOMAIN"), IAM),
    Line("aliyun.id_card", "01-resident-id-portrait.jpg", ("APP_CODE",)),
)


class Caller:
    """A user with a marked account at a vendor that knows it."""

    def __init__(self, line: Line, user: User, server: FakeServer, marks: dict[str, str]) -> None:
        self.line = line
        self.user = user
        self.server = server
        self.marks = marks
        self.home = user.vault.home

    def call(self, **other: str) -> int:
        """Read a sample with everything written that can be; gives the exit code."""
        settings = (f"vendors.{self.line.vendor}.base_url={{url}}", *self.line.settings)
        given = {f"CARDDESK_{self.line.vendor.upper()}_{name}": mark for name, mark in self.marks.items()}
        done = self.user.run(
            "-vv",
            *(part for each in settings for part in ("--set", each.format(url=self.server.url))),
            *("--workspace", self.home / "workspace"),
            *("recognize", FOLDER / self.line.sample, "--service", self.line.service),
            *("--json", self.home / "out.jsonl", "--export", self.home / "out.xlsx"),
            first=f"catalogue.PLACES = ('carddesk.vendors.{self.line.vendor}',); {HASTY}",
            environ={**given, **other},
        )
        return done.returncode

    def search(self, *more: str) -> None:
        """Fail where one of the marks is, or one of `more`."""
        wanted = [text.encode() for text in (*self.marks.values(), *more) if text]
        places = {"output": b"\n".join(self.user.said)}
        for path in (each for each in self.home.rglob("*") if each.is_file()):
            places[path.name] = unpacked(path)
        assert len(places) > 2
        assert not [(place, text) for place, told in places.items() for text in wanted if text in told]


def unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if not zipfile.is_zipfile(BytesIO(content)):
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return b"\n".join(map(archive.read, archive.namelist()))


def fake_of(line: Line) -> ModuleType:
    return importlib.import_module(f"tests.fakes.{line.vendor}")


@pytest.fixture(params=LINES, ids=lambda line: f"{line.service}-{line.names[0]}")
def caller(request: pytest.FixtureRequest, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    line: Line = request.param
    marks = {name: f"M4rked{name.replace('_', '')}0123456789abcdef" for name in line.names}
    module = fake_of(line)
    for name, mark in marks.items():
        monkeypatch.setattr(module, name, mark)
    with FakeServer(module.fake()) as server:
        yield Caller(line, User(vault), server, marks)


def tokens(server: FakeServer) -> list[str]:
    """What the fake has given to whoever knew the credentials, as it came back in requests."""
    asked = server.requests
    return [
        *(text for each in asked for text in each.query.get("access_token", ())),
        *(each.headers.get("x-auth-token", "") for each in asked),
        *(each.headers.get("authorization", "") for each in asked),
    ]


def test_a_reading_leaves_no_trace_of_what_paid_for_it(caller: Caller) -> None:
    assert caller.call() == 0
    caller.search(*tokens(caller.server))


def test_a_gateway_that_repeats_what_it_was_sent_leaves_no_trace(caller: Caller) -> None:
    for mark in caller.marks.values():
        told = f"nobody is {mark}"
        keys = ("error", "error_msg", "error_description", "error_message", "msg", "status")
        body = json.dumps({"error_code": 17, **dict.fromkeys(keys, told)}).encode()
        headers = {"Content-Type": "application/json", "X-Ca-Error-Message": told, "X-Ca-Error-Code": mark}
        caller.server.misbehave(FakeAnswer(403, headers, body), 50)
        assert caller.call() == 1
        caller.server.behave()
    caller.search()


@pytest.mark.parametrize("mode", ["reset", "html"])
def test_a_failed_call_leaves_no_trace(caller: Caller, mode: Mode) -> None:
    caller.server.misbehave(mode, 50)
    assert caller.call() == 1
    caller.search(*tokens(caller.server))


def test_an_account_that_is_refused_leaves_no_trace(caller: Caller) -> None:
    last = caller.line.names[-1]
    wrong = f"M4rkedAndWrong{last}"
    assert caller.call(**{f"CARDDESK_{caller.line.vendor.upper()}_{last}": wrong}) == 1
    caller.search(wrong, *tokens(caller.server))


def test_being_sent_elsewhere_leaves_no_trace(caller: Caller) -> None:
    caller.server.misbehave(FakeAnswer(302, {"Location": "http://user:M4rkedElsewhere@127.0.0.1:9/?a=b"}), 50)
    assert caller.call() == 1
    caller.search(*tokens(caller.server))
