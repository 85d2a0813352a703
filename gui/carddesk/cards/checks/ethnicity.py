"""Is the ethnicity one that resident ID cards print? (GB/T 3304-1991)"""

from carddesk.cards import ethnicities
from carddesk.cards.checks.contract import Card, Check, Outcome, warn
from carddesk.cards.flags import FlagCode, Level


def _is_known(card: Card) -> Outcome:
    value = card.value("ethnicity")
    if ethnicities.is_name(value):
        return ()
    return (warn(FlagCode.BAD_FORMAT, "ethnicity", "{found} is none of the 56 ethnic groups", found=value),)


CHECKS = (
    Check(
        "ethnicity_known",
        "The ethnicity is one of the 56 that cards print, 穿青人 or 其他",
        {FlagCode.BAD_FORMAT: Level.WARN},
        ("ethnicity",),
        _is_known,
        "GB/T 3304-1991",
    ),
)
