"""What all tests share: the guards, a place of their own for settings and data, no screen."""

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from carddesk.store import sealing
from carddesk.store.sealing import Cost
from tests.workspaces import PASSPHRASE

pytest_plugins = ["pytester", "tests.guards.error_log", "tests.guards.left_behind", "tests.postgres.fixtures"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How fast a busy machine draws and runs its examples is no property of the code; time is measured where it is the question.
# At a desk each run tries other examples; where changes are judged, the same ones, so that a change answers for itself alone.
settings.register_profile(
    "carddesk",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    derandomize="CI" in os.environ,
)
settings.load_profile("carddesk")


@pytest.fixture(autouse=True)
def _renderer_ends() -> Iterator[None]:
    """What draws documents stays until nobody has asked for a while; here no test leaves it to the next."""
    yield
    if (process := sys.modules.get("carddesk.imaging.rendering.process")) is not None:
        process.renderer.close()


@pytest.fixture(scope="session", autouse=True)
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the user's settings and data, and from the user's language."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp(name.lower())))
        for name in [each for each in os.environ if each.startswith("CARDDESK_") or each == "LANGUAGE"]:
            patch.delenv(name)
        patch.setenv("LC_ALL", "C.UTF-8")
        # The user's keyring and desktop are out of reach; a test that needs a session bus starts its own.
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        # Where the keyring is not the question, workspaces have a passphrase, and trying one takes no time.
        patch.setenv("CARDDESK_WORKSPACE_PASSPHRASE", PASSPHRASE)
        patch.setattr(sealing, "COST", Cost(16, 8, 1))
        yield
