"""Running the command line in this process, with services that need no engine; and in a process of its own."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from carddesk import language
from carddesk.cli import main
from carddesk.workflow import catalogue

ROOT = Path(__file__).parents[3]
PLAIN = tuple(f"tests.unit.cli.{each}_service" for each in ("plain", "slow", "taking"))


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


LEFT_OUT = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONUNBUFFERED"}

Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run `carddesk ARGS` here; the settings and the language are as they were afterwards."""
    monkeypatch.setattr(catalogue, "PLACES", PLAIN)

    def go(*args: object) -> Outcome:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        said = capsys.readouterr()
        return Outcome(int(code), said.out, said.err)

    yield go
    language.use("en")
    for handler in list(logging.getLogger("carddesk").handlers):
        logging.getLogger("carddesk").removeHandler(handler)
        handler.close()


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """A folder with three images, one of them below, a text and a damaged image."""
    folder = tmp_path / "cards"
    (folder / "more").mkdir(parents=True)
    for name in ("2.png", "10.png", "more/王五.png"):
        Image.new("RGB", (40, 30), f"#{len(name):02}8040").save(folder / name)
    (folder / "notes.txt").write_text("nothing")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    return folder


def environment(**changes: str | None) -> dict[str, str]:
    """The environment of a process that runs the program, without a display unless one is given."""
    base = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
    base |= {"PYTHONPATH": f"{ROOT / 'gui'}{os.pathsep}{ROOT}", "PYTHONWARNINGS": "error"}
    base |= {key: value for key, value in changes.items() if value is not None}
    return base


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", "carddesk", *map(str, args)]


def plain_command(*args: object) -> list[str]:
    """The program with the services of the tests, interruptible even where a shell started the tests in the background."""
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += f"import sys; from carddesk.workflow import catalogue; catalogue.PLACES = {PLAIN!r}; "
    code += "from carddesk.cli import main; sys.exit(main())"
    return [sys.executable, "-c", code, *map(str, args)]


def started(*args: object, **changes: str | None) -> subprocess.CompletedProcess[bytes]:
    """`python -m carddesk ARGS` in a process of its own, to its end."""
    return subprocess.run(
        command(*args),
        env=environment(**changes),
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
