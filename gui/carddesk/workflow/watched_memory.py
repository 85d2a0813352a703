"""What the workspace remembers of a watched folder: between names as they lie there and rows that tell nobody's name."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final, cast

from carddesk.capture.watched import Sighting
from carddesk.capture.watched_folder import InHand
from carddesk.capture.watched_places import Kind
from carddesk.store.watched import TakenFile
from carddesk.store.workspace import Workspace
from carddesk.workflow.ledger import Clock, stamp

_KEY: Final = "watched"
_BYTES: Final = 16
_OWNER_SIGNS: Final = 16


class WatchedMemory:
    """The journal's memory of one folder. Everything here asks a database: it belongs into a thread.

    Args:
        workspace: open.
        folder: the folder, as this desk sees it.
        now: the clock; gives aware times.

    Raises:
        EnvironmentFault: the workspace cannot be asked, or who works here may take nothing in.
    """

    def __init__(self, workspace: Workspace, folder: Path, now: Clock) -> None:
        self._files = workspace.watched
        self._key = workspace.key(_KEY)
        self._now = now
        # A team's workspace is opened by many at once; one on this machine by one desk at a time, whoever sits at it.
        self._owner = self._digest(f"desk\0{workspace.operator}\0{platform.node()}".encode())
        self._folder = self._digest(os.fsencode(f"folder\0{folder}"))

    @property
    def owner(self) -> str:
        """Names this desk; a plain word that says nothing of whose it is."""
        return self._owner[:_OWNER_SIGNS]

    def row(self, file: InHand, put_away: Kind | None) -> TakenFile:
        """The file as it is remembered; `put_away` is what is still to be done with it."""
        return TakenFile(
            path=self._path(file.seen.name),
            size=file.seen.size,
            mtime_ns=file.seen.mtime_ns,
            content=self._digest(bytes.fromhex(file.content)),
            owner=self._owner,
            folder=self._folder,
            at=stamp(self._now()),
            put_away=put_away or "",
        )

    def taken_today(self) -> int:
        """How many files this desk has taken since midnight."""
        return self._files.taken_since(self._owner, self._midnight())

    def asked(self, seen: Sequence[Sighting]) -> Mapping[str, Kind | None]:
        """As `capture.watched_folder.Remembered`."""
        paths = {each.name: self._path(each.name) for each in seen}
        known = self._files.known(paths.values())
        found: dict[str, Kind | None] = {}
        for each in seen:
            for row in known.get(paths[each.name], ()):
                if (row.size, row.mtime_ns) == (each.size, each.mtime_ns):
                    found[each.name] = cast(Kind, row.put_away) if row.put_away else None
        return found

    def put_away(self, seen: Sequence[Sighting]) -> None:
        """As there."""
        known = self._files.known([self._path(each.name) for each in seen])
        these = {(self._path(each.name), each.size, each.mtime_ns) for each in seen}
        rows = [row for found in known.values() for row in found if row.put_away]
        if done := [row for row in rows if (row.path, row.size, row.mtime_ns) in these]:
            self._files.put_away(done)

    def forget(self, there: Collection[str]) -> None:
        """As there."""
        self._files.forget(self._owner, self._folder, [self._path(name) for name in there], self._midnight())

    def _path(self, name: str) -> str:
        return self._digest(os.fsencode(name.replace(os.sep, "/")))

    def _digest(self, data: bytes) -> str:
        return blake2b(data, digest_size=_BYTES, key=self._key).hexdigest()

    def _midnight(self) -> str:
        return stamp(self._now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0))
