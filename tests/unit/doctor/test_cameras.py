"""The doctor's line about cameras."""

import platform
from pathlib import Path

import pytest

from carddesk.capture.camera import devices
from carddesk.doctor import cameras
from carddesk.doctor.finding import Verdict
from carddesk.settings import Settings


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(devices, "_SAYS", True)
    monkeypatch.setattr(devices, "SYSTEM", tmp_path)
    return tmp_path


def test_no_camera_is_no_fault_and_said(system: Path) -> None:
    finding = cameras.cameras(Settings())
    assert (finding.id, finding.verdict) == ("camera", Verdict.WARN)
    assert finding.advice


def test_cameras_are_named_and_one_that_may_not_be_used_is_said(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (system / "video7").mkdir()
    (system / "video7" / "name").write_text("Document Camera\n", encoding="utf-8")
    (system / "video7" / "index").write_text("0\n", encoding="utf-8")
    monkeypatch.setattr(cameras, "may_be_used", lambda _: None)
    finding = cameras.cameras(Settings())
    assert (finding.verdict, finding.what) == (Verdict.OK, "Document Camera")
    monkeypatch.setattr(cameras, "may_be_used", lambda _: "camera_forbidden")
    denied = cameras.cameras(Settings())
    assert denied.verdict is Verdict.WARN
    assert "video" in denied.advice


def test_a_network_camera_is_named_and_not_asked(system: Path) -> None:
    settings = Settings()
    settings.set("camera.device", "address")
    settings.set("camera.address", "http://127.0.0.1:1/video")
    finding = cameras.cameras(settings)
    assert finding.verdict is Verdict.OK
    assert "127.0.0.1:1" in finding.what
