"""Opinions: what other readings than the one that holds say of each field, and what follows from that. Pure.

The rule: where two services read a field differently it is flagged `readings_differ` and the other value is offered. Where
another maker's service reads the same and is sure of it, that the first one was unsure (`low_confidence`) no longer asks for
a human. Whatever a check, a vendor's own verdict or the picture's quality says against the value stands as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carddesk.cards.checks.contract import warn
from carddesk.cards.checks.doubts import reading_flags
from carddesk.cards.comparing import independent, opposed, same
from carddesk.cards.documents import FieldKind, documents
from carddesk.cards.flags import Flag, FlagCode
from carddesk.cards.geometry import Quad
from carddesk.cards.normal import shown
from carddesk.cards.reading import Reading
from carddesk.cards.repairs import Repair
from carddesk.cards.repairs.registry import MOST
from carddesk.language import mark
from carddesk.workflow.rules import Rules

Called = Callable[[str], str]
"""What a service is called, by its id, in the language of the run."""

_DIFFERS = mark("{service} reads this differently")
_READS = mark("{service} reads something here")
_OTHER_CARD = mark("{service} takes this for another card: {document}")


@dataclass(frozen=True, slots=True)
class OtherValue(Repair):
    """What another reading says of a field, offered in place of what holds.

    Attributes:
        service: id of who read it.
        text: what it said.
        quad: the box that a human drew to have it read, in pixels of the upright original; None where a second reading of
            the card says it.
    """

    service: str = ""
    text: str = field(default="", repr=False)
    quad: Quad | None = None

    @property
    def asked(self) -> bool:
        """Whether a human asked for this very value: it is offered even where the field was settled before."""
        return self.quad is not None


@dataclass(frozen=True, slots=True)
class Aside:
    """What a case is seen with besides its journal.

    Attributes:
        under_way: whether a second reading of it is.
        regions: what boxes drawn on its image were read as, by the field they were drawn for.
        called: how services are named.
    """

    under_way: bool = False
    regions: Mapping[str, OtherValue] = field(default_factory=dict)
    called: Called = str


@dataclass(frozen=True, slots=True)
class Held:
    """What holds for a field: its normal form, and whether a human put it there in place of what was read."""

    key: str
    kind: FieldKind
    value: str
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second reading says of one field.

    Attributes:
        agrees: it says the same as what holds.
        vouches: and that is worth something: another maker's service, sure of it.
        offer: what it says instead.
        flag: that it does, where no human has seen to the field.
    """

    agrees: bool = False
    vouches: bool = False
    offer: OtherValue | None = None
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """What a second reading says of a card: of each field by key, and against the card as a whole."""

    service: str = ""
    fields: Mapping[str, Opinion] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()

    def of(self, key: str) -> Opinion:
        """On one field; none where the reading does not say anything of it."""
        return self.fields.get(key, Opinion())

    def beside(self, other: Opinions) -> Opinions:
        """What was said of both faces of a card."""
        flags = (*self.flags, *other.flags)
        return Opinions(self.service or other.service, {**other.fields, **self.fields}, flags)

    def standing(self, flags: Iterable[Flag]) -> list[Flag]:
        """Those of the flags that still stand, and its own."""
        kept = [
            each for each in flags if each.code is not FlagCode.LOW_CONFIDENCE or not self.of(each.field or "").vouches
        ]
        own = [each.flag for each in self.fields.values() if each.flag is not None]
        return [*kept, *own, *self.flags]


def opinions(first: Reading, second: Reading | None, held: Sequence[Held], rules: Rules, called: Called) -> Opinions:
    """What `second` says of the fields that `first` gave, as they hold now. A service is no second opinion on itself."""
    if second is None or second.service == first.service:
        return Opinions()
    if (second.document, second.face) != (first.document, first.face):
        return Opinions(second.service, flags=(_other_card(second, called),))
    doubts = {
        flag.field
        for flag in reading_flags(second, low_confidence=rules.confidence, low_quality=rules.quality)
        if flag.code is FlagCode.LOW_CONFIDENCE
    }
    trusted = independent(first.service, second.service)
    found = {each.key: _opinion(each, second, trusted and each.key not in doubts, called) for each in held}
    # What the first service never gives it did not read otherwise: the value is offered, and nobody has to look.
    silent = {each.key for each in held if not each.value and each.key in first.not_given}
    return Opinions(
        second.service, {key: replace(each, flag=None) if key in silent else each for key, each in found.items()}
    )


def offered(repairs: Sequence[Repair], opinion: Opinion, region: OtherValue | None, value: str) -> tuple[Repair, ...]:
    """Everything offered in place of `value`: what a human asked for, what the other service read, then the repairs."""
    first = [each for each in (region, opinion.offer) if each is not None and each.value != value]
    by_value: dict[str, Repair] = {}
    for each in (*first, *repairs):
        by_value.setdefault(each.value, each)
    return tuple(by_value.values())[:MOST]


def _opinion(held: Held, second: Reading, sure: bool, called: Called) -> Opinion:
    read = second.field(held.key)
    if read is None or not read.value:
        return Opinion()
    if same(held.kind, held.value, read.value):
        return Opinion(agrees=True, vouches=sure)
    if not opposed(held.kind, held.value, read.value):
        return Opinion()
    name = called(second.service)
    offer = OtherValue(held.key, read.value, mark("read by {service}"), (("service", name),), second.service, read.text)
    differs = warn(FlagCode.READINGS_DIFFER, held.key, _DIFFERS if held.value else _READS, service=name)
    return Opinion(offer=offer, flag=None if held.replaced else differs)


def _other_card(second: Reading, called: Called) -> Flag:
    declared = documents().get(second.document)
    title = declared.title_zh if declared else second.document
    faces = {"portrait": "人像面", "emblem": "国徽面"}
    document = " · ".join(part for part in (title, faces.get(second.face, "")) if part)
    return warn(FlagCode.READINGS_DIFFER, None, _OTHER_CARD, service=called(second.service), document=document)


def joined(kind: FieldKind, lines: Sequence[str], label: str = "") -> str:
    """Lines read from a box as the text of a field: as they stand in a machine-readable zone, else run together.

    A blank goes between two lines where Latin letters or figures meet. A printed `label` that was read along is left out.
    """
    if kind is FieldKind.MRZ:
        return "\n".join(lines)
    text = ""
    for line in lines:
        meets = bool(text) and bool(line) and text[-1].isascii() and line[0].isascii()
        text += (" " if meets else "") + line
    stripped = text.strip()
    if label and stripped.startswith(label) and len(stripped) > len(label):
        stripped = stripped[len(label) :].lstrip(" :：")
    return stripped


def shown_other(kind: FieldKind, opinion: Opinion) -> str:
    """The other reading's value as a person reads it; empty where it agrees or says nothing."""
    return shown(kind, opinion.offer.value) if opinion.offer is not None else ""
