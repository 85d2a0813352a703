"""How a scanner stands (`ScannerStatus`), and what of it is trouble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from carddesk.capture.scanner.contract import Source
from carddesk.capture.scanner.escl.documents import document, said
from carddesk.capture.scanner.troubles import Trouble

_FEEDER: Final[Mapping[str, Trouble]] = {
    "ScannerAdfJam": "feeder_jam",
    "ScannerAdfMispick": "feeder_jam",
    "ScannerAdfMultipickDetected": "feeder_jam",
    "ScannerAdfDuplexPageTooShort": "feeder_jam",
    "ScannerAdfDuplexPageTooLong": "feeder_jam",
    "ScannerAdfInputTrayFailed": "feeder_jam",
    "ScannerAdfInputTrayOverloaded": "feeder_jam",
    "ScannerAdfHatchOpen": "cover_open",
    "ScannerAdfDoorOpen": "cover_open",
    "ScannerAdfCoverOpen": "cover_open",
}
"""What the feeder says that a person must see to. Loaded, Processing and what is not known is no trouble."""
EMPTY: Final = "ScannerAdfEmpty"
_BUSY: Final = ("Processing", "Testing")
_HALTED: Final = ("Stopped", "Down")
_ENDED_BADLY: Final = ("Canceled", "Aborted")


@dataclass(frozen=True, slots=True)
class JobStanding:
    """One job: `Pending`, `Processing`, `Completed`, `Canceled` or `Aborted`, and the scanner's words for why."""

    state: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The scanner: `Idle`, `Processing`, `Testing`, `Stopped` or `Down`; its feeder; and its jobs by their path."""

    state: str
    feeder: str
    reasons: str
    jobs: Mapping[str, JobStanding]

    @property
    def is_busy(self) -> bool:
        """Whether it does something."""
        return self.state in _BUSY

    def of_job(self, path: str) -> JobStanding | None:
        """The job of this path; some name it by its last part, or by a whole address."""
        last = path.rstrip("/").rpartition("/")[2]
        return next((job for name, job in self.jobs.items() if name.rstrip("/").rpartition("/")[2] == last), None)

    def trouble(self, source: Source) -> tuple[Trouble, str] | None:
        """What a person must see to before a page can come from this source, and the scanner's word for it."""
        if (found := _FEEDER.get(self.feeder)) and (source != "flatbed" or self.state in _HALTED):
            return found, self.feeder
        if (of_itself := _of_reasons(self.reasons)) and self.state != "Idle":
            return of_itself, self.reasons
        if self.state in _HALTED:
            return "scanner_fault", self.reasons or self.state
        return None

    def lost(self, path: str) -> tuple[Trouble, str] | None:
        """Why the job of this path gives no more pages though it did not come to its end; None where it did, or none is known."""
        job = self.of_job(path)
        if job is None or job.state not in _ENDED_BADLY:
            return None
        return _of_reasons(job.reasons) or "scanner_fault", job.reasons or job.state


def standing(data: bytes) -> Standing:
    """What `ScannerStatus` says.

    Raises:
        BadDocument: it cannot be read.
    """
    root = document(data, "ScannerStatus")
    jobs = {}
    for job in root.findall("Jobs/JobInfo"):
        name = said(job, "JobUri") or said(job, "JobUuid")
        jobs[name] = JobStanding(said(job, "JobState"), _reasons(job, "JobStateReasons/JobStateReason"))
    return Standing(said(root, "State"), said(root, "AdfState"), _reasons(root, "StateReasons/StateReason"), jobs)


def _reasons(place: Element, path: str) -> str:
    found = ((each.text or "").strip() for each in place.findall(path))
    whole = ", ".join(each for each in found if each and each != "None")[:120]
    return "".join(one for one in whole if one.isprintable())


def _of_reasons(reasons: str) -> Trouble | None:
    """PWG's words for reasons are many (`MediaJam`, `CoverOpen`, `InterlockOpen`, `InputMediaSupplyEmpty` …)."""
    low = reasons.lower()
    if "jam" in low:
        return "feeder_jam"
    if "open" in low and any(part in low for part in ("cover", "door", "hatch", "interlock")):
        return "cover_open"
    return "feeder_empty" if "empty" in low else None
