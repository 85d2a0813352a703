"""The program as a user has it: started by the start script, in a real window on a screen of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.program import Program
from tests.desktop.screen import Screen
from tests.guards.left_behind import FAILED

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "tests" / "output"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an end-to-end test."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> Iterator[Screen]:
    """A desktop of the test's own. A picture of it and its tree are kept in tests/output when the test fails.

    Parametrise it indirectly with a locale, such as `zh_CN.UTF-8`, for a user who speaks that language.
    """
    desktop = Screen(language=getattr(request, "param", "C.UTF-8"))
    yield desktop
    try:
        if request.node.stash.get(FAILED, False):
            _keep_evidence(desktop, request.node.name)
    finally:
        desktop.close()


def _keep_evidence(desktop: Screen, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    stem = "".join(each if each.isalnum() else "-" for each in name)
    desktop.screenshot().save(OUTPUT / f"{stem}.png")
    outlines = [application.outline() for application in desktop.accessibility.applications()]
    (OUTPUT / f"{stem}.txt").write_text("\n\n".join(outlines), encoding="utf-8")


@pytest.fixture(scope="session")
def start_command() -> list[str]:
    """How a user starts the program: the start script, provided that `.venv` needs nothing done by it."""
    check = '. "$ROOT/packaging/setup.sh" && is_current run'
    env = {**os.environ, "ROOT": str(ROOT)}
    if subprocess.run(["sh", "-c", check], env=env, check=False).returncode == 0:
        return ["sh", str(ROOT / "packaging" / "run.sh")]
    # The tests were started in an environment made by hand: leave it as it is.
    return ["env", f"PYTHONPATH={ROOT / 'gui'}", sys.executable, "-m", "carddesk"]


@pytest.fixture
def carddesk(screen: Screen, start_command: list[str]) -> Callable[..., Program]:
    """Starts the program with these arguments, as a user would, in the user's home folder."""

    def start(*arguments: str | os.PathLike[str]) -> Program:
        return screen.start(*start_command, *(os.fspath(each) for each in arguments), cwd=screen.home)

    return start
