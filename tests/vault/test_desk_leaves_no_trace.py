"""A desk with marked accounts whose vendors repeat all they are told: no mark in journal, exports, logs, folders or children."""

from __future__ import annotations

import importlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carddesk import logs
from carddesk.cards.case import Status
from carddesk.cards.events import ReadingArrived, ReadingFailed
from carddesk.reader.process import ReaderProcess
from carddesk.reader.protocol import Request
from carddesk.secrets.credentials import Credentials
from carddesk.services.contract import ServiceContext
from carddesk.services.registry import discover
from carddesk.settings import Settings
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.desk import Desk
from tests.fakes.server import FakeAnswer, FakeRequest, FakeServer
from tests.specimens.samples import FOLDER
from tests.unit.workflow.fakes import noon
from tests.vault.test_calls_leave_no_trace import LINES, Line, tokens, unpacked
from tests.workspaces import workspace_at

MARK = "M4rked"
Answering = Callable[[FakeRequest], FakeAnswer]


@pytest.fixture(params=LINES, ids=lambda line: f"{line.service}-{line.names[0]}")
def line(request: pytest.FixtureRequest) -> Line:
    made: Line = request.param
    return made


@pytest.fixture
def environ(line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """Marked credentials in the environment of the program, and everything that it writes in one folder."""
    module = importlib.import_module(f"tests.fakes.{line.vendor}")
    given = {}
    for name in line.names:
        mark = f"{MARK}{name.replace('_', '')}0123456789abcdef"
        monkeypatch.setattr(module, name, mark)
        given[f"CARDDESK_{line.vendor.upper()}_{name}"] = mark
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    for name in ("TMPDIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return given


def repeating(answering: Answering, secrets: list[str]) -> Answering:
    """The same vendor, which says beside each answer what it was told and with which account."""

    def answer(request: FakeRequest) -> FakeAnswer:
        right = answering(request)
        told = json.loads(right.body) if right.body.startswith(b"{") else None
        if not isinstance(told, dict) or "token" in request.path:
            return right
        echo = {"echo": secrets, "asked": {**request.query, **request.headers}, "\\/".join(secrets): "\\/"}
        return replace(right, body=json.dumps({**told, **echo}).replace("/", "\\/").encode())

    return answer


@pytest.fixture
def server(line: Line, environ: dict[str, str]) -> Iterator[FakeServer]:
    module = importlib.import_module(f"tests.fakes.{line.vendor}")
    # The names of users and accounts are no secrets, and may stand on a card: what repeats those is no business of ours.
    secrets = [value for name, value in environ.items() if not name.endswith(("USERNAME", "DOMAIN"))]
    with FakeServer(repeating(module.fake(), secrets)) as made:
        yield made


def marks_in(folder: Path, marks: list[str]) -> list[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [
        (path.name, mark) for path in files for mark in marks if mark.encode() in path.name.encode() + unpacked(path)
    ]


def cards_in(folder: Path, read: list[str], image: bytes) -> list[tuple[str, bytes]]:
    """Where values that were read, or pieces of the picture, stand; exports are left out, which are meant to have them."""
    exports = {f"out.{suffix}" for suffix in ("xlsx", "csv", "json")}
    files = [each for each in folder.rglob("*") if each.is_file() and each.name not in exports]
    assert {"journal.db", "images.db", "usage.db"} <= {each.name for each in files}
    assert len(read) > 2
    pieces = [*map(str.encode, read), *(image[at : at + 32] for at in range(0, len(image), 5000))]
    return [(each.name, piece) for each in files for piece in pieces if piece in each.read_bytes()]


async def test_a_desk_leaves_no_trace(line: Line, environ: dict[str, str], server: FakeServer, tmp_path: Path) -> None:
    logs.start(2)
    settings = Settings()
    settings.set("reading.auto", False)
    for setting in (f"vendors.{line.vendor}.base_url={{url}}", *line.settings):
        key, _, value = setting.format(url=server.url).partition("=")
        settings.set(key, value)
    credentials = Credentials()
    context = ServiceContext(setting=settings.get, credentials=credentials.of)
    services = discover((f"carddesk.vendors.{line.vendor}",), context)
    workspace = workspace_at(tmp_path / "workspace")
    desk = Desk(workspace, services, settings, operator="ann", now=noon, accounts=Accounts(services, credentials))
    try:
        desk.pick_service(line.service)
        (case_id,) = await desk.add_image((FOLDER / line.sample).read_bytes(), line.sample)
        await desk.read([case_id])
        assert desk.row(case_id).status is not Status.FAILED
        for suffix in ("xlsx", "csv", "json"):
            assert await desk.export(tmp_path / f"out.{suffix}", only_verified=False) == 1
        server.misbehave(FakeAnswer(403, {}, json.dumps(environ).encode()), 9)
        await desk.read([case_id], again=True)
        bodies = [event.body for event in workspace.events(case_id)]
        view = repr(desk.current) + repr(bodies)
    finally:
        await desk.close()
        for service in services.values():
            await service.close()
        workspace.close()
        logs.start()
    (arrived,) = (body for body in bodies if isinstance(body, ReadingArrived))
    assert "echo" in arrived.reading.raw
    assert "•••" in arrived.reading.raw
    json.loads(arrived.reading.raw)
    (failed,) = (body for body in bodies if isinstance(body, ReadingFailed))
    marks = [MARK, *(text for text in tokens(server) if text)]
    told = arrived.reading.raw + failed.message + str(failed.vendor_code) + view
    assert [mark for mark in marks if mark in told] == []
    assert marks_in(tmp_path, marks) == []
    read = [field.value for field in arrived.reading.fields if len(field.value) >= 6]
    assert cards_in(tmp_path, read, (FOLDER / line.sample).read_bytes()) == []


@pytest.mark.parametrize("line", LINES[:1], ids=["any"])
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes as Linux shows them")
def test_a_process_of_the_program_is_given_no_credentials(environ: dict[str, str]) -> None:
    assert all(os.environ[name] == value for name, value in environ.items())
    reader = ReaderProcess()
    try:
        data = (FOLDER / LINES[-1].sample).read_bytes()
        assert reader.ask(Request(data, 1, None), 60).result()
        seen = [Path(f"/proc/{reader.pid}/{what}").read_bytes() for what in ("environ", "cmdline")]
    finally:
        reader.close()
    assert all(seen)
    assert [each for each in seen if MARK.encode() in each] == []
