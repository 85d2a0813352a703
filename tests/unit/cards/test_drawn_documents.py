"""Drawn documents, whose truth is known, are right by every check: a rule that flags one of them is a false alarm."""

from collections.abc import Callable
from functools import partial

import pytest

from carddesk.cards.checks import CheckedField, card_of, run_checks
from carddesk.cards.flags import FlagCode
from carddesk.cards.reading import Face
from carddesk.cards.repairs import repairs
from tests.specimens import foreign_card, national_card, passport
from tests.specimens.chance import Chance
from tests.specimens.ink import Sheet
from tests.unit.cards.travellers import TODAY

DRAWN: dict[str, tuple[str, Face, Callable[[Chance], Sheet]]] = {
    "chinese passport": ("passport", "page", passport.chinese_page),
    "foreign passport": ("passport", "page", passport.foreign_page),
    "wide passport": ("passport", "page", passport.wide_page),
    "TD1": ("national_id", "page", partial(national_card.page, version="td1")),
    "TD2": ("national_id", "page", partial(national_card.page, version="td2")),
    "card of 2017": ("foreign_resident", "portrait", foreign_card.card_2017),
    "card of 2023": ("foreign_resident", "portrait", foreign_card.card_2023),
}


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("seed", range(3))
def test_a_drawn_document_has_no_flags_but_its_age(kind: str, seed: int) -> None:
    document, face, draw = DRAWN[kind]
    sheet = draw(Chance(seed, kind))
    card = card_of(document, [face], [CheckedField(each.key, each.value, each.text) for each in sheet.fields], TODAY)
    assert {"mrz", "id_number"} & set(card.fields)
    assert [flag for flag in run_checks(card).flags if flag.code is not FlagCode.EXPIRED] == []
    assert repairs(card) == {}
