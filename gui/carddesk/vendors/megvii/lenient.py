"""An answer of Megvii's as an object, also where it is not quite JSON: the document's own portrait example is not."""

from __future__ import annotations

import json
import re
from typing import Final

from carddesk.vendors.said import members, parsed

_DEEPEST: Final = 40
"""Levels that are taken apart; the document has four. What lies deeper is one text: it must not cost the rest."""
_TOKEN: Final = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)|\s+|[^\s"\[\]{},/]+|.',
    re.DOTALL,
)
"""What is never closed reaches to the end: were it tried anew at each sign, a long answer would take for ever."""
_LONGEST_MENDED: Final = 2_000_000
"""Characters. A portrait stays below; whatever is longer and no JSON is no slip of a pen."""


def object_of(text: str) -> dict[str, object]:
    """The members of the answer; none where it is no object.

    Comments, a comma before a closing bracket, and nesting without end are forgiven.
    """
    value = parsed(text)
    if value is None and text.lstrip().startswith("{") and len(text) <= _LONGEST_MENDED:
        value = parsed(_mended(text))
    return members(value)


def _mended(text: str) -> str:
    kept: list[str] = []
    deep: list[str] = []
    depth = 0
    for token in (found[0] for found in _TOKEN.finditer(text)):
        if token.isspace() or token.startswith(("//", "/*")):
            continue
        depth += token in {"[", "{"}
        closing = token in {"]", "}"}
        if depth > _DEEPEST:
            deep.append(token)
        else:
            if closing and kept[-1:] == [","]:
                kept.pop()
            kept.append(token)
        depth -= closing
        if deep and depth == _DEEPEST:
            kept.append(json.dumps("".join(deep)))
            deep.clear()
    return "".join(kept)
