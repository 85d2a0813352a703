"""What must hold after a kill: all that was acknowledged is there, word for word, and the next start leads back to it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carddesk.cards import events
from carddesk.store import backups, keyfile, rekeying, verifying
from carddesk.store.folder import is_there
from tests.killing.told import Line, shown
from tests.workspaces import connected, key_of, workspace_at

WITHIN_S = 1.0
"""So old at most may be what is lost of a text that was being typed."""
_AT_ONCE = 4
"""So many lines at most one stroke writes of one case."""


@dataclass(slots=True)
class Expected:
    """What the program has confirmed in its life so far.

    Attributes:
        cases: what was shown of each case last.
        sights: what the desk showed, with the time, in the last run.
        pending: whether a stroke had been begun and its outcome not been shown.
        closed: whether the window was closed in good order, which keeps what stands in boxes.
        unclean: whether the last run must be said to have ended badly; None where that cannot be known.
    """

    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    count: int = 0
    sights: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    pending: bool = False
    closed: bool = False
    unclean: bool | None = False
    killed: float = 0.0

    def take(self, heard: Sequence[Line]) -> None:
        """All that a run told from its start on."""
        self.sights.clear()
        for line in heard:
            if line.what in {"opened", "done"}:
                sight = shown(line)
                self.cases.update(sight["cases"])
                self.count = sight["count"]
                self.sights.append((line.at, sight))
            self.pending = line.what == "about"

    def end(self, *, orderly: bool, began: bool, opened: bool, killed: float) -> None:
        """The run has ended."""
        if opened:
            self.killed, self.closed = killed, orderly
        if orderly:
            self.unclean = False
        elif opened:
            self.unclean = True
        elif began and not self.unclean:
            self.unclean = None

    def compare_start(self, opened: Line) -> None:
        """What the next run shows first must be what the last one showed."""
        sight = shown(opened)
        for case_id, before in self.cases.items():
            now = sight["cases"].get(case_id)
            assert now is not None, f"case {case_id} is gone"
            if now["seq"] == before["seq"]:
                assert now == before, f"case {case_id} was shown as {before} and is {now}"
        assert sight["count"] >= self.count, f"{self.count} cases were shown, and {sight['count']} are there"
        told = "not closed in good order" in opened.more["words"]
        assert self.unclean is None or told == self.unclean, (
            f"unclean: {self.unclean}, and it said {opened.more['words']!r}"
        )
        assert not (self.closed and sight["drafts"]), "what stood in boxes was not kept by closing"
        if self.sights and not self.closed:
            self._compare_drafts(sight)
            self._compare_place(sight)
        assert set(sight["boxes"]) <= set(sight["drafts"]), "what stands in a box is kept"
        if sight["boxes"]:
            assert "put back" in opened.more["words"], "texts were put back without a word"

    # Inside.

    def _recent(self) -> list[dict[str, Any]]:
        """What was shown within the last second before the kill, and what stood when that second began."""
        since = self.killed - WITHIN_S
        first = max((at for at, (when, _) in enumerate(self.sights) if when <= since), default=0)
        return [sight for _, sight in self.sights[first:]]

    def _compare_drafts(self, sight: dict[str, Any]) -> None:
        recent = self._recent()
        for about, text in sight["drafts"].items():
            texts = [each["drafts"].get(about) for each in recent]
            assert text in texts or self.pending, f"{about}: {text!r} was put back, and {texts} had been typed"
        if self.pending:
            return
        for about in recent[-1]["drafts"]:
            if all(about in each["drafts"] for each in recent):
                assert about in sight["drafts"], f"{about}: typed for longer than a second, and not there"

    def _compare_place(self, sight: dict[str, Any]) -> None:
        places = [each["at"] for each in self._recent()]
        typed_at = [int(about.split("/")[0]) for about in sight["drafts"]]
        at_a_text = sight["at"][0] in typed_at
        cases = [case for case, _ in places]
        assert self.pending or at_a_text or sight["at"][0] in cases, f"at {places[-3:]}, and came back at {sight['at']}"


def looked_at(workspace: Path, copy: Path, expected: Expected) -> None:
    """Look at a copy of what the kill left: whole, and holding every line that was acknowledged."""
    shutil.rmtree(copy, ignore_errors=True)
    if not workspace.exists():
        assert not expected.cases, "the workspace is gone"
        return
    shutil.copytree(workspace, copy, ignore=shutil.ignore_patterns("*-shm"))
    if not is_there(copy):
        assert not expected.cases, "the journal is gone"
        return
    if keyfile.is_there(copy) and keyfile.read(copy).pending is not None:
        rekeying.finish(copy, key_of(copy), lambda _key: None)  # as the next start does
    _files_sound(copy)
    _backups_sound(workspace)
    opened = workspace_at(copy, beside=True)
    try:
        report = verifying.verify(opened.engines, images=True)
        assert report.whole, f"{report}"
        for case_id, before in expected.cases.items():
            found = opened.events(int(case_id))
            hashes = [event.hash for event in found]
            assert len(hashes) >= before["seq"], f"case {case_id}: line {before['seq']} was acknowledged and is gone"
            assert hashes[before["seq"] - 1] == before["hash"], f"case {case_id}: line {before['seq']} is another"
            more = [event.body for event in found[before["seq"] :] if _is_judgement(event.body)]
            assert len(more) <= (_AT_ONCE if expected.pending or expected.closed else 0), (
                f"case {case_id}: nobody was shown {more}"
            )
    finally:
        opened.close()


def _backups_sound(workspace: Path) -> None:
    """What has the name of a backup is one, and nothing of one that was cut off is taken for it."""
    for made in backups.found(backups.beside(workspace)):
        assert made.is_intact, f"{made.folder.name} is not what was written"


def _is_judgement(body: events.Body | events.Erased) -> bool:
    undoing = isinstance(body, events.Undone | events.Redone)
    return undoing or (not isinstance(body, events.Erased) and events.can_be_undone(body))


def _files_sound(folder: Path) -> None:
    for name in ("journal.db", "images.db", "usage.db"):
        if (folder / name).exists():
            connection = connected(folder / name, None if name == "usage.db" else b"")
            found = connection.execute("PRAGMA integrity_check").fetchall()
            connection.close()
            assert found == [("ok",)], f"{name}: {found}"
