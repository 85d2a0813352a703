"""The review: what stands on a card, which fields need a human, and what the operator's strokes mean. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

from carddesk.cards.case import Case, Human, Status
from carddesk.cards.checks import CheckedField, Mate, checks
from carddesk.cards.documents import FieldKind, FieldSpec, documents
from carddesk.cards.events import FieldConfirmed, FieldCorrected, ReadingFailed, ReadingTaken, RepairTaken
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.geometry import Quad
from carddesk.cards.masking import HIDDEN, is_masked
from carddesk.cards.normal import normalise, shown
from carddesk.cards.reading import Field, Reading
from carddesk.cards.repairs import Repair
from carddesk.store.projection import Summary, shown_by, written_frame
from carddesk.workflow.clean import clean
from carddesk.workflow.faces import (
    declared_keys,
    face_keys,
    face_views,
    image_view,
    of_the_card,
    one_list,
    other_reading,
    own_place,
)
from carddesk.workflow.group import with_doubts
from carddesk.workflow.opinions import Aside, Held, Opinion, Opinions, OtherValue, offered, opinions, shown_other
from carddesk.workflow.rules import Rules, examined
from carddesk.workflow.views import CaseView, FieldState, FieldView, ImageView, NotCheckedView, SecondView

PORTRAIT = "portrait"
"""Key of the field that is an image, in base64, and no text."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading with what humans said about it, after every check."""

    fields: tuple[FieldView, ...]
    flags: tuple[Flag, ...]
    """Those that concern the card as a whole."""
    not_checked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Checks that could not be made, by id, each with the keys of what they would have needed."""
    second: Opinions = field(default_factory=Opinions)
    """What a second reading says."""


@dataclass(frozen=True, slots=True)
class Others:
    """Readings beside the one that is judged.

    Attributes:
        faces: of the card's other faces.
        second: another service's, of the same face.
        aside: what no journal tells.
    """

    faces: tuple[Reading, ...] = ()
    second: Reading | None = None
    aside: Aside = field(default_factory=Aside)


@dataclass(frozen=True, slots=True)
class _Datum:
    """One field before it was checked."""

    spec: FieldSpec | None
    read: Field | None
    human: Human | None
    key: str
    service: str = ""
    """Who read it."""

    @property
    def value(self) -> str:
        if self.human is not None:
            return self.human.value
        return self.read.value if self.read is not None else ""

    @property
    def text(self) -> str:
        if self.human is not None:
            return self.human.text
        return self.read.text if self.read is not None else ""

    @property
    def confidences(self) -> tuple[float, ...]:
        """How sure the reader was of each character of `value`; nothing where a human said it, or it was said otherwise."""
        as_read = self.human is None and self.read is not None and self.read.value == self.read.text
        return self.read.char_confidences if as_read and self.read is not None else ()

    @property
    def replaced(self) -> bool:
        return self.human is not None and self.human.corrected

    @property
    def kind(self) -> FieldKind:
        return self.spec.kind if self.spec is not None else FieldKind.TEXT


def judge(
    reading: Reading,
    human: Mapping[str, Human],
    rules: Rules,
    today: date,
    *,
    others: Others | None = None,
    mates: Sequence[Mate] = (),
    offer: bool = True,
) -> Judged:
    """Every field of the card in the order in which it is checked, with the flags that stand on the values that hold.

    `others` are readings beside this one, which the rules see too or which give a second opinion; `mates` are other cases
    with the card's number; without `offer` no repairs are sought.

    The order is the document's, where it declares fields; what else was read follows, as the service gave it.
    """
    read = others or Others()
    elsewhere = frozenset[str]().union(*(face_keys(other) for other in read.faces))
    aside, data = read.aside, list(_data(reading, human, elsewhere))
    fields = [CheckedField(each.key, each.value, each.text, each.confidences) for each in data]
    known = {each.key for each in data}
    besides = [each for other in read.faces for each in _data(other, human, known) if each.key not in known]
    fields += [CheckedField(each.key, each.value, each.text) for each in besides]
    faces = [reading.face, *(other.face for other in read.faces)]
    found = examined(reading, fields, rules, today, faces=faces, mates=mates, offer=offer)
    held = [Held(each.key, each.kind, each.value, each.replaced) for each in data if each.key != PORTRAIT]
    said = opinions(reading, read.second, held, rules, aside.called)
    kept = said.standing(flag for flag in found.findings.flags if not _answered(flag, reading, human))
    return Judged(
        tuple(
            _field(
                each,
                [flag for flag in kept if flag.field == each.key],
                offered(found.repairs.get(each.key, ()), said.of(each.key), aside.regions.get(each.key), each.value),
                said.of(each.key),
                aside.called(said.service),
            )
            for each in data
        ),
        tuple(flag for flag in kept if flag.field not in known),
        found.findings.not_checked,
        said,
    )


def _data(reading: Reading, human: Mapping[str, Human], elsewhere: Collection[str]) -> Iterator[_Datum]:
    declared = documents().get(reading.document)
    specs = declared.of_face(reading.face) if declared else ()
    known = {spec.key for spec in specs}
    for spec in specs:
        yield _Datum(spec, reading.field(spec.key), human.get(spec.key), spec.key, reading.service)
    for read in reading.fields:
        if read.key not in known:
            known.add(read.key)
            spec_of = declared.spec(read.key) if declared else None
            yield _Datum(spec_of, read, human.get(read.key), read.key, reading.service)
    # What was typed under an earlier reading stays in sight even if the new one knows no such field.
    for key, said in human.items():
        if key not in known and key not in elsewhere and said.corrected:
            yield _Datum(declared.spec(key) if declared else None, None, said, key)


def _answered(flag: Flag, reading: Reading, human: Mapping[str, Human]) -> bool:
    """Whether the flag speaks of how a value was read that a human has replaced since."""
    said = human.get(flag.field or "")
    about_reading = flag.code in {FlagCode.LOW_CONFIDENCE, FlagCode.LOW_QUALITY, FlagCode.VENDOR_LOGIC}
    read = reading.field(flag.field or "")
    stated = read is not None and flag in read.flags
    return said is not None and said.corrected and (about_reading or stated)


def _field(
    datum: _Datum, flags: Sequence[Flag], repairs: tuple[Repair, ...], opinion: Opinion, other: str
) -> FieldView:
    read, spec = datum.read, datum.spec
    picture = datum.value if datum.key == PORTRAIT else ""
    label = read.label if read is not None and read.label else spec.label if spec is not None else datum.key
    return FieldView(
        key=datum.key,
        label=label,
        title=spec.title if spec is not None else label,
        kind=datum.kind,
        text=read.text if read is not None else "",
        value=datum.value,
        shown="" if picture else shown(datum.kind, datum.value),
        state=_state(datum, flags),
        flags=tuple(flags),
        quad=_quad(datum),
        confidence=read.confidence if read is not None else None,
        char_confidences=read.char_confidences if read is not None and not opinion.vouches else (),
        quality=read.quality if read is not None else None,
        picture=picture,
        repairs=() if picture else repairs,
        reason=datum.human.reason if datum.human is not None else "",
        agreed_by=other if opinion.agrees else "",
        other_shown=shown_other(datum.kind, opinion),
        read_by=datum.human.service if datum.human is not None else "",
        found=_is_found(datum),
    )


def _quad(datum: _Datum) -> Quad | None:
    """Where the value that holds stands: in the box that was drawn for it, else where the reading says."""
    if datum.human is not None and datum.human.quad is not None:
        return datum.human.quad
    return datum.read.quad if datum.read is not None else None


def _is_found(datum: _Datum) -> bool:
    """Whether the engine inside found the place of what another service read."""
    by_hand = datum.human is not None and datum.human.quad is not None
    return not by_hand and datum.read is not None and datum.read.located_by == "local" != datum.service


def _state(datum: _Datum, flags: Sequence[Flag]) -> FieldState:
    """A human's word stands against every doubt; an error that they have not been shown asks again."""
    errors = {flag.code.value for flag in flags if flag.level is Level.ERROR}
    said = datum.human
    if said is not None and errors <= set(said.despite):
        return FieldState.CORRECTED if said.corrected else FieldState.CONFIRMED
    if errors:
        return FieldState.BROKEN
    if any(flag.needs_human for flag in flags):
        return FieldState.DOUBTFUL
    return FieldState.SURE if datum.value or datum.read is not None else FieldState.EMPTY


