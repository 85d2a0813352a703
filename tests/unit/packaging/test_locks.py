"""The lock files: exact, with hashes, from nowhere in particular, and in step with pyproject.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUN, TEST, SCANNER = "requirements.lock", "requirements-dev.lock", "scanner.lock"
WANTED = {
    RUN: [*PROJECT["project"]["dependencies"], *GROUPS["link"], *GROUPS["locked"]],
    TEST: [*PROJECT["project"]["dependencies"], *GROUPS["link"], *GROUPS["locked"], *GROUPS["dev"]],
    SCANNER: GROUPS["scanner"],
}


@dataclass(frozen=True)
class Pin:
    requirement: Requirement
    hashes: list[str]

    @property
    def version(self) -> Version:
        (only,) = self.requirement.specifier
        assert only.operator == "=="
        return Version(only.version)


def pins(lock: str) -> dict[str, list[Pin]]:
    text = (ROOT / "packaging" / lock).read_text(encoding="utf-8")
    joined = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    found: dict[str, list[Pin]] = {}
    for line in joined.splitlines():
        what, *hashes = line.split("--hash=")
        requirement = Requirement(what)
        found.setdefault(canonicalize_name(requirement.name), []).append(Pin(requirement, hashes))
    return found


@pytest.mark.parametrize("lock", list(WANTED))
def test_each_pin_has_hashes_and_no_address(lock: str) -> None:
    for each in (pin for several in pins(lock).values() for pin in several):
        assert each.version.release
        assert each.hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in each.hashes)
    text = (ROOT / "packaging" / lock).read_text(encoding="utf-8")
    assert not re.search(
        r"https?:|file:|--(extra-)?index|--find-links|--trusted-host| @ |^\s*/|[.]whl", text, re.MULTILINE
    )


@pytest.mark.parametrize(("lock", "line"), [(lock, line) for lock, lines in WANTED.items() for line in lines])
def test_what_the_project_asks_for_is_locked_at_a_version_that_fits(lock: str, line: str) -> None:
    wanted = Requirement(line)
    found = pins(lock)[canonicalize_name(wanted.name)]
    assert all(wanted.specifier.contains(pin.version) for pin in found), f"run packaging/lock.sh: {line}"


def test_what_is_built_here_is_the_extra_and_nothing_that_comes_as_a_wheel() -> None:
    assert GROUPS["scanner"] == EXTRAS["scanner"]
    assert not pins(SCANNER).keys() & pins(TEST).keys()
    # What it is built with has to be in place before it: its build is not isolated.
    assert "setuptools" in pins(RUN)


def test_qt_is_of_the_series_that_was_measured() -> None:
    assert [pin.version.release[:2] for pin in pins(RUN)["pyside6-essentials"]] == [(6, 11)]


def test_the_tests_run_with_the_very_versions_that_users_get() -> None:
    run, test = pins(RUN), pins(TEST)
    assert {name: [str(pin.requirement) for pin in several] for name, several in run.items()} == {
        name: [str(pin.requirement) for pin in test[name]] for name in run
    }


@pytest.mark.parametrize("system", [("linux", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64")])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_package_has_one_version_for_each_system_and_python(system: tuple[str, str], python: str) -> None:
    platform, machine = system
    place = {
        "sys_platform": platform,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.1",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    for name, several in pins(TEST).items():
        fitting = [pin for pin in several if pin.requirement.marker is None or pin.requirement.marker.evaluate(place)]
        assert len(fitting) <= 1, name
        assert fitting or all(pin.requirement.marker for pin in several), name
