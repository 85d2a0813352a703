"""What the two faces of one resident card or residence permit say, so that both faces of a seed are the same card."""

from dataclasses import dataclass
from datetime import date

from . import numbers, places
from .chance import Chance
from .dates import issued_between, resident_term
from .people import Person, chinese_name, person, years_after

REGIONS = {"hong_kong": "810000", "macau": "820000", "taiwan": "830000"}
"""The address codes of permits (国办发〔2018〕81号 Art. 3)."""
_PERMIT_START = date(2018, 9, 1)
_SECOND_GENERATION = date(2004, 4, 1)


@dataclass(frozen=True, slots=True)
class Resident:
    """Everything on both faces; `permit_number` and `issue_count` are empty on a resident card."""

    who: Person
    address: str
    number: str
    authority: str
    issued: date
    until: date
    permit_number: str = ""
    issue_count: str = ""


def citizen(seed: int) -> Resident:
    """The holder of a resident card; most numbers begin with the code of the county that the address names."""
    chance = Chance(seed, "resident_id", "holder")
    who, county = person(chance), chance.pick(places.COUNTIES)
    origin = county if chance.chance(0.7) else chance.pick(places.COUNTIES)
    number = numbers.citizen_number(chance, origin.code, who.birth, who.sex)
    issued = issued_between(chance, who.birth, _SECOND_GENERATION)
    until = resident_term(who.birth, issued)
    return Resident(who, places.address(chance, county), number, county.authority, issued, until)


def permit_holder(seed: int, version: str) -> Resident:
    """The holder of a residence permit from `hong_kong`, `macau` or `taiwan`; valid for five years (Art. 6)."""
    chance, region = Chance(seed, "residence_permit", version, "holder"), REGIONS[version]
    drawn, county = person(chance), chance.pick(places.COUNTIES)
    who = Person(chinese_name(chance), drawn.sex, "汉", drawn.birth)
    number = numbers.citizen_number(chance, region, who.birth, who.sex)
    issued = issued_between(chance, who.birth, _PERMIT_START)
    count = f"{chance.weighted((1, 2, 3, 4), (6, 3, 1, 1)):02d}"
    address, permit = places.address(chance, county), numbers.permit_number(chance, region)
    return Resident(who, address, number, county.authority, issued, years_after(issued, 5), permit, count)
