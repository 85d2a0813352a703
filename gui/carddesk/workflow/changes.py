"""What a desk tells those who listen: what changed, and what to say to the operator about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Aspect = Literal["queue", "case", "field", "progress", "service", "notice"]
NoticeLevel = Literal["info", "warn", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the operator, shown in place, never as a dialog.

    `message` is an English source string; its `{places}` are filled from `arguments` after translation.
    """

    level: NoticeLevel
    message: str
    arguments: tuple[tuple[str, str], ...] = ()

    @classmethod
    def say(cls, level: NoticeLevel, message: str, **arguments: object) -> Notice:
        """A notice with these arguments."""
        return cls(level, message, tuple((name, str(value)) for name, value in arguments.items()))

    @property
    def text(self) -> str:
        """The message in English with its places filled."""
        return self.message.format_map(dict(self.arguments)) if self.arguments else self.message


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed.

    Attributes:
        what: `queue` rows came, moved or changed; `case` the current case or what it shows; `field` the active field;
            `progress`, `service`; `notice` there is something to say.
        case_ids: the cases concerned, where that can be said.
    """

    what: frozenset[Aspect]
    case_ids: tuple[int, ...] = ()
    notice: Notice | None = None


Listener = Callable[[Change], None]
