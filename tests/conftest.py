"""What all tests share: the guards, a place of their own for settings and data, no screen."""

import os
from collections.abc import Iterator

import pytest

pytest_plugins = ["pytester", "tests.guards.error_log", "tests.guards.left_behind"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the user's settings and data, and from the user's language."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp(name.lower())))
        for name in [each for each in os.environ if each.startswith("CARDDESK_") or each == "LANGUAGE"]:
            patch.delenv(name)
        patch.setenv("LC_ALL", "C.UTF-8")
        yield
