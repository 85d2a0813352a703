"""How a scanner stands, and what of it is trouble."""

import pytest

from carddesk.capture.scanner.contract import Source
from carddesk.capture.scanner.escl.standing import Standing, standing
from tests.fakes.escl import documents
from tests.fakes.escl.documents import JobLine

JOB = JobLine("/eSCL/ScanJobs/7", "7", "Aborted", "AbortedBySystem", 1)


def at(state: str, feeder: str | None = "ScannerAdfLoaded", reason: str = "") -> Standing:
    text = documents.status(state, feeder, [JOB], ("pwg", "scan")).decode()
    said = f"<pwg:StateReasons><pwg:StateReason>{reason}</pwg:StateReason></pwg:StateReasons>" if reason else ""
    return standing(text.replace("</scan:ScannerStatus>", f"{said}</scan:ScannerStatus>").encode())


@pytest.mark.parametrize(
    ("how", "source", "code"),
    [
        (at("Idle"), "feeder", None),
        (at("Processing", "ScannerAdfProcessing"), "feeder", None),
        (at("Idle", "ScannerAdfEmpty"), "feeder", None),
        (at("Idle", "ScannerAdfJam"), "feeder", "feeder_jam"),
        (at("Idle", "ScannerAdfJam"), "duplex", "feeder_jam"),
        (at("Idle", "ScannerAdfJam"), "flatbed", None),
        (at("Stopped", "ScannerAdfJam"), "flatbed", "feeder_jam"),
        (at("Idle", "ScannerAdfDuplexPageTooLong"), "duplex", "feeder_jam"),
        (at("Idle", "ScannerAdfHatchOpen"), "feeder", "cover_open"),
        (at("Idle", "SomethingNew"), "feeder", None),
        (at("Stopped", None, "CoverOpen"), "flatbed", "cover_open"),
        (at("Stopped", None, "MediaJam"), "feeder", "feeder_jam"),
        (at("Stopped", None), "flatbed", "scanner_fault"),
        (at("Down"), "feeder", "scanner_fault"),
        (at("Idle", None, "CoverOpen"), "flatbed", None),
    ],
)
def test_trouble_is_what_a_person_must_see_to(how: Standing, source: Source, code: str | None) -> None:
    found = how.trouble(source)
    assert (found and found[0]) == code


@pytest.mark.parametrize("path", ["/eSCL/ScanJobs/7", "/eSCL/ScanJobs/7/", "/other/7"])
def test_a_job_is_found_by_the_end_of_its_path(path: str) -> None:
    job = at("Idle").of_job(path)
    assert job is not None
    assert job.state == "Aborted"
    assert at("Idle").lost(path) == ("scanner_fault", "AbortedBySystem")


def test_a_job_that_nobody_knows_is_not_lost() -> None:
    assert at("Idle").of_job("/eSCL/ScanJobs/8") is None
    assert at("Idle").lost("/eSCL/ScanJobs/8") is None


@pytest.mark.parametrize(
    ("state", "busy"), [("Idle", False), ("Processing", True), ("Testing", True), ("Stopped", False)]
)
def test_busy_is_who_does_something(state: str, busy: bool) -> None:
    assert at(state).is_busy is busy
