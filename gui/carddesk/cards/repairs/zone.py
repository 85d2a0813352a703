"""Machine-readable zones put right: from print, by what can stand where, by their length, and by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from carddesk.cards import dates, mrz
from carddesk.cards.checks import Card
from carddesk.cards.checks.of_zone import zone_of
from carddesk.cards.checks.zone import can_be_a_day
from carddesk.cards.mrz import Mrz
from carddesk.cards.repairs.contract import Repair, Repairer

_SOURCE = "ICAO 9303-3 §4.9"


def _faults(zone: Mrz) -> frozenset[str]:
    """What is wrong with a zone in itself: check digits, days, digits in names, no sex.

    The composite digit fails with any other and is counted only where it fails alone.
    """
    wrong = {
        "names": bool(re.search("[0-9]", zone.names)),
        "sex": not zone.sex,
        "birth": not can_be_a_day(zone.birth),
        "expiry": not can_be_a_day(zone.expiry),
    }
    digits = [part for part in zone.failed if part != "composite"] or zone.failed
    return frozenset((*digits, *(part for part, is_wrong in wrong.items() if is_wrong)))


def _offer(card: Card, candidates: Iterable[Sequence[str]], message: str) -> Iterator[Repair]:
    """Those candidates in which something holds that failed, and nothing fails that held.

    The composite digit must hold with them, unless another of its parts is still to be put right.
    """
    before = zone_of(card.value("mrz"))
    for lines in candidates:
        after = zone_of("\n".join(lines))
        if after is not None and _mends(before, after):
            yield Repair("mrz", "\n".join(lines), message)


def _mends(before: Mrz | None, after: Mrz) -> bool:
    if before is None:
        return not _faults(after)
    return _faults(after) < _faults(before) and set(after.failed) <= {*before.failed, "composite"}


def _broken(card: Card) -> Mrz | None:
    """The zone, if something is wrong with it in itself."""
    zone = zone_of(card.value("mrz")) if card.value("mrz") else None
    return zone if zone is not None and _faults(zone) else None


def _from_print(card: Card) -> Iterator[Repair]:
    """Every printed datum that restores a failing check digit, all together."""
    zone = _broken(card)
    if zone is None:
        return
    lines = zone.lines
    for check, text in _printed(card).items():
        if not zone.checks[check] and (changed := mrz.with_datum(lines, check, text)):
            lines = changed
    if lines != zone.lines:
        yield from _offer(card, [lines], "With what is printed, its check digits hold")


def _printed(card: Card) -> dict[str, str]:
    """Number, birth and expiry as a zone would write them; empty where they are not there."""
    born, ends = (dates.parse(card.value(key)) for key in ("birth_date", "expiry_date"))
    return {
        "number": re.sub("[^0-9A-Z]", "", card.value("document_number").upper()),
        "birth": (born.iso or "").replace("-", "")[2:] if born.kind == "date" else "",
        "expiry": (ends.iso or "").replace("-", "")[2:] if ends.kind == "date" else "",
    }


def _by_position(card: Card) -> Iterator[Repair]:
    zone = _broken(card)
    if zone is not None:
        yield from _offer(card, [mrz.repair(zone.lines)], "Letters and digits put where only they can stand")


def _by_length(card: Card) -> Iterator[Repair]:
    text = card.value("mrz")
    if text and zone_of(text) is None:
        fitted = [found.mrz.lines for found in mrz.find(text.split("\n"))]
        yield from _offer(card, fitted, "The lines brought to their length, its check digits hold")


def _by_check_digit(card: Card) -> Iterator[Repair]:
    """Of several exchanges those come first that the print bears out, then those of the least sure characters."""
    zone = _broken(card)
    if zone is None:
        return
    found = [each for lines in dict.fromkeys((zone.lines, mrz.repair(zone.lines))) for each in mrz.exchanges(lines)]
    sure, printed = card.fields["mrz"].confidences, _printed(card)
    width = len(zone.lines[0]) + 1

    def rank(candidate: tuple[tuple[str, ...], int, int]) -> tuple[bool, float]:
        lines, line, place = candidate
        at = line * width + place
        return not _borne_out(zone_of("\n".join(lines)), zone, printed), sure[at] if at < len(sure) else 1.0

    ordered = [lines for lines, _, _ in sorted(found, key=rank)]
    yield from _offer(card, ordered, "One character exchanged for one that looks like it, its check digits hold")


def _borne_out(after: Mrz | None, before: Mrz, printed: dict[str, str]) -> bool:
    """Whether what the exchange changed is what is printed."""
    if after is None:
        return False
    changed = [part for part in printed if getattr(after, part) != getattr(before, part)]
    return bool(changed) and all(getattr(after, part) == printed[part] for part in changed)


REPAIRERS = (
    Repairer("mrz_from_print", "What is printed restores the check digits of the zone", _from_print, _SOURCE),
    Repairer("mrz_by_position", "Look-alikes in the zone put right by what can stand there", _by_position, _SOURCE),
    Repairer("mrz_by_length", "Lines that lost or gained fillers are brought to their length", _by_length, _SOURCE),
    Repairer("mrz_by_check_digit", "One look-alike exchanged restores the check digits", _by_check_digit, _SOURCE),
)
