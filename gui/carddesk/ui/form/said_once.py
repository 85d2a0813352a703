"""What is said in one line and not in two: where readings differ, what the other one read says so. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.repairs import Repair
from carddesk.workflow.doubling import Word
from carddesk.workflow.opinions import OtherValue


def beside(flags: Sequence[Flag], offered: Sequence[Repair]) -> tuple[Flag, ...]:
    """Those of a field's flags that what is offered below them does not say already."""
    others = any(isinstance(each, Word) or (isinstance(each, OtherValue) and not each.asked) for each in offered)
    return tuple(flag for flag in flags if not (others and flag.code is FlagCode.READINGS_DIFFER))
