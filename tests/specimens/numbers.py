"""Card numbers that pass their own check digits.

Rules: GB 11643-1999 (MOD 11-2), the permit for residents of Hong Kong, Macau and Taiwan (same shape, 81/82/83), the
permanent resident's 15 characters (ICAO 7-3-1) and 18 digits beginning with 9 (MOD 11-2), ICAO 9303 part 3.
"""

from datetime import date

from .chance import Chance

WEIGHTS_11_2 = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mod_11_2(body: str) -> str:
    """The check character (0-9 or X) of the first 17 digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS_11_2, strict=True)) % 11]


def icao_731(body: str) -> str:
    """The check digit of ICAO 9303: weights 7-3-1, letters A=10..Z=35, filler 0, modulo 10."""
    worth = [0 if char == "<" else int(char, 36) for char in body]
    return str(sum(value * (7, 3, 1)[index % 3] for index, value in enumerate(worth)) % 10)


def _sequence(chance: Chance, sex: str) -> str:
    number = chance.integer(1, 499) * 2 + (1 if sex == "M" else 0)
    return f"{min(number, 999):03d}"


def citizen_number(chance: Chance, region: str, birth: date, sex: str) -> str:
    """18 characters: six of the region (or 810000, 820000, 830000), birth, sequence odd for men, check character."""
    body = f"{region}{birth:%Y%m%d}{_sequence(chance, sex)}"
    return body + mod_11_2(body)


def resident_number_15(chance: Chance, alpha3: str, place4: str, birth: date) -> str:
    """The permanent resident's number of the 2004 and 2017 cards: country, place, YYMMDD, one digit, check digit."""
    body = f"{alpha3}{place4}{birth:%y%m%d}{chance.integer(0, 9)}"
    return body + icao_731(body)


def resident_number_18(chance: Chance, province2: str, numeric3: str, birth: date, sex: str) -> str:
    """The permanent resident's number of the 2023 card: 9, province, ISO numeric country, birth, sequence, check."""
    body = f"9{province2}{numeric3}{birth:%Y%m%d}{_sequence(chance, sex)}"
    return body + mod_11_2(body)


def permit_number(chance: Chance, region: str) -> str:
    """The travel permit's number for 810000 (H), 820000 (M) or 830000 (digits only); it has no check digit."""
    return {"81": "H", "82": "M", "83": ""}[region[:2]] + chance.digits(8)
