"""What the database and the file system can do to a workspace, said in words: the boundary of this room."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc
from sqlcipher3 import dbapi2

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import mark, tr

_BY_WORDS = (
    ("disk is full", "disk_full"),
    ("readonly", "workspace_unwritable"),
    ("unable to open", "workspace_unwritable"),
    ("locked", "workspace_in_use"),
    ("busy", "workspace_in_use"),
    ("not a database", "workspace_broken"),
    ("malformed", "workspace_broken"),
    ("disk i/o error", "disk_error"),
)

_BY_ERRNO = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "workspace_unwritable",
    errno.EPERM: "workspace_unwritable",
    errno.EROFS: "workspace_unwritable",
    errno.ENOTDIR: "workspace_no_folder",
    errno.EEXIST: "workspace_no_folder",
    errno.EIO: "disk_error",
    errno.ENOENT: "workspace_gone",
    errno.ENODEV: "workspace_gone",
    errno.ENXIO: "workspace_gone",
    errno.ESTALE: "workspace_gone",
}

_MESSAGES = {
    "disk_full": mark(
        "The disk that holds the workspace {path} is full. Make room and try again; what was saved is safe."
    ),
    "disk_error": mark("The disk that holds the workspace {path} reports an error. Copy the folder to another disk."),
    "workspace_gone": mark(
        "{path} is not there any more: its drive was removed, or the folder was moved. Put it back and try again; what was "
        "saved is in it."
    ),
    "workspace_unwritable": mark(
        "The workspace {path} cannot be written. Check who may write to that folder, "
        "or choose another with --workspace."
    ),
    "workspace_no_folder": mark("{path} is not a folder. Choose a folder with --workspace."),
    "workspace_in_use": mark(
        "The workspace {path} is in use by another CardDesk. Close that one, or choose another folder with --workspace."
    ),
    "workspace_broken": mark(
        "The workspace {path} is damaged or is not a CardDesk workspace. "
        "Restore it from a backup, or choose another folder with --workspace."
    ),
    "workspace_foreign": mark("{path} holds a database of another program. Choose another folder with --workspace."),
    "workspace_newer": mark("The workspace {path} was written by a newer CardDesk. Update this one."),
    "workspace_keys_broken": mark(
        "The file keys.json of the workspace {path} is missing or damaged; without it nothing there can be read. "
        "Restore it from a backup: it need not be a new one, if key and recovery code are still the same."
    ),
    "backup_team": mark("{path} is a team's database. Whoever looks after its server backs it up there."),
    "backup_full": mark(
        "There is not enough room for a backup in {path}. Make room there, or set another backup.folder."
    ),
    "backup_broken": mark(
        "The backup {path} cannot be proved whole and is not used. `carddesk workspace verify` tells whether the workspace "
        "is damaged."
    ),
    "backup_missing": mark("There is no backup at {path}."),
    "restore_in_the_way": mark("{path} is not empty. Restore into a folder that is, or that holds a workspace."),
    "workspace_older_broken": mark(
        "The workspace {path} is of an earlier form and its journal does not hold. Nothing was changed. Choose another folder "
        "with --workspace."
    ),
    "target_not_empty": mark(
        "{path} is not empty, or holds cards already. A workspace moves into an empty place alone: card numbers are part of "
        "what proves it."
    ),
    "copy_broken": mark(
        "What arrived in {path} is not what was sent. The workspace stays where it was; move it again."
    ),
    "workspace_missing": mark(
        "There is no workspace at {path} yet. Open the desk once, or choose another with --workspace."
    ),
}

_NO_ROOM_BYTES = 1 << 18
"""Less than this is no room: the database writes its log and its index of it in larger steps."""

_RETRYABLE = {"disk_full", "backup_full", "workspace_in_use", "workspace_gone"}


def fault(code: str, path: str | Path) -> EnvironmentFault:
    """The fault with this code, in words."""
    return EnvironmentFault(code, tr(_MESSAGES[code], path=path), retryable=code in _RETRYABLE)


def _of_server(error: Exception, place: str | Path) -> UserError | None:
    """What it means where it comes from a team's server."""
    original = error.orig if isinstance(error, exc.DBAPIError) else None
    of_psycopg = any(each.__module__.startswith("psycopg") for each in type(original).__mro__)
    if not isinstance(error, exc.TimeoutError) and not of_psycopg:
        return None
    # A workspace of one machine has no need of it.
    from carddesk.store.team.faults import of_driver, team_fault  # noqa: PLC0415

    return team_fault("team_busy", place) if original is None else of_driver(original, place)


@contextmanager
def mapped(path: str | Path) -> Iterator[None]:
    """Turn what the database driver or the file system raises inside into an `EnvironmentFault` about this workspace.

    An error that no circumstance explains (a broken constraint, wrong SQL) is a bug and passes unchanged.
    """
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError, dbapi2.Error) as error:
        if (of_server := _of_server(error, path)) is not None:
            raise of_server from error
        words = str(error.orig if isinstance(error, exc.DBAPIError) else error).lower()
        code = next((code for part, code in _BY_WORDS if part in words), None)
        if code is None:
            raise
        raise fault(_looked_at(code, path), path) from error
    except OSError as error:
        found = _BY_ERRNO.get(error.errno or 0)
        if found is None:
            raise
        raise fault(found, path) from error


def _looked_at(code: str, path: str | Path) -> str:
    """What the database took for a fault of the disk, by what can be seen of it: it cannot tell a full one, or none at all."""
    if code not in {"disk_error", "workspace_unwritable"} or not isinstance(path, Path):
        return code
    try:
        free = shutil.disk_usage(path).free
    except FileNotFoundError:
        return "workspace_gone"
    except OSError:
        return code
    return "disk_full" if code == "disk_error" and free < _NO_ROOM_BYTES else code
