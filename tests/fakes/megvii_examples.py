"""What Megvii's card interfaces answer: the document's two examples, one for foreigners, and what stands on a specimen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.fakes.megvii_portrait import place
from tests.specimens import TrueCard

Answer = dict[str, Any]
Corners = Sequence[tuple[float, float]]
NOWHERE: Final[Corners] = ((0, 0), (0, 0), (0, 0), (0, 0))


def rect(corners: Corners) -> Answer:
    """Corners in the document's order rt, lt, lb, rb as its object, y before x."""
    return {
        name: {"y": round(y), "x": round(x)} for name, (x, y) in zip(("rt", "lt", "lb", "rb"), corners, strict=True)
    }


def corners_of(told: Answer) -> Corners:
    """The corners of such an object as lt, rt, rb, lb."""
    return [(told[name]["x"], told[name]["y"]) for name in ("lt", "rt", "rb", "lb")]


def field(quality: float, result: str, corners: Corners, logic: int = 0) -> Answer:
    return {"quality": quality, "result": result, "rect": rect(corners), "logic": logic}


PORTRAIT_EXAMPLE: Final[Answer] = {
    "result": 1002,
    "completeness": 1,
    "name": field(0.956, "张三", ((385, 137), (271, 136), (271, 180), (385, 181))),
    "time_used": 442,
    "gender": field(0.968, "女", ((309, 225), (275, 225), (275, 261), (309, 261))),
    "address": field(0.959, "北京市海淀区xxxxx", ((684, 388), (269, 384), (270, 474), (683, 479))),
    "card_rect": rect(((1126, 55), (89, 49), (100, 680), (1101, 695))),
    "request_id": "1526629075,8dcd4722-9f2b-42ca-a2c3-bae3a061b20f",
    "idcard_number": field(0.007, "810xxxxxx123456789", ((970, 593), (416, 586), (416, 622), (968, 630)), 1),
    "birth_month": field(0.995, "11", ((459, 306), (435, 306), (435, 337), (459, 337)), 1),
    "portrait": field(0, "/9j/4AAQSkZJRgABA...", ((559, 307), (526, 306), (526, 338), (558, 338))),
    "birth_day": field(0.995, "19", ((559, 307), (526, 306), (526, 338), (558, 338))),
    "birth_year": field(0.983, "1989", ((347, 303), (272, 303), (272, 334), (347, 335)), 1),
    "side": 0,
}
"""人像面示例, without the comment and the comma that keep the document's text from being JSON."""

EMBLEM_EXAMPLE: Final[Answer] = {
    "result": 1001,
    "time_used": 619,
    "completeness": 0,
    "legality": {
        "Edited": 0,
        "ID_Photo_Threshold": 0.8,
        "Photocopy": 0,
        "Temporary_ID_Photo": 0,
        "ID_Photo": 0.999,
        "Screen": 0.001,
    },
    "request_id": "1527069951,2e8e2b3e-c06d-4771-8960-aad21f7b792a",
    "valid_date_start": field(0.921, "20140701", ((751, 931), (388, 939), (389, 973), (753, 964))),
    "issued_by": field(0.902, "北京市海淀区公安局", ((752, 853), (391, 861), (392, 897), (755, 888))),
    "valid_date_end": field(0.921, "20240701", ((751, 931), (388, 939), (389, 1023), (753, 1004))),
    "eep_number": field(0.902, "H12345678", ((752, 991), (391, 993), (392, 897), (755, 888))),
    "card_rect": rect(((881, 451), (5, 458), (4, 1038), (926, 1014))),
    "side": 1,
}
"""国徽面示例."""

