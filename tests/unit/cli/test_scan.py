"""`carddesk scan`: scanners listed, pages as files that overwrite nothing, pages read as `recognize` reads files, Ctrl+C."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carddesk.capture.scanner.troubles import trouble
from carddesk.cli.scanned_files import ScannedFiles
from carddesk.workflow import scanners
from tests.fakes.scripted_scanner import FEEDER, GLASS, ScriptedScanner, fronts, loaded, sides
from tests.unit.cli.conftest import ROOT, Run, environment
from tests.unit.cli.test_recognize import KEYS
from tests.unit.workflow.fakes import noon, png


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> ScriptedScanner:
    made = ScriptedScanner()
    monkeypatch.setattr(scanners, "backends", lambda _setting: loaded(made))
    return made


def test_scanners_are_listed_with_what_they_can_do(run: Run, scanner: ScriptedScanner) -> None:
    outcome = run("scan", "--list")
    assert outcome.code == 0
    assert "script:glass   Specimen Flatbed 10  10.0.0.7  flatbed · colour/grey · 75-600 dpi" in outcome.out
    lines = run("scan", "--list", "--json", "-").lines
    assert [line["id"] for line in lines] == [GLASS.id, FEEDER.id]
    assert lines[1]["sources"] == ["flatbed", "feeder", "duplex"]
    assert lines[1]["error"] is None


def test_where_there_is_no_scanner_the_exit_code_is_that_of_the_environment(run: Run, scanner: ScriptedScanner) -> None:
    scanner.here, scanner.lacks = [], "Install libsane1."
    outcome = run("scan", "--list")
    assert outcome.code == 3
    assert "No scanner was found" in outcome.err
    assert "Install libsane1." in outcome.err


def test_each_page_becomes_a_file_byte_for_byte(run: Run, scanner: ScriptedScanner, tmp_path: Path) -> None:
    scanner.scans = [sides(png(1), png(2))]
    outcome = run("scan", "--device", FEEDER.id, "--out", tmp_path / "new" / "scans")
    assert outcome.code == 0
    written = [Path(line) for line in outcome.out.splitlines()]
    assert [path.read_bytes() for path in written] == [png(1), png(2)]
    assert sorted(written) == sorted((tmp_path / "new" / "scans").iterdir())
    assert scanner.wishes[0][1].source == "duplex"
    assert scanner.closed


def test_where_a_purpose_must_be_noted_nothing_is_scanned_past_the_journal(
    run: Run, scanner: ScriptedScanner, tmp_path: Path
) -> None:
    scanner.scans = [fronts(png(1))]
    outcome = run("scan", "--device", FEEDER.id, "--out", tmp_path / "scans", "--set", "capture.basis=require")
    assert outcome.code == 2
    assert "Scan at the desk" in outcome.err
    assert not scanner.wishes
    assert not (tmp_path / "scans").exists()


def test_a_line_for_each_file_says_what_it_is(run: Run, scanner: ScriptedScanner, tmp_path: Path) -> None:
    scanner.scans = [sides(png(1), png(2), dpi=200)]
    first, second = run("scan", "--device", FEEDER.title, "--out", tmp_path, "--json", "-").lines
    assert (first["page"], first["device"], first["dpi"], first["is_back"]) == (1, FEEDER.id, 200, False)
    assert (second["page"], second["is_back"]) == (2, True)
    assert Path(second["file"]).read_bytes() == png(2)


def test_no_file_is_ever_overwritten(tmp_path: Path) -> None:
    place = ScannedFiles(tmp_path, noon())
    place.prepare()
    names = [place.write(data, 1).name for data in (b"\xff\xd8\xff1", b"\xff\xd8\xff2", b"png")]
    assert names == ["scan-20261121-120000-001.jpg", "scan-20261121-120000-001-2.jpg", "scan-20261121-120000-001.png"]
    assert (tmp_path / names[0]).read_bytes() == b"\xff\xd8\xff1"
    assert len(list(tmp_path.iterdir())) == 3


def test_nor_where_the_file_system_has_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    place = ScannedFiles(tmp_path, noon())
    first, second = place.write(b"one", 1), place.write(b"two", 1)
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_scanned(
    run: Run, scanner: ScriptedScanner, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = run("scan", "--device", GLASS.id, "--out", tmp_path / "file")
    assert outcome.code == 3
    assert scanner.wishes == []


def test_pages_that_came_are_kept_when_the_next_one_fails(run: Run, scanner: ScriptedScanner, tmp_path: Path) -> None:
    scanner.scans = [[*fronts(png(1)), trouble("feeder_jam")]]
    outcome = run("scan", "--device", FEEDER.id, "--out", tmp_path)
    assert outcome.code == 1
    assert len(outcome.out.splitlines()) == 1
    assert "Paper is jammed" in outcome.err


def test_where_no_page_came_the_environment_is_at_fault(run: Run, scanner: ScriptedScanner, tmp_path: Path) -> None:
    outcome = run("scan", "--device", FEEDER.id, "--out", tmp_path)
    assert outcome.code == 3
    assert "There is no paper in the feeder" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_pages_are_read_with_the_lines_of_recognize(run: Run, scanner: ScriptedScanner) -> None:
    scanner.scans = [fronts(png(1), png(2))]
    outcome = run(
        "scan", "--device", FEEDER.id, "--source", "feeder", "--pages", "0", "--service", "plain", "--json", "-"
    )
    assert [list(line) for line in outcome.lines] == [KEYS, KEYS]
    assert outcome.lines[1]["source"].startswith("script:feeder · ")
    assert outcome.lines[1]["source"].endswith(" · 2")
    assert scanner.wishes[0][1].most_pages is None


def test_a_scan_that_breaks_off_leaves_the_lines_so_far(run: Run, scanner: ScriptedScanner) -> None:
    scanner.scans = [[*fronts(png(1)), trouble("scanner_gone")]]
    outcome = run("scan", "--device", FEEDER.id, "--service", "plain", "--json", "-")
    assert outcome.code == 1
    assert len(outcome.lines) == 1
    assert "not there any more" in outcome.err


def test_the_profile_in_use_is_taken_and_the_command_line_says_more(
    run: Run, scanner: ScriptedScanner, tmp_path: Path
) -> None:
    profiles = (
        "scanner.profiles=Counter: device=script:feeder source=duplex dpi=200; Glass: device=script:glass dpi=600"
    )
    scanner.scans = [fronts(png(1)), fronts(png(2)), fronts(png(3))]
    run("scan", "--out", tmp_path, "--set", profiles)
    run("scan", "--out", tmp_path, "--set", profiles, "--profile", "Glass")
    run(
        "scan",
        "--out",
        tmp_path,
        "--set",
        profiles,
        "--source",
        "feeder",
        "--mode",
        "grey",
        "--dpi",
        "590",
        "--pages",
        "1",
    )
    wishes = [(device, wish.source, wish.mode, wish.dpi, wish.most_pages) for device, wish in scanner.wishes]
    assert wishes == [
        (FEEDER.id, "duplex", "colour", 200, 2),
        (GLASS.id, "flatbed", "colour", 600, None),
        (FEEDER.id, "feeder", "grey", 600, 1),
    ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "Say where the pages go"),
        (("--out", "x", "--service", "plain"), "Say where the pages go"),
        (("--out", "x", "--document", "passport"), "go with --service"),
        (("--out", "x", "--dpi", "7"), "--dpi wants a number from 50 to 2400"),
        (("--out", "x", "--pages", "-1"), "--pages wants"),
        (("--out", "x", "--profile", "None"), "There is no scan profile 'None'"),
        (("--out", "x", "--source", "roof"), "invalid choice"),
    ],
)
def test_what_does_not_go_together_is_bad_usage(
    run: Run,
    scanner: ScriptedScanner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("scan", *args)
    assert outcome.code == 2
    assert said in outcome.err
    assert scanner.wishes == []


def test_a_scanner_that_is_not_there_and_what_one_cannot_do_are_bad_usage(
    run: Run, scanner: ScriptedScanner, tmp_path: Path
) -> None:
    outcome = run("scan", "--out", tmp_path, "--device", "Nobody")
    assert outcome.code == 2
    assert "There is no scanner 'Nobody'; there is: script:glass (Specimen Flatbed 10)" in outcome.err
    outcome = run("scan", "--out", tmp_path, "--device", GLASS.id, "--source", "duplex")
    assert outcome.code == 2
    assert "This scanner has no source duplex; it has: flatbed." in outcome.err


SLOW = """
import asyncio, sys
from carddesk.cli import main
from carddesk.workflow import catalogue, scanners
from tests.fakes.scripted_scanner import ScriptedScanner, fronts, loaded
from tests.unit.cli.conftest import PLAIN
from tests.unit.workflow.fakes import png

