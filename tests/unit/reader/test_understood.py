"""The engine reads digits where only digits can stand."""

import pytest

from carddesk.cards.documents import FieldKind
from carddesk.reader.understood import understood


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.NUMBER, "11O1O51949I231002X", "11010519491231002X"),
        (FieldKind.NUMBER, "11O1O51949I2310021", "11O1O51949I2310021"),
        (FieldKind.NUMBER, "CAN11008108031O", "CAN110081080310"),
        (FieldKind.NUMBER, "EO1234567", "EO1234567"),
        (FieldKind.DATE, "I990.O1.01", "1990-01-01"),
        (FieldKind.DATE, "2014", "2014"),
        (FieldKind.TEXT, "O1", "O1"),
    ],
)
def test_letters_are_digits_where_nothing_else_can_be(kind: FieldKind, text: str, value: str) -> None:
    assert understood(kind, text) == value