FOREIGN_EXAMPLE: Final[Answer] = {
    "result": 1001,
    "time_used": 388,
    "completeness": 0,
    "request_id": "1763600000,5b1e0c3a-52f8-4f0e-9a4e-3c1d2f4b5a69",
    "name_eng": field(0.951, "SPECIMEN,ANNA", ((520, 140), (300, 138), (300, 170), (520, 172))),
    "name_chs": field(0.944, "样安娜", ((420, 180), (300, 179), (300, 214), (420, 215))),
    "gender": field(0.972, "女", ((330, 231), (300, 231), (300, 262), (330, 262))),
    "nationality": field(0.963, "加拿大", ((392, 330), (300, 329), (300, 361), (392, 362))),
    "date_of_birth": field(0.958, "19810803", ((470, 281), (300, 280), (300, 312), (470, 313))),
    "idcard_number": field(0.981, "CAN110081080310", ((880, 601), (330, 596), (330, 634), (880, 639))),
    "valid_date_start": field(0.937, "20151025", ((470, 402), (300, 401), (300, 432), (470, 433))),
    "valid_date_end": field(0.937, "20251024", ((660, 404), (480, 402), (480, 433), (660, 435))),
    "portrait": field(0, "/9j/4AAQSkZJRgABA...", ((1010, 150), (740, 148), (740, 500), (1010, 502))),
    "card_rect": rect(((1090, 40), (60, 36), (64, 690), (1086, 696))),
}
"""The fields that the vendor's page on this card names; it shows no example, so the values are made up."""

_PERMIT: Final = {
    "portrait": {"name": "name", "gender": "sex", "idcard_number": "id_number", "address": "address"},
    "emblem": {
        "issued_by": "issuing_authority",
        "valid_date_start": "issue_date",
        "valid_date_end": "expiry_date",
        "eep_number": "permit_number",
    },
}
_FOREIGN: Final = {
    "name_eng": "name_latin",
    "name_chs": "name",
    "gender": "sex",
    "nationality": "nationality",
    "date_of_birth": "birth_date",
    "idcard_number": "id_number",
    "valid_date_start": "issue_date",
    "valid_date_end": "expiry_date",
}
_BIRTH: Final = {"birth_year": (0, 0.0, 0.35), "birth_month": (1, 0.48, 0.64), "birth_day": (2, 0.8, 0.93)}
"""Which part of the date, and where on the line it stands."""
_SEXES: Final = {"M": "男", "F": "女"}


def answer_of(card: TrueCard, scale: float = 1.0) -> Answer:
    """What the interface would answer about this card if it read everything right; corners times `scale`."""
    names: Mapping[str, str] = _FOREIGN if card.document == "foreign_resident" else _PERMIT[card.face]
    answer: Answer = {"result": 1001, "time_used": 420, "completeness": 0, "card_rect": rect(_turned(card.quad, scale))}
    answer |= {theirs: _true(card, ours, scale) for theirs, ours in names.items()}
    if card.face == "portrait":
        # Without its picture, which is cut out of the image at hand when it is asked for.
        answer["portrait"] = field(0, "", _turned(place(card), scale))
    if card.document == "residence_permit":
        answer["side"] = 0 if card.face == "portrait" else 1
        if card.face == "portrait":
            answer |= _birth(card, scale)
    return answer


def _true(card: TrueCard, key: str, scale: float) -> Answer:
    true = next((each for each in card.fields if each.key == key), None)
    if true is None:
        return field(0, "", NOWHERE)
    return field(0.96, _as_answered(key, true.text, true.value), _turned(true.quad, scale))


def _as_answered(key: str, text: str, value: str) -> str:
    if key == "sex":
        return _SEXES.get(value, text)
    if key.endswith("_date"):
        return "长期" if value == "9999-12-31" else value.replace("-", "")
    return text


def _birth(card: TrueCard, scale: float) -> Answer:
    true = card.field("birth_date")
    parts = true.value.split("-")
    lt, rt, rb, lb = true.quad
    found = {}
    for key, (index, start, stop) in _BIRTH.items():
        cut = (_between(lt, rt, start), _between(lt, rt, stop), _between(lb, rb, stop), _between(lb, rb, start))
        found[key] = field(0.97, str(int(parts[index])), _turned(cut, scale))
    return found


def _between(a: tuple[float, float], b: tuple[float, float], part: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _turned(quad: Corners, scale: float) -> Corners:
    """Corners lt, rt, rb, lb in the document's order."""
    lt, rt, rb, lb = ((x * scale, y * scale) for x, y in quad)
    return rt, lt, lb, rb
