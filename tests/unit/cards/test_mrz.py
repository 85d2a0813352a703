"""Machine-readable zones: the specimens of ICAO 9303, round trips, repairs and finding (logic-rules §5)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards import mrz

TODAY = date(2026, 11, 21)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
NAMES = "P<VNMNGUYEN<<VAN<AN".ljust(44, "<")
SPECIMENS = {"TD3": TD3, "TD1": TD1, "TD2": TD2, "long number": LONG}


def with_second(line: str) -> tuple[str, str]:
    return NAMES, line


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS.keys())
def test_the_specimens_of_the_standard_hold(lines: tuple[str, ...]) -> None:
    assert mrz.parse(lines).holds
    assert mrz.repair(lines) == lines


def test_the_td3_specimen_says_what_the_standard_says() -> None:
    read = mrz.parse(TD3)
    assert (read.format, read.document_code, read.issuer, read.optional) == ("TD3", "P", "UTO", "ZE184226B")
    assert read.values(TODAY) == {
        "document_number": "L898902C3",
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "sex": "F",
        "nationality_code": "UTO",
        "birth_date": "1974-08-12",
        "expiry_date": "2012-04-15",
    }


def test_td1_and_td2_say_the_same() -> None:
    assert mrz.parse(TD1).values(TODAY) == mrz.parse(TD2).values(TODAY)
    assert mrz.parse(TD1).number == "D23145890"


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    read = mrz.parse(LONG)
    assert (read.number, read.optional, read.checks["number"]) == ("D23145890734", "", True)


@pytest.mark.parametrize(
    "line",
    [
        "C1234567<0VNM9001158M3001145079090001234<<58",
        "P1234567A1PHL8802299F3101012<<<<<<<<<<<<<<<4",
        "FA123456<6UKR9207101F290630219920710<0123494",
    ],
)
def test_made_up_zones_that_hold(line: str) -> None:
    assert mrz.parse(with_second(line)).holds


@pytest.mark.parametrize(
    ("line", "failed"),
    [
        ("C1234S67<0VNM9001158M3001145079090001234<<58", ("number", "composite")),
        ("C1234567<0VNM9001518M3001145079090001234<<58", ("birth", "composite")),
    ],
)
def test_broken_zones_tell_which_check_digit_fails(line: str, failed: tuple[str, ...]) -> None:
    assert mrz.parse(with_second(line)).failed == failed


def test_a_line_of_43_characters_is_refused() -> None:
    with pytest.raises(mrz.MrzError):
        mrz.parse(with_second("C1234567<0VNM9001158M300114507909000123<<58"))
    with pytest.raises(mrz.MrzError):
        mrz.parse(with_second("C1234567<0VNM9001158M3001145079090001234«<58"))
    with pytest.raises(mrz.MrzError):
        mrz.parse(())


@pytest.mark.parametrize(
    ("birth", "iso"),
    [("260101", "2026-01-01"), ("261121", "2026-11-21"), ("261122", "1926-11-22"), ("990101", "1999-01-01"),
     ("00<<<<", ""), ("<<<<<<", ""), ("900230", "")],
)  # fmt: skip
def test_birth_is_in_the_latest_century_that_is_not_ahead(birth: str, iso: str) -> None:
    line = f"C1234567<0VNM{birth}{mrz.check_digit(birth)}M3001145079090001234<<58"
    read = mrz.parse(with_second(line))
    assert read.birth_date(TODAY) == iso
    assert read.checks["birth"]
    assert ("birth_date" in read.values(TODAY)) == bool(iso)


def test_an_unspecified_sex_is_x_and_d_is_germany() -> None:
    read = mrz.parse(("P<D<<MUSTERMANN<<ERIKA".ljust(44, "<"), "C01X00T478D<<6408125<2702283<<<<<<<<<<<<<<<4"))
    assert read.holds
    assert (read.sex, read.nationality, read.values(TODAY)["nationality_code"]) == ("X", "D", "DEU")


@dataclass(frozen=True)
class Holder:
    format: mrz.Format
    number: str
    surname: str
    given: str
    nationality: str
    born: date
    expires: date
    sex: str
    optional: str


WORDS = st.text(alphabet="ABCDEFGHIJLMNOPQRSTUVWXYZ", min_size=2, max_size=7)
HOLDERS = st.builds(
    Holder,
    format=st.sampled_from(["TD1", "TD2", "TD3"]),
    number=st.text(alphabet="ABCDEFGHIJLMNOPQRSTUVWXYZ0123456789", min_size=6, max_size=9),
    surname=WORDS,
    given=st.lists(WORDS, min_size=1, max_size=2).map("<".join),
    nationality=st.sampled_from(["CHN", "VNM", "PHL", "UTO", "D", "GBR"]),
    born=st.dates(date(1927, 1, 1), TODAY),
    expires=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    sex=st.sampled_from("MF<"),
    optional=st.text(alphabet="0123456789", max_size=7),
)


def drawn(holder: Holder) -> tuple[str, ...]:
    """The zone of this holder, check digits computed by the test's own arithmetic."""

    def digit(text: str) -> str:
        values = ["<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(char) for char in text]
        return str(sum((value - 1 if value else 0) * (7, 3, 1)[i % 3] for i, value in enumerate(values)) % 10)

    def checked(text: str) -> str:
        return text + digit(text)

    number, nation = checked(holder.number.ljust(9, "<")), holder.nationality.ljust(3, "<")
    born, expires = checked(f"{holder.born:%y%m%d}"), checked(f"{holder.expires:%y%m%d}")
    names = f"{holder.surname}<<{holder.given}"
    if holder.format == "TD1":
        first = f"I<{nation}{number}{holder.optional}".ljust(30, "<")
        end = digit(first[5:] + born + expires + "<" * 11)
        return first, f"{born}{holder.sex}{expires}{nation}{'<' * 11}{end}", names.ljust(30, "<")
    width, code = (36, "I<") if holder.format == "TD2" else (44, "P<")
    optional = holder.optional.ljust(7, "<") if width == 36 else checked(holder.optional.ljust(14, "<"))
    second = f"{number}{nation}{born}{holder.sex}{expires}{optional}"
    return f"{code}{nation}{names}".ljust(width, "<"), second + digit(number + born + expires + optional)


@given(HOLDERS)
def test_what_is_drawn_is_read_back_and_not_changed_by_repair(holder: Holder) -> None:
    lines = drawn(holder)
    read = mrz.parse(lines)
    assert read.holds
    assert (read.number, read.surname) == (holder.number, holder.surname)
    assert read.given_names == holder.given.replace("<", " ")
    assert (read.birth_date(TODAY), read.expiry_date()) == (holder.born.isoformat(), holder.expires.isoformat())
    assert read.optional == holder.optional
    assert mrz.repair(lines) == lines


@given(HOLDERS, st.data())
def test_look_alikes_in_dates_names_and_codes_are_put_right(holder: Holder, data: st.DataObject) -> None:
    lines = drawn(holder)
    read = mrz.parse(lines)
    wrong = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}
    back = {letter: digit for digit, letter in wrong.items()}
    row = 1
    at = data.draw(st.sampled_from(range(6)))
    start = lines[row].index(read.birth + mrz.check_digit(read.birth)) + at
    spoilt = lines[row][:start] + wrong.get(lines[row][start], lines[row][start]) + lines[row][start + 1 :]
    names = 2 if holder.format == "TD1" else 0
    head = 0 if holder.format == "TD1" else 5
    misread = lines[names][:head] + "".join(back.get(c, c) for c in lines[names][head:])
    damaged = tuple({row: spoilt, names: misread}.get(i, line) for i, line in enumerate(lines))
    assert mrz.repair(damaged) == lines


