"""The wheel that `pip install .` makes: it runs without the checkout, and finds what is shipped with it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("carddesk-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, env=env, cwd=installed.parent, check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip()


def test_everything_of_the_package_and_the_resources_is_in_it(installed: Path) -> None:
    def files(folder: Path) -> set[str]:
        inside = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(folder).as_posix() for path in inside}

    resources = {f"resources/{name}" for name in files(ROOT / "resources")}
    assert {name.split("/")[1] for name in resources} >= {"icons", "translations"}
    assert files(installed / "carddesk") == files(ROOT / "gui" / "carddesk") | resources


def test_its_resources_are_found_inside_it(installed: Path) -> None:
    found = run(installed, "-c", "from carddesk.resources import resource; print(resource('icons'))")
    assert Path(found) == installed / "carddesk" / "resources" / "icons"
    assert Path(found).is_dir()


def test_the_checkout_finds_its_own(installed: Path) -> None:
    found = run(ROOT / "gui", "-c", "from carddesk.resources import resource; print(resource('icons'))")
    assert Path(found) == ROOT / "resources" / "icons"


def test_it_starts_as_a_module(installed: Path) -> None:
    assert "recognize" in run(installed, "-m", "carddesk", "--help")
