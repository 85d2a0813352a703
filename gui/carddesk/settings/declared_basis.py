"""The settings of the basis before capture: for what purpose, and which customer, a card may be captured at all."""

from __future__ import annotations

from typing import Final

from carddesk.language import mark
from carddesk.settings.setting import Setting

BASIS: Final = (
    Setting(
        "capture.basis",
        "offer",
        mark("Basis before capture"),
        mark(
            "Whether the purpose for which a card is captured, and the customer's number, are noted with it (Ctrl+I): `offer` asks "
            "for nothing, `require` captures no card without a purpose, `off` shows nothing of it."
        ),
        choices=("off", "offer", "require"),
    ),
    Setting(
        "capture.purposes",
        "",
        mark("Purposes"),
        mark(
            "The purposes to choose from, parted by semicolons; another one can be typed. Empty offers a few usual ones in the "
            "language of the program."
        ),
        example="开户; 入职; 住宿登记",
    ),
    Setting(
        "capture.customer_form",
        "",
        mark("Form of customer numbers"),
        mark(
            "A regular expression that the whole customer number must match. Where a purpose is required and the expression does "
            "not match an empty number, the number is required, too. Empty takes any number."
        ),
        example=r"K\d{6}",
        is_expression=True,
    ),
    Setting(
        "capture.basis_lasts",
        "card",
        mark("A note lasts for"),
        mark(
            "For how long what was noted is written on new cards: `card`, for what comes in one go; `today`, until the day is over; "
            "`changed`, until another is noted or the program ends."
        ),
        choices=("card", "today", "changed"),
    ),
)