def test_one_look_alike_in_a_number_is_put_right_by_the_check_digit() -> None:
    right = with_second("C1234567<0VNM9001158M3001145079090001234<<58")
    assert mrz.repair(with_second("C1234S67<0VNM9001158M3001145079090001234<<58")) == right
    assert mrz.repair(with_second("C1Z34567<0VNM9001158M30011450790900OI234<<58"))[1][:10] == "C1234567<0"


@pytest.mark.parametrize(
    "line",
    ["C1284567<0VNM9001158M3001145079090001234<<58", "C658942016VNM9001158M3001145<<<<<<<<<<<<<<06"],
)
def test_a_digit_read_as_another_digit_is_not_repaired_into_something_else(line: str) -> None:
    assert mrz.repair(with_second(line)) == with_second(line)


def test_where_two_exchanges_would_do_none_is_made() -> None:
    either = with_second("E585178I27VNM9001158M3001145<<<<<<<<<<<<<<04")  # E58517812 and ES85178I2 both hold
    assert mrz.parse(either).failed == ("number", "composite")
    assert mrz.repair(either) == either


def test_blind_spots_stay_as_read() -> None:
    spot = with_second("C123456K<4VNM9001158M3001145079090001234<<58")
    assert mrz.repair(spot)[1][:8] == "C123456K"


