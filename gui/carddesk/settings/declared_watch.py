"""The settings of the watched folder: which one, when a file counts as finished, and what becomes of it."""

from __future__ import annotations

from typing import Final

from carddesk.language import mark
from carddesk.settings.setting import Setting

WATCH: Final = (
    Setting(
        "watch.folder",
        "",
        mark("Watched folder"),
        mark("The folder whose new files become cards, as Ctrl+Shift+W sets it."),
        example="D:\\Scans",
    ),
    Setting(
        "watch.on",
        False,
        mark("Watch the folder"),
        mark("Whether it is watched, also from the next start on."),
    ),
    Setting(
        "watch.after",
        "leave",
        mark("Files that were taken"),
        mark(
            "What becomes of them: `leave` lets them lie and remembers them, `move` moves them to a subfolder by day, `mark` gives "
            "them another ending. What cannot be opened goes to `not-readable`, or gets that ending."
        ),
        choices=("leave", "move", "mark"),
    ),
    Setting(
        "watch.taken",
        "taken",
        mark("Name for what was taken"),
        mark("The subfolder to which files are moved, or the ending that marks them."),
        form=r"[^\s./\\:*?\"<>|](?:[^/\\:*?\"<>|\x00-\x1f]{0,40}[^\s./\\:*?\"<>|])?",
        example="taken",
    ),
    Setting(
        "watch.subfolders",
        False,
        mark("Folders inside, too"),
        mark("Whether files in folders inside the watched one are taken as well."),
    ),
    Setting(
        "watch.settle",
        2.0,
        mark("Time to settle"),
        mark(
            "So long size and time of a file must stand still before it is looked into. More where a scanner adds page after page to "
            "one file."
        ),
        least=0.2,
        most=600,
        unit="s",
    ),
    Setting(
        "watch.patience",
        10.0,
        mark("Patience with unfinished files"),
        mark("So long a file whose end is missing stands still before it becomes a card that says so."),
        least=1,
        most=1440,
        unit="min",
    ),
    Setting(
        "watch.interval",
        1.0,
        mark("Looks at the folder"),
        mark("So often it is looked at; less often where that takes long."),
        least=0.2,
        most=600,
        unit="s",
    ),
    Setting(
        "watch.order",
        "name",
        mark("Order of many files"),
        mark(
            "In which order files are taken that lie there together: by `name` (2 before 10), `oldest` or `newest` first."
        ),
        choices=("name", "oldest", "newest"),
    ),
)
