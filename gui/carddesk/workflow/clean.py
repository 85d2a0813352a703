"""Text from outside (file names, typing, pasting), made fit to be stored and shown anywhere."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    """`text` without what no database, terminal or spreadsheet takes: half surrogates become �, control characters go.

    Line feeds and tabs stay.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(each for each in whole if each in "\n\t" or unicodedata.category(each) != "Cc")
