"""Every number that a specimen prints passes the checks of its kind, worked out here a second time."""

import re

import pytest

from tests.specimens import KINDS, TrueCard
from tests.unit.specimens.flat_cards import SEEDS, card, cards


def mod_11_2_holds(number: str) -> bool:
    """ISO 7064 MOD 11-2 by its recursive method: the whole string leaves a remainder of 1."""
    remainder = 0
    for char in number:
        remainder = (remainder * 2 + (10 if char == "X" else int(char))) % 11
    return remainder == 1


def icao_digit(text: str) -> int:
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return sum((7, 3, 1)[place % 3] * max(0, alphabet.find(char)) for place, char in enumerate(text)) % 10


def test_the_standards_own_specimens_decide_these_checks() -> None:
    assert mod_11_2_holds("11010519491231002X")
    assert not mod_11_2_holds("110105194912310021")
    assert icao_digit("L898902C3") == 6
    assert icao_digit("KAZ11009012310") == 5


@pytest.mark.parametrize("document", ["resident_id", "residence_permit"])
def test_citizen_numbers_hold_the_check_digit_the_birth_date_and_the_sex(document: str) -> None:
    for one in cards(document, "portrait"):
        number = one.field("id_number").value
        assert re.fullmatch(r"\d{17}[\dX]", number)
        assert mod_11_2_holds(number)
        assert number[6:14] == one.field("birth_date").value.replace("-", "")
        assert "FM"[int(number[16]) % 2] == one.field("sex").value
        assert number.startswith(("81", "82", "83")) == (document == "residence_permit")


def test_permit_numbers_fit_the_place_that_the_title_of_the_card_names() -> None:
    shapes = {"hong_kong": r"H\d{8}", "macau": r"M\d{8}", "taiwan": r"\d{8}"}
    for region, shape in shapes.items():
        for seed in SEEDS:
            permit = card("residence_permit", "emblem", seed, region)
            assert re.fullmatch(shape, permit.field("permit_number").value)
            assert re.fullmatch(r"0[1-9]", permit.field("issue_count").value)


def test_numbers_of_foreign_residents_hold_their_check_digit_and_birth_date() -> None:
    for one in cards("foreign_resident", "portrait"):
        number, birth = one.field("id_number").value, one.field("birth_date").value.replace("-", "")
        if len(number) == 15:
            assert number[:3] == one.field("nationality_code").value
            assert number[7:13] == birth[2:]
            assert icao_digit(number[:14]) == int(number[14])
        else:
            assert re.fullmatch(r"9\d{16}[\dX]", number)
            assert mod_11_2_holds(number)
            assert number[6:14] == birth
            assert "FM"[int(number[16]) % 2] == one.field("sex").value


def test_both_versions_of_the_foreign_card_occur() -> None:
    lengths = {len(card("foreign_resident", "portrait", seed).field("id_number").value) for seed in SEEDS}
    assert lengths == {15, 18}


def test_electricians_numbers_are_a_t_and_a_citizen_number() -> None:
    for seed in SEEDS:
        number = card("certificate", "page", seed, "electrician").field("证号").value
        assert number[0] == "T"
        assert mod_11_2_holds(number[1:])


LENGTHS = {"td1": (30, 30, 30), "td2": (36, 36), "td3": (44, 44)}


@pytest.mark.parametrize(
    ("document", "version"), [kind[::2] for kind in KINDS if kind[0] in ("passport", "national_id")]
)
def test_machine_readable_zones_have_the_right_shape_and_check_digits(document: str, version: str) -> None:
    form = version if document == "national_id" else "td3"
    for seed in SEEDS:
        page = card(document, "page", seed, version)
        lines = page.field("mrz").text.split("\n")
        assert tuple(len(line) for line in lines) == LENGTHS[form]
        assert not re.search(r"[^A-Z0-9<]", "".join(lines))
        parts = td1_parts(lines) if form == "td1" else td23_parts(lines, 42 if form == "td3" else 28)
        for checked, digit in parts["checks"]:
            assert icao_digit(checked) == int(digit), (version, seed, checked)
        assert_zone_agrees_with_the_printed_fields(page, parts)


def td1_parts(lines: list[str]) -> dict[str, object]:
    first, second, names = lines
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    checks = [(first[5:14], first[14]), (second[:6], second[6]), (second[8:14], second[14]), (composite, second[29])]
    return {
        "checks": checks, "number": first[5:14], "birth": second[:6], "sex": second[7], "expiry": second[8:14],
        "nationality": second[15:18], "names": names,
    }  # fmt: skip


def td23_parts(lines: list[str], optional_end: int) -> dict[str, object]:
    first, second = lines
    composite = second[0:10] + second[13:20] + second[21 : optional_end + 1 if optional_end == 42 else 35]
    checks = [
        (second[:9], second[9]),
        (second[13:19], second[19]),
        (second[21:27], second[27]),
        (composite, second[-1]),
    ]
    if optional_end == 42 and second[42] != "<":
        checks.append((second[28:42], second[42]))
    return {
        "checks": checks, "number": second[:9], "birth": second[13:19], "sex": second[20], "expiry": second[21:27],
        "nationality": second[10:13], "names": first[5:],
    }  # fmt: skip


def assert_zone_agrees_with_the_printed_fields(page: TrueCard, parts: dict[str, object]) -> None:
    letters = {key: re.sub(r"[ -]", "<", page.field(key).value.replace("'", "")) for key in ("surname", "given_names")}
    assert str(parts["names"]).rstrip("<") == f"{letters['surname']}<<{letters['given_names']}"
    assert str(parts["number"]).rstrip("<") == page.field("document_number").value
    assert str(parts["nationality"]) == page.field("nationality_code").value
    assert parts["birth"] == page.field("birth_date").value.replace("-", "")[2:]
    assert parts["expiry"] == page.field("expiry_date").value.replace("-", "")[2:]
    assert str(parts["sex"]).replace("<", "X") == page.field("sex").value
