"""From Baidu's labels and words to fields: canonical keys where they are known, its own labels where not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from carddesk.cards import dates
from carddesk.cards.documents import Document, FieldKind, document
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.normal import normalise
from carddesk.cards.reading import Face, Field
from carddesk.language import mark
from carddesk.vendors.baidu.answer import Card, Said
from carddesk.vendors.baidu.labels import BESIDE, PERIOD, TELLTALES, TITLES, Labels, Telltale, plain

_SEXES_DIFFER = mark("Baidu reads {chosen} as the sex in one place and {other} in another")
_ENOUGH = 2
"""Known labels beside a title: the emblem face of a resident card has no more."""
_DAY_LABELS = ("日期", "日", "时间", "期限", "有效期", "出生", "年月", "date")


@dataclass(frozen=True, slots=True)
class _Slot:
    """One entry of a card: the label it came under, the key it is kept under, the canonical key its label means."""

    label: str
    key: str
    meant: str
    said: Said


def known_fields(card: Card, labels: Labels, document_id: str) -> tuple[Field, ...]:
    """The fields of a known document in its order; what it does not know follows under Baidu's own labels."""
    declared = document(document_id)
    slots = list(_slots(card, labels))
    said = {slot.key for slot in slots if slot.said.text}
    made = [made for slot in slots for made in _fields(slot, declared, said)]
    filled = {each.key for each in made if each.text}
    # A period may say what a label of its own left empty.
    made = [each for each in made if each.text or each.key not in filled]
    order = {spec.key: place for place, spec in enumerate(declared.fields)}
    made = sorted(made, key=lambda each: order.get(each.key, len(order)))
    return once_each(_with_doubts(made, slots))


def certificate_fields(card: Card) -> tuple[Field, ...]:
    """Every label as it came, in the service's order; a single day has its normal form, a period stays readable."""
    return once_each([_own_field(label, said) for label, entries in card.items() for said in entries])


def fields_beside(beside: Mapping[str, str]) -> tuple[Field, ...]:
    """What an answer says besides its cards, so that nothing of it is lost: a field each, under the service's own name."""
    return tuple(Field(name, BESIDE.get(name, name), text, text) for name, text in beside.items())


def told_by_labels(card: Card) -> Telltale | None:
    """The document that the card plainly is; None where it is any certificate."""
    title = "".join(said.text for label in TITLES for said in card.get(label, ())).replace(" ", "")
    for telltale in TELLTALES:
        if telltale.title.fullmatch(title) and len(_keys(card, telltale.labels)) >= _ENOUGH:
            return telltale
    return next((each for each in TELLTALES if _bears(card, each)), None)


def face_of(fields: Sequence[Field], document_id: str) -> Face:
    """The face that bears most of what was read."""
    declared = document(document_id)
    seen = [spec.face for each in fields if each.text and (spec := declared.spec(each.key)) is not None]
    return max(declared.faces, key=seen.count) if declared.faces else "page"


def _bears(card: Card, telltale: Telltale) -> bool:
    keys = _keys(card, telltale.labels)
    if PERIOD in keys:
        keys |= {"issue_date", "expiry_date"}
    meanings = _meanings(telltale.labels)
    number = next((_first(card[label]).text for label in card if meanings.get(plain(label)) == "id_number"), "")
    return (
        any(wanted <= keys for wanted in telltale.bears)
        and all(plain(label) in meanings for label in card)
        and ("id_number" not in keys or bool(telltale.number.fullmatch(number.replace(" ", ""))))
    )


def _keys(card: Card, labels: Labels) -> set[str]:
    """The canonical keys under which the card says something."""
    meanings = _meanings(labels)
    return {meanings[plain(label)] for label in card if plain(label) in meanings and _first(card[label]).text}


def _meanings(labels: Labels) -> dict[str, str]:
    return {plain(label): key for key, names in labels.items() for label in names}


def _first(entries: Sequence[Said]) -> Said:
    return entries[0] if entries else Said()