def view(
    case: Case,
    rules: Rules,
    today: date,
    *,
    reading: bool = False,
    mates: Sequence[Mate] = (),
    offer: bool = True,
    aside: Aside | None = None,
) -> CaseView:
    """The case as the desk shows it: whether a service is at work on it (`reading`), other cases with this card's number
    (`mates`), and whether repairs are wanted (`offer`) must be told.
    """
    latest = _latest(case)
    read = latest or other_reading(case, None)
    judged = _judged(case, rules, today, mates=mates, offer=offer, aside=aside or Aside())
    faces = face_views(case, latest)
    troubled = case.status in {Status.FAILED, Status.REFUSED}
    trouble = case.refusal or case.failure if troubled else None
    return CaseView(
        id=case.id,
        status=case.status,
        source=case.source,
        document=read.document if read else None,
        face=latest.face if latest else None,
        fields=with_doubts(judged.fields, case.doubted),
        flags=judged.flags,
        image=_image(case, latest),
        image_erased=bool(case.images_erased),
        card_quad=latest.card_quad if latest else None,
        service=latest.service if latest else None,
        trouble=trouble.message if trouble else "",
        trouble_code=trouble.code if trouble else "",
        trouble_service=trouble.service if isinstance(trouble, ReadingFailed) else "",
        retryable=case.failure is not None and case.refusal is None and case.failure.retryable,
        reading=reading,
        reason=case.reason,
        not_checked=tuple(_unchecked(case, judged, read)) if read is not None else (),
        second=_second_view(case, judged.second, aside or Aside()),
        faces=faces,
        shown=own_place(case, latest) if faces else 0,
        basis=case.basis,
    )


