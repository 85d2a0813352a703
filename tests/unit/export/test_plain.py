"""Text made fit for cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.export.plain import fit, starts_formula


@pytest.mark.parametrize(
    ("text", "fitted"),
    [("a\x00b\x1bc", "a�b�c"), ("one\r\ntwo\rthree", "one\ntwo\nthree"), ("\ud800", "�"), ("\ufffe", "�"), ("张三\t李", "张三\t李"),
     ("𠮷", "𠮷"), ("\x85", "�")],
)  # fmt: skip
def test_what_no_file_can_hold_is_shown_as_such(text: str, fitted: str) -> None:
    assert fit(text) == fitted


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_fitted_text_can_always_be_stored(text: str) -> None:
    assert fit(text).encode("utf-8")[:0] == b""
    assert len(fit(text)) <= len(text)
    assert fit(fit(text)) == fit(text)


def test_formulas_are_seen_by_their_first_character() -> None:
    for start in "=+-@\t\r\n＝＋－＠":
        assert starts_formula(f"{start}1+1")
    for harmless in ("", "1=1", "张三", " =1", "'=1"):
        assert not starts_formula(harmless)
