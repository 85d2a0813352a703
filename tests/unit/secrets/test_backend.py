"""Only keyrings that keep secrets safe are used, and of those that happen to be installed only the system's."""

import sys
import types
from pathlib import Path

import pytest
from keyring import core

from carddesk.secrets import backend
from carddesk.secrets.trouble import NoKeyring
from tests.unit.secrets.keyrings import Memory


@pytest.fixture(autouse=True)
def _nothing_is_wished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)


@pytest.fixture
def plain_file(monkeypatch: pytest.MonkeyPatch) -> str:
    """The keyring that writes plain files, as it is called where it is installed."""
    module = types.ModuleType("keyrings.alt.file")
    kind = type("PlaintextKeyring", (Memory,), {"__module__": module.__name__})
    module.PlaintextKeyring = kind  # type: ignore[attr-defined]
    for name in ("keyrings", "keyrings.alt"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return "keyrings.alt.file.PlaintextKeyring"


def test_the_one_the_user_chose_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.unit.secrets.keyrings.Memory")
    assert isinstance(backend.chosen(), Memory)


@pytest.mark.parametrize("name", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_one_that_keeps_nothing_is_refused_and_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    with pytest.raises(NoKeyring, match=name):
        backend.chosen()


def test_plain_text_on_disk_is_refused(monkeypatch: pytest.MonkeyPatch, plain_file: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", plain_file)
    with pytest.raises(NoKeyring, match="PlaintextKeyring"):
        backend.chosen()


def test_what_derives_from_an_unsafe_one_is_unsafe(monkeypatch: pytest.MonkeyPatch, plain_file: str) -> None:
    derived = type("Better", (sys.modules["keyrings.alt.file"].PlaintextKeyring,), {"__module__": __name__})
    monkeypatch.setattr(core, "load_env", derived)
    with pytest.raises(NoKeyring):
        backend.chosen()


def test_a_keyring_switched_off_by_its_own_settings_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(core, "_config_path", lambda: tmp_path / "keyringrc.cfg")
    (tmp_path / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    with pytest.raises(NoKeyring, match="null"):
        backend.chosen()


@pytest.mark.parametrize("name", ["no.such.Keyring", "keyring.backends.null.Nothing", "nonsense"])
def test_one_that_is_not_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    with pytest.raises(NoKeyring):
        backend.chosen()


@pytest.mark.parametrize("wished", ["", "keyring.backends.chainer.ChainerBackend"])
def test_without_a_choice_the_best_of_the_system_is_taken(monkeypatch: pytest.MonkeyPatch, wished: str) -> None:
    if wished:
        monkeypatch.setattr(core, "load_env", core._load_keyring_class(wished))
    ring: dict[str, type[Memory]] = {
        "low": type("Low", (Memory,), {"priority": 4}),
        "high": type("High", (Memory,), {"priority": 5}),
    }

    def load(name: str) -> Memory:
        if name == "broken":
            raise RuntimeError("not here")
        return ring[name]()

    monkeypatch.setattr(core, "load_keyring", load)
    monkeypatch.setattr(backend, "OF_THE_SYSTEM", ("low", "broken", "high"))
    assert type(backend.chosen()).__name__ == "High"


def test_a_machine_without_any_has_no_keyring() -> None:
    with pytest.raises(NoKeyring):
        backend.chosen()


@pytest.mark.parametrize("name", backend.OF_THE_SYSTEM)
def test_each_that_systems_bring_is_known_to_the_library(name: str) -> None:
    assert issubclass(core._load_keyring_class(name), Memory.__bases__[0])
