"""Cards with a machine-readable zone for the tests of checks and repairs, invented, and their zones drawn anew."""

from datetime import date

from carddesk.cards.checks import Card, CheckedField, Findings, card_of, run_checks
from carddesk.cards.flags import Flag
from carddesk.cards.mrz import check_digit
from carddesk.cards.repairs import repairs

TODAY = date(2026, 11, 21)


def td3(
    names: str = "ERIKSSON<<ANNA<MARIA", number: str = "L898902C3", nationality: str = "UTO", birth: str = "740812",
    sex: str = "F", expiry: str = "300415", optional: str = "ZE184226B", issuer: str = "", code: str = "P",
) -> str:  # fmt: skip
    """Two lines of 44 with the right check digits."""

    def checked(text: str) -> str:
        return text + check_digit(text)

    parts = (checked(number.ljust(9, "<")), checked(birth), checked(expiry), checked(optional.ljust(14, "<")))
    first = code.ljust(2, "<") + (issuer or nationality).ljust(3, "<") + names
    second = f"{parts[0]}{nationality.ljust(3, '<')}{parts[1]}{sex}{parts[2]}{parts[3]}"
    return f"{first.ljust(44, '<')[:44]}\n{second}{check_digit(''.join(parts))}"


PASSPORT = {
    "document_number": "L898902C3",
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "sex": "F",
    "nationality": "UTOPIA",
    "nationality_code": "UTO",
    "birth_date": "1974-08-12",
    "issue_date": "2020-04-15",
    "expiry_date": "2030-04-15",
    "mrz": td3(),
}
FOREIGN = {
    "name_latin": "ZHENGJIAN, YANGBEN",
    "sex": "F",
    "birth_date": "1981-08-03",
    "nationality": "加拿大",
    "nationality_code": "CAN",
    "issue_date": "2023-12-15",
    "expiry_date": "2033-12-14",
    "id_number": "911124198108030024",
}
VIETNAM = {
    "document_number": "079090001234",
    "surname": "NGUYỄN",
    "given_names": "VĂN AN",
    "sex": "M",
    "nationality_code": "VNM",
    "birth_date": "1990-01-15",
    "expiry_date": "2030-01-14",
}


def card(values: dict[str, str], document: str = "passport", **changed: str) -> Card:
    """The card with these values, all of its faces read."""
    face = "portrait" if document in {"foreign_resident", "resident_id", "residence_permit"} else "page"
    fields = [CheckedField(key, value, value) for key, value in {**values, **changed}.items()]
    return card_of(document, [face], fields, TODAY)


def findings(values: dict[str, str], document: str = "passport", **changed: str) -> Findings:
    """What the checks say about it."""
    return run_checks(card(values, document, **changed))


def flags(values: dict[str, str], document: str = "passport", **changed: str) -> list[tuple[str, str | None, str]]:
    """Code, field and level of each flag."""
    return [brief(flag) for flag in findings(values, document, **changed).flags]


def brief(flag: Flag) -> tuple[str, str | None, str]:
    """Code, field and level."""
    return flag.code.value, flag.field, flag.level.value


def offered(values: dict[str, str], document: str = "passport", **changed: str) -> dict[str, list[str]]:
    """The suggested values by field."""
    return {key: [each.value for each in found] for key, found in repairs(card(values, document, **changed)).items()}
