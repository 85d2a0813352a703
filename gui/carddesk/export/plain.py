"""Text fit for a cell: no characters that a file format cannot hold, and nothing that a spreadsheet would run."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What Excel and its like take for the start of a formula, their full-width forms included (OWASP, CSV injection)."""


def fit(text: str) -> str:
    """`text` with line ends as line feeds, and each character that XML or UTF-8 cannot hold shown as �."""
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet that opens `text` as it stands may take it for a formula."""
    return text.startswith(_FORMULA)
