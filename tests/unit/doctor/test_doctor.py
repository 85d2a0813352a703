"""The doctor says of each thing whether it works and what to do, and is not stopped by what does not."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from carddesk.cli.commands import doctor as command
from carddesk.doctor import examination, machine, program, scanners, screen, vault
from carddesk.doctor.finding import Finding, Verdict, fail, ok, warn
from carddesk.errors import EnvironmentFault
from carddesk.settings import Settings
from carddesk.store import keyfile, recovery_code
from carddesk.workflow import catalogue
from carddesk.workflow.unlocking import VARIABLE
from tests.unit.cli.conftest import PLAIN
from tests.unit.secrets import keyrings
from tests.unit.secrets.keyrings import Slow
from tests.workspaces import key_of, workspace_at

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _no_real_scanners(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands about here is not asked: that takes seconds, and is none of these tests' business."""
    monkeypatch.setattr(scanners, "backends", lambda _setting: {})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.toml")
    made.set("workspace.path", str(tmp_path / "not yet" / "workspace"))
    return made


def test_findings_without_a_fault_need_no_advice_and_others_have_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PLACES", PLAIN)
    findings = list(examination.examine(settings))
    names = [finding.id for finding in findings]
    assert len(names) == len(set(names))
    assert {"python", "libraries", "display", "qt", "chinese_font", "keyring", "workspace", "disk"} <= set(names)
    for finding in findings:
        assert finding.what
        assert bool(finding.advice) == (finding.verdict is not Verdict.OK)


def test_looking_at_the_workspace_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert program.workspace(settings).verdict is Verdict.OK
    assert sorted(tmp_path.rglob("*")) == before


