"""What was taken from watched folders: so that no file is taken twice, not after a crash, and not by two desks of a team.

No word of a card stands here, though names of files may be names of people: a path is kept as a keyed digest, and so is what
was in the file. Nothing has to be erased with a card, and the same file is still not taken again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import Connection, delete, func, select, text, tuple_, update

from carddesk.store.schema import WATCHED_FILES

MOST_ROWS: Final = 200_000
"""Kept of each desk; of more the oldest are forgotten."""
_AT_ONCE: Final = 400
_PUT: Final = text(
    "INSERT INTO watched_files (path, size, mtime_ns, content, owner, folder, at, put_away) "
    "VALUES (:path, :size, :mtime_ns, :content, :owner, :folder, :at, :put_away) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file as it was taken.

    Attributes:
        path: digest of where it lay, relative to the folder.
        size: bytes.
        mtime_ns: as the file system said, in nanoseconds.
        content: digest of its bytes.
        owner: digest that names the desk that took it.
        folder: digest that names the folder, as that desk sees it.
        at: when, UTC, ISO 8601.
        put_away: what is still to be done with it there, as whoever took it calls that; empty once nothing is.
    """

    path: str
    size: int
    mtime_ns: int
    content: str
    owner: str
    folder: str
    at: str
    put_away: str = ""


class WatchedFiles:
    """The rows of a workspace. Safe to use from any thread; none of it is for the event loop."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._reading = reading
        self._writing = writing

    def known(self, paths: Collection[str]) -> dict[str, list[TakenFile]]:
        """What is known of files that lie there (digests of paths), whoever took them."""
        found: dict[str, list[TakenFile]] = {}
        wanted = sorted(set(paths))
        with self._reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                part = WATCHED_FILES.c.path.in_(wanted[start : start + _AT_ONCE])
                for row in connection.execute(select(WATCHED_FILES).where(part)).mappings():
                    found.setdefault(row["path"], []).append(TakenFile(**row))
        return found

    def taken_since(self, owner: str, at: str) -> int:
        """How many files this desk has taken since then."""
        asked = select(func.count()).where(WATCHED_FILES.c.owner == owner, WATCHED_FILES.c.at >= at)
        with self._reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def put_away(self, files: Sequence[TakenFile]) -> None:
        """These were moved or marked, as they were to be."""
        here = tuple_(WATCHED_FILES.c.path, WATCHED_FILES.c.size, WATCHED_FILES.c.mtime_ns, WATCHED_FILES.c.content)
        with self._writing() as connection:
            for start in range(0, len(files), _AT_ONCE):
                keys = [(each.path, each.size, each.mtime_ns, each.content) for each in files[start : start + _AT_ONCE]]
                connection.execute(update(WATCHED_FILES).where(here.in_(keys)).values(put_away=""))

    def forget(self, owner: str, folder: str, there: Collection[str], before: str) -> int:
        """Let go of what this desk took from this folder before then and that lies there no more; how many those were.

        Args:
            owner: the desk, as it stands in the rows.
            folder: the folder, likewise.
            there: digests of the paths of all files that lie there.
            before: rows from then on stay, so that the day's can be counted.
        """
        mine = (WATCHED_FILES.c.owner == owner, WATCHED_FILES.c.at < before)
        asked = select(WATCHED_FILES.c.path).where(*mine, WATCHED_FILES.c.folder == folder).distinct()
        with self._reading() as connection:
            gone = sorted(set(connection.execute(asked).scalars()) - set(there))
            rows = int(connection.execute(select(func.count()).where(WATCHED_FILES.c.owner == owner)).scalar_one())
        if not gone and rows <= MOST_ROWS:
            return 0
        with self._writing() as connection:
            for start in range(0, len(gone), _AT_ONCE):
                part = WATCHED_FILES.c.path.in_(gone[start : start + _AT_ONCE])
                connection.execute(delete(WATCHED_FILES).where(*mine, WATCHED_FILES.c.folder == folder, part))
            _keep_newest(connection, owner)
        return len(gone)


def put(connection: Connection, file: TakenFile) -> bool:
    """Write a row, in the transaction of what comes of the file; False where it is there already: somebody has taken it."""
    return connection.execute(_PUT, asdict(file)).rowcount == 1


def _keep_newest(connection: Connection, owner: str) -> None:
    mine = WATCHED_FILES.c.owner == owner
    newest_first = select(WATCHED_FILES.c.at).where(mine).order_by(WATCHED_FILES.c.at.desc())
    oldest_kept = connection.execute(newest_first.offset(MOST_ROWS - 1).limit(1)).scalar()
    if oldest_kept is not None:
        connection.execute(delete(WATCHED_FILES).where(mine, WATCHED_FILES.c.at < oldest_kept))
