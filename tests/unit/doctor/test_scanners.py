"""What the doctor says of scanners: of each way of talking to them whether it works, what it sees, and what to install."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from carddesk.capture.scanner.contract import Device, ScannerBackend
from carddesk.capture.scanner.sane_backend import SaneBackend
from carddesk.capture.scanner.troubles import trouble
from carddesk.doctor import scanners
from carddesk.doctor.finding import Finding, Verdict
from carddesk.language import tr
from carddesk.settings import Settings


class Way(SaneBackend):
    """A back-end that says what it is told to say."""

    def __init__(self, id_: str, devices: Sequence[Device] = (), *, needs: str = "", fails: bool = False) -> None:
        super().__init__()
        self.id = id_
        self.title = id_.upper()
        self.closed = 0
        self._devices, self._needs, self._fails = devices, needs, fails

    def missing(self) -> str | None:
        return self._needs or None

    async def devices(self) -> Sequence[Device]:
        if self._fails:
            raise trouble("scanner_stalled")
        if self.id == "slow":
            await asyncio.sleep(3600)
        return self._devices

    async def close(self) -> None:
        self.closed += 1


def findings(monkeypatch: pytest.MonkeyPatch, folder: Path, *ways: Way) -> dict[str, Finding]:
    there: Mapping[str, ScannerBackend] = {way.id: way for way in ways}
    monkeypatch.setattr(scanners, "backends", lambda _setting: there)
    found = {each.id: each for each in scanners.scanners(Settings(folder / "settings.toml"))}
    assert all(way.closed for way in ways)
    for each in found.values():
        assert bool(each.advice) == (each.verdict is not Verdict.OK)
    return found


def test_each_way_is_judged_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scanners, "SECONDS", 0.2)
    seen = [Device("good:1", "Specimen Scan 100", "good", "usb 3"), Device("good:2", "Specimen Scan 200", "good")]
    found = findings(
        monkeypatch,
        tmp_path,
        Way("good", seen),
        Way("none"),
        Way("poor", needs="Install something."),
        Way("broken", fails=True),
        Way("slow"),
    )
    assert found["scanner.good"].verdict is Verdict.OK
    assert "Specimen Scan 100 (usb 3), Specimen Scan 200" in found["scanner.good"].what
    assert found["scanner.none"].verdict is Verdict.OK
    assert "no scanner is seen" in found["scanner.none"].what
    assert (found["scanner.poor"].verdict, found["scanner.poor"].advice) == (Verdict.WARN, "Install something.")
    assert found["scanner.broken"].advice == trouble("scanner_stalled").message
    assert "0.2 s" in found["scanner.slow"].what
    assert found["scanner.slow"].verdict is Verdict.WARN


def test_a_program_without_any_way_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (only,) = findings(monkeypatch, tmp_path).values()
    assert only.verdict is Verdict.WARN
    assert only.what == tr("No way of talking to scanners could be loaded.")