def test_fillers_read_as_k_are_fillers_again() -> None:
    assert mrz.repair(("PKVNMNGUYEN<<VAN<AN<<<KK<<K<<<KKK<<<<<<<<<<K", TD3[1]))[0] == NAMES
    assert mrz.repair(("P<VNMNGUYEN<<VAN<ANKKKKKKKKKKKKKKKKKKKKKKKKK", TD3[1]))[0] == NAMES
    one_letter = "P<VNMNGUYEN<<K".ljust(44, "<")
    assert mrz.repair((one_letter, TD3[1]))[0] == one_letter


@given(st.lists(st.text(alphabet="ABCPIK0123456789<«Oé人 ", max_size=50), max_size=4))
def test_any_text_raises_nothing_but_value_errors(lines: list[str]) -> None:
    for ask in (mrz.parse, mrz.repair):
        with suppress(ValueError):
            ask(lines)
    for found in mrz.find(lines):
        assert set(found.sources) <= set(range(len(lines)))


@given(st.text(alphabet="ABCDKMF0123456789<OISZB", min_size=44, max_size=44), st.sampled_from([1, 2, 3]))
def test_lines_of_the_right_shape_are_parsed_and_repaired_whatever_they_say(line: str, count: int) -> None:
    lines = {1: (line, line[::-1]), 2: (line[:36], line[8:]), 3: (line[:30], line[14:], line[7:37])}[count]
    assert len(mrz.parse(lines).checks) in {4, 5}
    assert [len(each) for each in mrz.repair(lines)] == [len(each) for each in lines]


@pytest.mark.parametrize("lines", SPECIMENS.values(), ids=SPECIMENS.keys())
def test_a_zone_is_found_among_other_lines(lines: tuple[str, ...]) -> None:
    page = ["护照 PASSPORT", "姓名/Name", "ERIKSSON, ANNA MARIA", *lines, "样张 SPECIMEN"]
    (found,) = mrz.find(page)
    assert found.mrz.lines == lines
    assert found.sources == tuple(range(3, 3 + len(lines)))


@pytest.mark.parametrize(
    "noisy",
    [
        ("P<UTOERIKSSON<<ANNA<MARIA", "L898902C36UTO7408122F1204159ZE184226B<10"),
        ("p<utoeriksson<<anna<maria<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<<<10"),
        ("P ‹ UTO ERIKSSON « ANNA<MARIA<<< <<<", "L898902C36 UTO 7408122F 1204159ZE184226B<<<<<10"),
        ("P＜UTOERIKSSON＜＜ANNA＜MARIA＜＜＜", "L898902C36UTO74O8122FI204159ZE184226B<<<<<10"),
        ("".join(TD3),),
    ],
)
def test_a_noisy_zone_is_found_and_fitted(noisy: tuple[str, ...]) -> None:
    (found,) = mrz.find(noisy)
    assert found.mrz.lines == TD3


def test_noisy_cards_are_found_and_fitted() -> None:
    (found,) = mrz.find(["I<UTOD231458907", "7408122F1204159UTO<<<6", "ERIKSSON<<ANNA<MARIA"])
    assert found.mrz.lines == TD1
    (found,) = mrz.find(["I<UTOERIKSSON<<ANNA<MARIA", "D231458907UTO7408122F1204159<<6"])
    assert found.mrz.lines == TD2