def _judged(case: Case, rules: Rules, today: date, *, mates: Sequence[Mate], offer: bool, aside: Aside) -> Judged:
    """Every field of both faces, each judged with the other in sight."""
    latest = _latest(case)
    other = other_reading(case, latest)
    beside = [each for each in case.readings.values() if latest is not None and _another_face(each, latest)]
    beside += [other] if other is not None and latest is not None else []
    own = Others(tuple(beside), _second(case), aside)
    first = judge(latest, case.human, rules, today, others=own, mates=mates, offer=offer) if latest else None
    if other is None:
        return first or Judged((), ())
    at = own_place(case, latest)
    there = Others((latest,) if latest else (), case.joined.second if case.joined is not None else None, aside)
    second = judge(other, case.human, rules, today, others=there, mates=mates, offer=offer)
    if first is None or latest is None:
        return replace(second, fields=tuple(replace(each, at=1 - at) for each in second.fields))
    fields = one_list(latest, other, first.fields, second.fields, own_at=at)
    said = first.second.beside(second.second)
    return replace(first, fields=fields, flags=of_the_card((*first.flags, *second.flags), fields), second=said)


def _second(case: Case) -> Reading | None:
    """The second reading of the image whose reading is shown."""
    image = next(reversed(case.readings), "")
    return case.seconds.get(image)


def _second_view(case: Case, said: Opinions, aside: Aside) -> SecondView | None:
    failure = case.second_failure
    if aside.under_way:
        return SecondView("", under_way=True)
    if failure is not None:
        return SecondView(aside.called(failure.service), trouble=failure.message)
    if not said.service:
        return None
    agree = sum(each.agrees for each in said.fields.values())
    differ = sum(each.offer is not None for each in said.fields.values())
    return SecondView(aside.called(said.service), agree=agree, differ=differ)


def _another_face(reading: Reading, of: Reading) -> bool:
    return reading.document == of.document and reading.face != of.face


def _latest(case: Case) -> Reading | None:
    return next(reversed(case.readings.values()), None)


def _unchecked(case: Case, judged: Judged, reading: Reading) -> Iterator[NotCheckedView]:
    """Those that a better reading of this face could check come first."""
    declared = documents().get(reading.document)
    other = other_reading(case, reading)
    here = declared_keys(reading) | (declared_keys(other) if other is not None else frozenset())
    labels = {spec.key: spec.label for spec in declared.fields} if declared else {}
    labels |= {field.key: field.label for field in judged.fields}
    found = [
        NotCheckedView(
            check,
            checks()[check].title,
            tuple(dict.fromkeys(labels.get(key, key) for key in missing)),
            other_face=declared is not None and all(declared.spec(key) and key not in here for key in missing),
        )
        for check, missing in judged.not_checked.items()
    ]
    yield from sorted(found, key=lambda each: each.other_face)


def number(case: Case) -> str:
    """The number on the card, in normal form; empty where it is not known, parts of it are hidden, or another case has it."""
    return "" if case.given_to else _first_value(case, ("id_number", "document_number"))


def person(case: Case) -> str:
    """The name on the card, in normal form; empty where it is not known, or parts of it are hidden."""
    return _first_value(case, ("name", "name_latin", "surname"))


