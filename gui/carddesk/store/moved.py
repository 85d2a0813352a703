"""The note that a workspace has left in the folder it moved out of: what is there is kept, and no longer worked on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from carddesk.errors import EnvironmentFault
from carddesk.language import mark, tr

FILE_NAME: Final = "moved.json"
_MOVED: Final = mark(
    "The workspace {path} has moved to {to}. Open it there with --workspace, or for good with "
    "`carddesk settings set workspace.path {to}`."
)


def note(folder: Path, to: str, at: str) -> None:
    """Leave the note, on disk when this returns.

    Args:
        folder: where the workspace was.
        to: where it is, for people to read.
        at: when, as events write times.
    """
    path = folder / FILE_NAME
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        json.dump({"to": to, "at": at}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def require_here(folder: Path) -> None:
    """Come back if the workspace is still in this folder.

    Raises:
        EnvironmentFault: `workspace_moved`, which says where it is.
    """
    try:
        to = str(json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))["to"])
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        to = "?"
    raise EnvironmentFault("workspace_moved", tr(_MOVED, path=folder, to=to))