def test_a_passport_without_optional_data_is_never_taken_for_a_smaller_card() -> None:
    second = "GH67163835CHN4410078F2701150<<<<<<<<<<<<<<<0"
    for lost in range(12):
        (found,) = mrz.find(["POCHNXU<<JUN<<<<", second.replace("<<", "", lost // 2)])
        assert found.mrz.lines == ("POCHNXU<<JUN".ljust(44, "<"), second)


def test_ordinary_lines_are_no_zone() -> None:
    assert (
        mrz.find(["姓名 张三", "PASSPORT", "P CHN E12345678", "110105194912310021", "IDENTITY CARD", "AB" * 22]) == []
    )


VISA_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
VISA_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")


@pytest.mark.parametrize(("lines", "name"), [(VISA_A, "MRV-A"), (VISA_B, "MRV-B")])
def test_the_visas_of_the_standard_hold_without_a_composite_digit(lines: tuple[str, ...], name: str) -> None:
    read = mrz.parse(lines)
    assert (read.format, read.failed) == (name, ())
    assert set(read.checks) == {"number", "birth", "expiry"}
    assert (read.number, read.nationality, read.birth, read.expiry) == ("L8988901C", "XXX", "400907", "961210")
    assert mrz.repair(lines) == lines


def test_visas_are_found_and_told_apart_by_their_length() -> None:
    for lines in (VISA_A, VISA_B):
        (found,) = mrz.find(["VISA", *lines])
        assert found.mrz.lines == lines
    (short,) = mrz.find([VISA_A[0].rstrip("<"), VISA_A[1][:-2]])
    assert short.mrz.lines == VISA_A


@pytest.mark.parametrize(
    ("stretch", "iso", "can_be"),
    [("740812", "1974-08-12", True), ("740812", "2074-08-12", True), ("740812", "1974-08-13", False),
     ("74<<<<", "1974-08-13", True), ("74<<<<", "1975-08-13", False), ("<<<<<<", "1975-08-13", True)],
)  # fmt: skip
def test_what_is_unknown_in_a_date_can_be_anything(stretch: str, iso: str, can_be: bool) -> None:
    second = f"L898902C36UTO{stretch}{mrz.check_digit(stretch)}F1204159ZE184226B<<<<<1"
    assert mrz.parse((TD3[0], second + "0")).born_on(iso) == can_be


def worth(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


def guarded(holder: Holder, lines: tuple[str, ...]) -> list[tuple[int, int]]:
    """Line and place of every character that stands under a check digit, and of the digits themselves."""
    if holder.format == "TD1":
        return [(0, at) for at in range(5, 30)] + [(1, at) for at in (*range(7), *range(8, 15), *range(18, 30))]
    return [(1, at) for at in (*range(10), *range(13, 20), *range(21, len(lines[1])))]


@given(HOLDERS, st.data())
def test_any_character_of_another_value_under_a_check_digit_is_noticed(holder: Holder, data: st.DataObject) -> None:
    lines = drawn(holder)
    row, at = data.draw(st.sampled_from(guarded(holder, lines)))
    other = data.draw(st.sampled_from("<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if (worth(other) - worth(lines[row][at])) % 10:
        spoilt = lines[row][:at] + other + lines[row][at + 1 :]
        assert not mrz.parse([spoilt if i == row else line for i, line in enumerate(lines)]).holds


@given(HOLDERS, st.data())
def test_the_truth_is_among_the_exchanges_for_one_look_alike(holder: Holder, data: st.DataObject) -> None:
    lines = drawn(holder)
    row, at = data.draw(st.sampled_from(guarded(holder, lines)))
    planted = {"0": "8O6", "1": "7I4", "2": "Z7", "3": "85", "4": "1A", "5": "S6", "6": "508", "7": "1T2", "8": "B03",
               "9": "0", "O": "0", "B": "8", "S": "5", "Z": "2", "I": "1", "M": "N", "E": "F", "V": "Y"}  # fmt: skip
    other = data.draw(st.sampled_from(planted.get(lines[row][at], "") or lines[row][at]))
    if (worth(other) - worth(lines[row][at])) % 10 == 0:
        return
    spoilt = lines[row][:at] + other + lines[row][at + 1 :]
    damaged = tuple(spoilt if i == row else line for i, line in enumerate(lines))
    assert lines in [changed for changed, _, _ in mrz.exchanges(damaged)]


@pytest.mark.parametrize("pair", ["6G", "1L", "0U", "K<", "0<"])
def test_the_blind_spots_of_check_digits_are_what_the_rules_say(pair: str) -> None:
    assert mrz.check_digit(f"C12{pair[0]}4567<") == mrz.check_digit(f"C12{pair[1]}4567<")


def test_a_printed_datum_is_put_in_only_where_the_check_digit_holds() -> None:
    read = (TD3[0], TD3[1].replace("L898902C3", "L39B9O2C3"))
    assert mrz.with_datum(read, "number", "L898902C3") == TD3
    assert mrz.with_datum(read, "number", "L898902C4") is None
    assert mrz.with_datum(read, "number", "L898902C3456") is None
    assert mrz.with_datum((TD3[0], TD3[1].replace("7408122", "7A0B12Z")), "birth", "740812") == TD3