def _first_value(case: Case, keys: Sequence[str]) -> str:
    latest = _latest(case)
    other = other_reading(case, latest)
    for key in keys:
        found = (each.field(key) for each in (latest, other) if each is not None)
        read = next((each for each in found if each is not None), None)
        value = case.human[key].value if key in case.human else read.value if read is not None else ""
        if value and not is_masked(value, number=True):
            return value
    return ""


def _image(case: Case, latest: Reading | None) -> ImageView | None:
    if not case.images:
        return None
    read = next(reversed(case.readings), case.images[0].sha256)
    image = next((each for each in case.images if each.sha256 == read), case.images[0])
    if image.sha256 in case.images_erased:
        return None
    return image_view(image, latest, case.frames_read.get(image.sha256, image.frame))


def summary(case: Case, rules: Rules, today: date, *, mates: Sequence[Mate] = ()) -> Summary:
    """The case as the queue shows it; `mates` are other cases with this card's number."""
    seen = view(case, rules, today, mates=mates, offer=False)
    image = seen.image
    name = _name(case)
    values = " ".join(field.shown for field in seen.fields if field.kind is not FieldKind.MRZ)
    titles = documents().get(seen.document or "")
    return Summary(
        name=name,
        status=case.status,
        document=seen.document,
        open_fields=seen.open_fields,
        has_error=seen.has_error,
        image=image.sha256 if image else None,
        page=image.page if image else 1,
        search=f"{name} {titles.title_zh if titles else ''} {values}{_noted(case)}".lower(),
        number=number(case),
        person=person(case),
        face=seen.face,
        intake=case.images[0].intake if case.images else 0,
        joined=case.joined.case_id if case.joined else 0,
        given_to=shown_by(case),
        barred=case.looks.barred if case.looks else "",
        frame=written_frame(image.frame) if image else None,
    )


def _noted(case: Case) -> str:
    """On what basis it was captured, for the filter; nothing where nothing is noted."""
    basis = case.basis
    return f" {basis.purpose} {basis.customer}" if basis else ""


def _name(case: Case) -> str:
    """The file's name; the page and the card in it where there are several."""
    name = PurePath(case.source).name or case.source
    page, index = (case.images[0].page, case.images[0].index) if case.images else (1, 0)
    return name + (f" p{page}" if page > 1 else "") + (f" #{index + 1}" if index else "")


def next_needing_human(fields: Sequence[FieldView], after: str | None) -> str | None:
    """Key of the field where Enter stops next: errors first, then doubts, each in the form's order; `after` itself as the
    last of its kind, since what was typed there may be wrong still.
    """
    waiting = [field for field in fields if field.needs_human]
    order = sorted(waiting, key=lambda field: (field.state is not FieldState.BROKEN, field.key == after))
    return order[0].key if order else None


def correction(field: FieldView, typed: str) -> FieldCorrected | RepairTaken | ReadingTaken | None:
    """What typing `typed` into the field means; None if it means what stands there already.

    What was read in a box and let stand as the draft is taken from that reading, not typed.
    """
    text = clean(typed)
    if field.picture or text in {field.shown, field.value, HIDDEN}:
        return None
    value = normalise(field.kind, text)
    if value == field.value:
        return None
    boxed = (each for each in field.repairs if isinstance(each, OtherValue) and each.asked)
    drafted = next((each for each in boxed if each.value == value), None)
    if drafted is not None:
        return taken(field, drafted)
    return FieldCorrected(field.key, before=field.value, value=value, text=text)


def confirmation(field: FieldView, reason: str = "") -> FieldConfirmed:
    """The operator lets the value stand despite its flags; where one is an error, for a reason."""
    return FieldConfirmed(field.key, field.value, codes(field.flags), reason)


def taken(field: FieldView, repair: Repair) -> RepairTaken | ReadingTaken:
    """The operator takes what was offered for the field."""
    if isinstance(repair, OtherValue):
        return ReadingTaken(field.key, field.value, repair.value, repair.text, repair.service, repair.quad)
    why = repair.message.format_map(dict(repair.arguments)) if repair.arguments else repair.message
    return RepairTaken(field.key, before=field.value, value=repair.value, offered=why)


def standing(seen: CaseView) -> tuple[str, ...]:
    """Codes of all flags that ask for a human, of the card and its fields, each once."""
    return codes([*seen.flags, *(flag for field in seen.fields for flag in field.flags)])


def codes(flags: Iterable[Flag]) -> tuple[str, ...]:
    """Codes of those flags that ask for a human, each once, in order."""
    return tuple(dict.fromkeys(flag.code.value for flag in flags if flag.needs_human))