catalogue.PLACES = PLAIN
scanner = ScriptedScanner(scans=[[*fronts(png(1)), asyncio.Event()]])
scanners.backends = lambda _setting: loaded(scanner)
code = main(sys.argv[1:])
print("stopped", scanner.stopped, "closed", scanner.closed)
sys.exit(code)
"""


def interrupted(*args: str) -> tuple[str, int, str, str]:
    """The first line it printed, while the second page is still being scanned; then Ctrl+C: exit code, and what it said."""
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW, "scan", "--device", "script:glass", *args],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    first = running.stdout.readline().strip()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    return first, running.returncode, out, err


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT")
def test_ctrl_c_stops_the_device_and_leaves_whole_files(tmp_path: Path) -> None:
    first, code, out, err = interrupted("--out", str(tmp_path / "out"))
    assert Path(first).read_bytes() == png(1)
    assert code == 130
    assert "stopped 1 closed True" in out
    assert "Stopped." in err
    assert [path.name for path in (tmp_path / "out").iterdir()] == [Path(first).name]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT")
def test_ctrl_c_leaves_the_lines_of_the_pages_that_came() -> None:
    first, code, out, _err = interrupted("--service", "plain", "--json", "-")
    assert json.loads(first)["source"].endswith(" · 1")
    assert code == 130
    assert "stopped 1 closed True" in out
