"""Which cases may be faces of one card: by what their files are called, and by what stands on them. Pure."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import PurePath

from carddesk.cards.case import Case
from carddesk.cards.checks import CheckedField, card_of, run_checks
from carddesk.cards.documents import documents
from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.reading import Reading
from carddesk.workflow.faces import another_face

_WORDS = "正面|反面|背面|人像面|国徽面|正|反|front|back|portrait|emblem"
_BETWEEN = r"[\s_\-.()（）\[\]]"
_USUAL = re.compile(
    rf"(?:(?P<card>.+?)(?:{_BETWEEN}*(?:{_WORDS})|{_BETWEEN}+[12ab]){_BETWEEN}*|(?:{_WORDS}){_BETWEEN}*(?P<rest>.+))",
    re.IGNORECASE,
)
_SAME_ON_BOTH = ("id_number", "document_number", "permit_number", "name", "name_latin", "surname")
"""What is the same wherever it stands on one card."""


@lru_cache(maxsize=1 << 15)
def card_named(source: str, rule: str) -> str | None:
    """What is left of a file's address without what tells its faces apart: equal for both faces of a card.

    None where the rule says nothing of the file. `rule` is a regular expression that is looked for in the file's name:
    what its group `card`, or else its first group, matches is the card's; an empty one takes the usual endings.
    """
    path = PurePath(source)
    found = re.search(rule, path.name, re.IGNORECASE) if rule else _USUAL.fullmatch(path.stem)
    if found is None:
        return None
    named = found.groupdict()
    card = named.get("card") or (named.get("rest") if not rule else None) or (found.group(1) if found.re.groups else "")
    return f"{path.parent}\n{card.casefold()}" if card else None


def go_together(one: Case, other: Case, today: date) -> bool:
    """Whether both were read as faces of one document, and nothing on the one speaks against the other."""
    first, second = _latest(one), _latest(other)
    if first is None or second is None or not another_face(first, second) or first.document not in documents():
        return False
    here, there = _values(one, first), _values(other, second)
    if any(here.get(key) and there.get(key) and here[key] != there[key] for key in _SAME_ON_BOTH):
        return False
    alone = {_told(flag) for case, read in ((one, first), (other, second)) for flag in _flags(case, [read], today)}
    both = _flags(one, [first], today, beside=(other, second))
    return not any(_told(flag) not in alone and _against(flag) for flag in both)


def _flags(case: Case, read: list[Reading], today: date, beside: tuple[Case, Reading] | None = None) -> list[Flag]:
    values = _values(case, read[0])
    if beside is not None:
        values = {**_values(*beside), **values}
        read = [*read, beside[1]]
    fields = [CheckedField(key, value, value) for key, value in values.items()]
    return list(run_checks(card_of(read[0].document, [each.face for each in read], fields, today)).flags)


def _against(flag: Flag) -> bool:
    """A doubt that only both faces together raise; an authority of another province is one when no human has looked yet."""
    return flag.needs_human or flag.code is FlagCode.AUTHORITY_FORM


def _told(flag: Flag) -> tuple[FlagCode, str | None]:
    return flag.code, flag.field


def _values(case: Case, reading: Reading) -> dict[str, str]:
    """What holds on a face: what a human said, else what was read."""
    read = {each.key: each.value for each in reading.fields}
    return read | {key: said.value for key, said in case.human.items() if key in read}


def _latest(case: Case) -> Reading | None:
    return next(reversed(case.readings.values()), None)
