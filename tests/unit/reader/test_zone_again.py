"""Machine-readable zones read again: when, and what is taken."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from carddesk.imaging.rectify import Pixels
from carddesk.reader.lines import Line
from carddesk.reader.ocr import ReadText
from carddesk.reader.sense import Sense, sense
from carddesk.reader.zone_again import zone_again
from tests.unit.reader.forms import SIZE, line, view

TODAY = date(2026, 11, 21)
NAMES = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
NUMBERS = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen of ICAO 9303-4."""
WAYS = 3
"""How many crops are read of each line."""


class Scripted:
    """Says one text after the other."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self.strips = 0

    def read(self, strips: Sequence[Pixels]) -> list[ReadText]:
        texts = [self._texts[(self.strips + place) % len(self._texts)] for place in range(len(strips))]
        self.strips += len(strips)
        return [ReadText(text, (0.9,) * len(text), (0.5,) * len(text)) for text in texts]


def page(*zone: Line) -> Sense:
    printed = (
        line("PASSPORT", 5, 8, 40),
        line("Surname", 33, 20, 20),
        line("ERIKSSON", 33, 25, 30),
        line("Given names", 33, 32, 20),
        line("ANNA MARIA", 33, 37, 30),
    )
    return sense(view(*printed, *zone), TODAY, None)


def again(seen: Sense, engine: Scripted) -> Sense:
    return zone_again(seen, np.full((SIZE[1], SIZE[0], 3), 200, np.uint8), engine, TODAY, None)


def first(text: str = NAMES) -> Line:
    return line(text, 3, 85, 30, 33)


def second(text: str = NUMBERS) -> Line:
    return line(text, 3, 93, 30, 33)


def test_a_sound_zone_is_not_read_again() -> None:
    engine, seen = Scripted("?"), page(first(), second())
    assert again(seen, engine) is seen
    assert engine.strips == 0


def test_a_failing_check_digit_calls_for_another_look_and_the_reading_that_holds_wins() -> None:
    wrong = NUMBERS.replace("898902", "893902")
    seen = page(first(), second(wrong))
    assert seen.zone is not None
    assert seen.zone.mrz.failed
    better = again(seen, Scripted(*[NAMES] * WAYS, wrong, NUMBERS, wrong))
    assert better.zone is not None
    assert better.zone.values["document_number"] == "L898902C3"
    assert not better.zone.mrz.failed


def test_a_zone_that_nothing_mends_stays_as_it_was() -> None:
    wrong = NUMBERS.replace("898902", "893902")
    seen = page(first(), second(wrong))
    assert again(seen, Scripted(*[NAMES] * WAYS, *[wrong] * WAYS)) is seen


def test_names_that_print_gainsays_call_for_another_look() -> None:
    seen = page(first(NAMES.replace("ERIKSSON", "ERKSSON") + "<"), second())
    better = again(seen, Scripted(NAMES, *[NAMES.replace("ERIKSSON", "ERKSSON")] * (WAYS - 1), *[NUMBERS] * WAYS))
    assert better.zone is not None
    assert better.zone.values["surname"] == "ERIKSSON"


def test_print_does_not_overrule_a_zone_that_says_the_same_each_time() -> None:
    other = NAMES.replace("ERIKSSON", "ERICSSON")
    seen = page(first(other), second())
    assert again(seen, Scripted(*[other] * WAYS, *[NUMBERS] * WAYS)) is seen


def test_a_line_of_the_zone_that_nobody_found_is_looked_for_beside_the_other() -> None:
    seen = page(first())
    assert seen.zone is None
    better = again(seen, Scripted(*["x"] * WAYS, *[NUMBERS] * WAYS, *[""] * WAYS))
    assert better.zone is not None
    assert better.zone.values["birth_date"] == "1974-08-12"


def test_a_card_without_a_zone_costs_nothing() -> None:
    engine, seen = Scripted(NUMBERS), page()
    assert again(seen, engine) is seen
    assert engine.strips == 0