def test_a_workspace_that_cannot_be_opened_is_a_failure(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.override(f"workspace.path={tmp_path / 'file'}")
    finding = program.workspace(settings)
    assert finding.verdict is Verdict.FAIL
    assert "--workspace" in finding.advice


def test_how_a_workspace_is_locked_is_told_and_that_nobody_has_a_recovery_code(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings.workspace
    workspace_at(folder).close()
    finding = program.workspace(settings)
    assert finding.verdict is Verdict.WARN
    assert "opens by a passphrase" in finding.what
    assert "recovery-code" in finding.advice
    key = key_of(folder)
    keyfile.write(folder, keyfile.read(folder).with_recovery(key, recovery_code.made()))
    assert program.workspace(settings).verdict is Verdict.OK
    monkeypatch.delenv(VARIABLE)
    locked = program.workspace(settings)
    assert locked.verdict is Verdict.WARN
    assert "unlock" in locked.advice


@pytest.mark.parametrize(("free", "verdict"), [(1e6, Verdict.FAIL), (1e9, Verdict.WARN), (1e11, Verdict.OK)])
def test_room_on_the_disk_is_judged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: float, verdict: Verdict
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: Usage(1, 1, int(free)))
    assert machine.disk(settings).verdict is verdict


@pytest.mark.parametrize(
    ("backend", "verdict", "said"),
    [
        ("tests.unit.secrets.keyrings.Memory", Verdict.OK, "tests.unit.secrets.keyrings.Memory"),
        ("tests.unit.secrets.keyrings.Forgetful", Verdict.WARN, "did not do"),
        ("tests.unit.secrets.keyrings.Locked", Verdict.WARN, "locked"),
        ("tests.unit.secrets.keyrings.Slow", Verdict.WARN, "did not answer"),
        ("keyring.backends.null.Keyring", Verdict.WARN, "no keyring"),
    ],
)
def test_a_keyring_is_tried_and_left_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, backend: str, verdict: Verdict, said: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    monkeypatch.setattr(vault, "SECONDS", 0.3)
    kept = {("carddesk", "megvii.api_key"): "M4rked"}
    monkeypatch.setattr(keyrings.Memory, "kept", dict(kept))
    Slow.let.clear()
    begin = time.monotonic()
    try:
        finding = vault.keyring(settings)
    finally:
        Slow.let.set()
    assert time.monotonic() - begin < 4
    for thread in threading.enumerate():
        if thread.name == "carddesk keyring":
            thread.join(5)
    assert finding.verdict is verdict
    assert said in finding.what
    assert "M4rked" not in finding.what + finding.advice
    assert keyrings.Memory.kept == kept


def test_a_missing_library_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["Pillow>=12", "no-such-thing-at-all>=1; python_version > '3'"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _name: wanted)
    [finding] = machine.libraries(settings)
    assert finding.verdict is Verdict.FAIL
    assert finding.what == "Libraries are missing: no-such-thing-at-all."


def test_libraries_for_other_systems_and_of_extras_are_not_missed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ["nowhere-a>=1; sys_platform == 'beos'", 'nowhere-b; sys_platform != "win32" and extra == "scanner"']
    monkeypatch.setattr("importlib.metadata.requires", lambda _name: ["Pillow>=12", *others])
    [finding] = machine.libraries(settings)
    assert finding.verdict is Verdict.OK
    monkeypatch.setattr(sys, "platform", "beos")
    [finding] = machine.libraries(settings)
    assert finding.what == "Libraries are missing: nowhere-a."


def test_a_system_without_chinese_is_told_what_to_install(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/fc-list")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_more: subprocess.CompletedProcess([], 0, "", ""))
    finding = screen.chinese_font(settings)
    assert finding.verdict is Verdict.WARN
    assert "fonts-noto-cjk" in finding.advice


def test_no_display_does_not_fail_the_command_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise EnvironmentFault("no_display", "There is no display.")

    monkeypatch.setattr(screen, "require_display", none)
    assert screen.display(settings).verdict is Verdict.WARN


def test_a_service_that_reads_nothing_fails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PLACES", ())
    assert [finding.verdict for finding in program.services(settings)] == [Verdict.FAIL]
    monkeypatch.setattr(catalogue, "PLACES", PLAIN)
    monkeypatch.setattr("tests.unit.cli.plain_service.SlowService.read", _nothing)
    verdicts = {finding.id: finding.verdict for finding in program.services(settings)}
    assert verdicts == {
        "service.plain": Verdict.OK,
        "service.slow": Verdict.FAIL,
        "service.taking": Verdict.OK,
    }


def test_services_that_cannot_be_used_are_told_and_the_others_looked_at(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PLACES", ("tests.no_such_reader", *PLAIN))
    monkeypatch.setattr("tests.unit.cli.plain_service.SlowService.read", _faulty)
    found = list(program.services(settings))
    assert [(each.id, each.verdict) for each in found] == [
        ("services", Verdict.WARN),
        ("service.plain", Verdict.OK),
        ("service.slow", Verdict.FAIL),
        ("service.taking", Verdict.OK),
    ]
    assert "tests.no_such_reader" in found[0].what
    assert "ZeroDivisionError" in found[2].what


async def _faulty(*_: object, **__: object) -> list[object]:
    raise ZeroDivisionError


async def _nothing(*_: object, **__: object) -> list[object]:
    return []


def test_a_look_that_breaks_does_not_stop_the_others(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_settings: Settings) -> Finding:
        raise OSError(5, "Input/output error")

    def fine(_settings: Settings) -> Finding:
        return ok("fine", "it is")

    monkeypatch.setattr(examination, "_LOOKS", (broken, fine))
    found = list(examination.examine(settings))
    assert [(each.id, each.verdict) for each in found] == [("broken", Verdict.FAIL), ("fine", Verdict.OK)]
    assert "Input/output error" in found[0].what


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([ok("a", "x"), warn("b", "y", "do this")], 0),
        ([ok("a", "x"), fail("b", "y", "do that"), ok("c", "z")], 3),
    ],
)
def test_only_a_failure_makes_the_exit_code(
    findings: list[Finding], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(examination, "examine", lambda _settings, _ask: iter(findings))

    class Arguments:
        json = False

    assert command.run(Arguments(), Settings()) == code  # type: ignore[arg-type]
    people = capsys.readouterr().out
    assert all(finding.what in people and finding.advice in people for finding in findings)
    Arguments.json = True
    assert command.run(Arguments(), Settings()) == code  # type: ignore[arg-type]
    scripts = json.loads(capsys.readouterr().out)
    assert [told["verdict"] for told in scripts] == [finding.verdict.value for finding in findings]
