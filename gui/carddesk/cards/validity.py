"""How long a card is valid by law: by document and by the holder's age on the day it begins (logic-rules §2 to §4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

OPEN: Final = 0
"""Years of a card that is valid 长期; its end is `date.max`, which is 9999-12-31."""
_ORDINARY_CHINESE_PASSPORT = re.compile(r"E[0-9A-HJ-NP-Z][0-9]{7}|G[0-9]{8}")
"""Not those of diplomats and officials (D, S, P), nor of Hong Kong and Macau (H, K, M): other rules hold for them."""


@dataclass(frozen=True, slots=True)
class Law:
    """What is said of one kind of card.

    Attributes:
        since: no card of the kind began earlier.
        by_age: from which full age on (ascending, from 0) a card is valid for how many years.
        day_before: whether the cards print the day before the anniversary, and not the anniversary itself.
    """

    since: date
    by_age: tuple[tuple[int, int], ...]
    day_before: bool = False

    @property
    def terms(self) -> tuple[int, ...]:
        """Every length there is, in years, the shortest first, `OPEN` last."""
        return tuple(years for _, years in self.by_age)

    def years(self, age: int) -> int:
        """The length for a holder of this full age, in years."""
        return next(years for least, years in reversed(self.by_age) if age >= least)

    def ends(self, start: date, years: int) -> tuple[date, ...]:
        """The last days that a card which begins on `start` may print, the likelier first.

        The anniversary and the day before are both met with; of 29 February 28 February and 1 March are anniversaries.
        """
        if years == OPEN:
            return (date.max,)
        year = start.year + years
        try:
            anniversary = start.replace(year=year)
        except ValueError:
            return (date(year, 2, 28), date(year, 3, 1))
        both = (anniversary, anniversary - timedelta(days=1))
        return both[::-1] if self.day_before else both

    def all_ends(self, start: date) -> tuple[date, ...]:
        """The last days for a holder of any age."""
        return tuple(end for years in self.terms for end in self.ends(start, years))


LAWS: Final = {
    "resident_id": Law(date(2004, 1, 1), ((0, 5), (16, 10), (26, 20), (46, OPEN))),
    "residence_permit": Law(date(2018, 9, 1), ((0, 5),)),
    "foreign_resident": Law(date(2004, 8, 15), ((0, 5), (18, 10)), day_before=True),
}
"""居民身份证法 §5; 国办发〔2018〕81号 §6; 公安部 外交部令第74号 §21."""
CHINESE_PASSPORT: Final = Law(date(2007, 1, 1), ((0, 5), (16, 10)), day_before=True)
"""护照法 §7: ordinary passports of the People's Republic of China."""


def law_of(document: str, nationality_code: str = "", number: str = "") -> Law | None:
    """What is said of this card; None where this program knows of nothing."""
    if document == "passport":
        chinese = nationality_code == "CHN" and _ORDINARY_CHINESE_PASSPORT.fullmatch(number)
        return CHINESE_PASSPORT if chinese else None
    return LAWS.get(document)


def full_years(born: date, day: date) -> int:
    """The age on a day; who is born on 29 February is a year older on 1 March where there is no such day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
