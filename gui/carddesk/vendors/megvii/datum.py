"""One field as Megvii gives it (the document's table "字段的结构体信息"), and the field of a reading it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from carddesk.cards.documents import Document, FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.normal import normalise
from carddesk.cards.reading import Field, LocatedBy
from carddesk.language import mark
from carddesk.vendors.megvii.loose import number, text
from carddesk.vendors.megvii.opening import Opening
from carddesk.vendors.megvii.rects import quad
from carddesk.vendors.said import datum as whole_text
from carddesk.vendors.said import members, share

MEMBERS: Final = frozenset({"result", "quality", "rect", "logic"})
"""Of the object that each field is."""

_ILLOGICAL: Final = mark("By the service's own rules this value cannot be right")
_SEALED: Final = mark("This came encrypted, and the key at hand does not open it")


@dataclass(frozen=True, slots=True)
class Datum:
    """One field as the service gives it: what was read, where, how well, and what is against it."""

    text: str = ""
    quad: Quad | None = None
    quality: float | None = None
    illogical: bool = False
    sealed: bool = False

    def field(self, key: str, document: Document) -> Field:
        """The field for a canonical key, in normal form."""
        spec = document.spec(key)
        kind = spec.kind if spec else FieldKind.TEXT
        return self.valued(key, spec.label if spec else key, normalise(kind, self.text))

    def valued(self, key: str, label: str, value: str) -> Field:
        """The field with a value that is already in normal form."""
        located: LocatedBy | None = "vendor" if self.quad else None
        flags = self.flags(key)
        return Field(key, label, self.text, value, self.quad, quality=self.quality, located_by=located, flags=flags)

    def flags(self, key: str) -> tuple[Flag, ...]:
        """What the service says against the value, or keeps to itself."""
        said = ((self.illogical, FlagCode.VENDOR_LOGIC, _ILLOGICAL), (self.sealed, FlagCode.UNREADABLE, _SEALED))
        return tuple(Flag(code, Level.WARN, words, key) for holds, code, words in said if holds)


def datum(value: object, opening: Opening | None = None) -> Datum:
    """One member of the answer, be it the documented object or anything else. Without `opening` it is taken as plain."""
    said = whole_text(spoken(value))
    plain = said if opening is None else opening(said)
    around = members(value)
    return Datum(
        text=text(plain or ""),
        quad=quad(around.get("rect")),
        quality=share(around.get("quality")),
        illogical=around.get("logic") is True or number(around.get("logic")) not in {None, 0.0},
        sealed=plain is None,
    )


def spoken(value: object) -> object:
    """What was read: the `result` of the documented object; anything else as it is."""
    return value.get("result") if isinstance(value, dict) and value.keys() & MEMBERS else value