def _slots(card: Card, labels: Labels) -> Iterator[_Slot]:
    """Every entry with its key. A canonical key goes to the first label of its row that says something."""
    meanings = _meanings(labels)
    chosen = {key: found for key, names in labels.items() if (found := _chosen(card, names)) is not None}
    for label, entries in card.items():
        meant = meanings.get(plain(label), "")
        for place, said in enumerate(entries):
            first = place == 0 and chosen.get(meant) == label
            yield _Slot(label, meant if first else label, meant, said)


def _chosen(card: Card, names: Sequence[str]) -> str | None:
    there = [label for name in names for label in card if plain(label) == plain(name)]
    return next((label for label in there if _first(card[label]).text), there[0] if there else None)


def _fields(slot: _Slot, declared: Document, elsewhere: set[str]) -> Iterator[Field]:
    if slot.meant == PERIOD:
        yield from _period(slot, elsewhere)
        return
    meaning, own = declared.spec(slot.meant), declared.spec(slot.key)
    kind = meaning.kind if meaning else FieldKind.TEXT
    yield _field(slot.key, own.label if own else slot.label, slot.said, kind)


def _period(slot: _Slot, elsewhere: set[str]) -> Iterator[Field]:
    """`2021-10-08至2027-10-07` as two fields with the same label, unless its ends are said elsewhere.

    What is no such period stays one field under its own label: which end a single day is, nobody can tell. 长期 is the end.
    """
    start, end = dates.split_range(slot.said.text)
    if end is None and start is not None and start.parsed.kind == "open":
        start, end = None, start
    ends = {"issue_date": start, "expiry_date": end}
    if end is None or any(part is not None and key in elsewhere for key, part in ends.items()):
        yield _field(slot.label, slot.label, slot.said, FieldKind.TEXT)
        return
    for key, part in ends.items():
        if part is not None:
            yield _field(key, slot.label, replace(slot.said, lines=(part.parsed.raw,)), FieldKind.DATE)


def _own_field(label: str, said: Said) -> Field:
    """A certificate's datum. A number that looks like a day is one only under a label that says so."""
    made = _field(label, label, said, FieldKind.TEXT)
    if not any(word in plain(label) for word in _DAY_LABELS):
        return made
    day = dates.parse(said.text)
    return (
        replace(made, value=day.iso) if day.kind == "date" and day.iso and not (day.qualifier or day.mended) else made
    )


def _field(key: str, label: str, said: Said, kind: FieldKind) -> Field:
    text = "\n".join(said.lines) if kind is FieldKind.MRZ else said.text
    return Field(
        key=key,
        label=label,
        text=text,
        value=normalise(kind, text),
        quad=said.quad,
        confidence=said.confidence,
        located_by="vendor" if said.quad is not None else None,
    )


def _with_doubts(fields: Sequence[Field], slots: Sequence[_Slot]) -> list[Field]:
    """The sex is read twice, in Chinese and in Latin letters: where the two differ, one is wrong."""
    sexes = [normalise(FieldKind.SEX, each.said.text) for each in slots if each.meant == "sex" and each.said.text]
    if len(set(sexes)) < 2:
        return list(fields)
    chosen = next((each.value for each in fields if each.key == "sex"), "")
    other = next((each for each in sexes if each != chosen), "")
    flag = Flag(FlagCode.SEX_MISMATCH, Level.ERROR, _SEXES_DIFFER, "sex", (("chosen", chosen), ("other", other)))
    return [replace(each, flags=(flag,)) if each.key == "sex" else each for each in fields]


def once_each(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Keys made unique: what comes again under a key is kept under the same with a number, `操作项目 2`."""
    seen: dict[str, Field] = {}
    counts: dict[str, int] = {}
    for each in fields:
        key, count = each.key, counts.get(each.key, 1)
        while key in seen:
            count += 1
            key = f"{each.key} {count}"
        counts[each.key] = count
        seen[key] = each if key == each.key else replace(each, key=key)
    return tuple(seen.values())
