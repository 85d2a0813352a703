from dataclasses import replace

from carddesk.cards.geometry import Quad
from carddesk.cards.places import FieldPlace, Places, lacking, placed
from carddesk.cards.reading import Field, Reading

HERE, THERE = Quad.from_bounds(1, 2, 30, 12), Quad.from_bounds(5, 40, 60, 52)
BARE = Field("name", "姓名", "样张", "样张")
SAID = Field("sex", "性别", "女", "F", quad=HERE, quality=0.2, located_by="vendor")
READING = Reading("acme.id", "resident_id", "portrait", (BARE, SAID))


def test_a_field_without_a_place_gets_the_one_found_and_says_by_whom() -> None:
    after = placed(READING, Places(THERE, (FieldPlace("name", THERE, 0.7),)))
    assert after.fields[0] == replace(BARE, quad=THERE, quality=0.7, located_by="local")
    assert after.card_quad == THERE


def test_what_the_service_said_itself_is_never_changed() -> None:
    whole = replace(READING, card_quad=HERE)
    after = placed(whole, Places(THERE, (FieldPlace("sex", THERE, 0.9),)))
    assert after == whole


def test_a_quality_of_the_service_stays_beside_a_place_that_was_found() -> None:
    judged = replace(READING, fields=(replace(BARE, quality=0.4),))
    assert placed(judged, Places(None, (FieldPlace("name", THERE, 0.9),))).fields[0].quality == 0.4


def test_only_text_without_a_place_is_looked_for() -> None:
    picture, empty = Field("portrait", "", "aGk=", "aGk="), Field("address", "住址", "", "")
    assert lacking(replace(READING, fields=(BARE, SAID, picture, empty))) == (BARE,)
