"""Double verification: which accepted cards another operator types blind, what they may see of them, and how that ends."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Literal

from carddesk.cards import events
from carddesk.cards.case import Case, Human
from carddesk.cards.documents import FieldKind
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.looks import Looks, Typed, equal, is_blind, wanted_of
from carddesk.cards.normal import normalise, shown
from carddesk.cards.repairs import Repair
from carddesk.language import mark
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Announcer
from carddesk.workflow.clean import clean
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.review import codes, next_needing_human
from carddesk.workflow.seat import Seat
from carddesk.workflow.views import CaseView, FieldState, FieldView

KEY = "double"
"""Name of the workspace's key that decides which cards are sampled."""
_DIFFER = mark("Two operators read this differently")


@dataclass(frozen=True, slots=True)
class Word(Repair):
    """What one of two operators said of a field, offered to the one who decides between them; or what that one says.

    Attributes:
        by: whose word it is.
        text: as it was said.
        against: the other one's word as a person reads it, by which what differs is marked.
    """

    by: Literal["first", "second", "own"] = "first"
    text: str = ""
    against: str = ""


# Which cards, and which fields of them.


def is_sampled(key: bytes, case: Case, share: float) -> bool:
    """Whether a card is among the share (0..1) that is typed again: the same answer each time, which nobody can foresee
    without the workspace's `key`, or steer, since it hangs on the image's bytes alone.
    """
    image = case.images[0] if case.images else None
    named = f"{image.sha256}:{image.page}:{image.index}" if image is not None else str(case.id)
    drawn = int.from_bytes(hmac.digest(key, named.encode(), "sha256")[:8])
    return drawn < share * 2**64


def to_type_again(seen: CaseView, keys: Sequence[str], *, sampled: bool) -> tuple[str, ...]:
    """Keys of the fields to be typed again: of a sampled card all that say something, else those among `keys`."""
    said = [each.key for each in seen.fields if not each.picture and each.state is not FieldState.EMPTY]
    return tuple(key for key in said if sampled or key in keys)


# What may be seen.


def as_seen(seen: CaseView, case: Case, operator: str) -> CaseView:
    """The case as this operator may see it: the fields to type, without anybody else's word anywhere; those to decide
    between two words, with both; or as it is, where no look is wanted.
    """
    looks = case.looks
    if looks is None or not looks.wanted:
        return seen
    may = wanted_of(looks.wanted, looks.barred, operator)
    if may == "third":
        fields = tuple(_in_question(seen, key, looks) for key in looks.differing)
        return _bare(seen, fields, "third")
    if is_blind(looks.wanted, looks.barred, operator):
        mine = looks.typed_by(operator)
        fields = tuple(_blind(seen, _field(seen, key), mine.get(key)) for key in looks.keys)
        return _bare(seen, fields, "second" if may else "sealed")
    return seen


def _bare(seen: CaseView, fields: tuple[FieldView, ...], look: Literal["second", "third", "sealed"]) -> CaseView:
    """Made anew from what may be told, so that whatever a view comes to hold one day is left out until it is named here."""
    return CaseView(
        id=seen.id,
        status=seen.status,
        source=seen.source,
        document=seen.document,
        face=seen.face,
        fields=fields,
        image=seen.image,
        card_quad=seen.card_quad,
        faces=seen.faces,
        shown=seen.shown,
        look=look,
    )


def _field(seen: CaseView, key: str) -> FieldView:
    """The field with this key; a later reading may not know it any more."""
    return seen.field(key) or FieldView(key, key, key, FieldKind.TEXT, "", "", "", FieldState.EMPTY)


def _blind(seen: CaseView, field: FieldView, mine: Typed | None) -> FieldView:
    """What it is called and where it stands, and nothing of what it is thought to say."""
    return FieldView(
        key=field.key,
        label=field.label,
        title=field.title,
        kind=field.kind,
        text="",
        value=mine.value if mine else "",
        shown=shown(field.kind, mine.value) if mine else "",
        state=FieldState.TYPED if mine else FieldState.WANTED,
        quad=field.quad,
        at=field.at,
        found=field.found,
        lines=_lines(seen, field),
    )


def _lines(seen: CaseView, field: FieldView) -> int:
    """How many lines the field fills, told by the boxes alone: how long its text is would say something of it."""
    heights = [each.quad.height for each in seen.fields if each.quad is not None and not each.picture]
    if field.quad is None or not heights:
        return 1
    return max(1, round(field.quad.height / max(median_low(heights), 1)))


def _in_question(seen: CaseView, key: str, looks: Looks) -> FieldView:
    field = _field(seen, key)
    if key in looks.settled:
        return replace(_blind(seen, field, Typed(field.value, field.text)), state=FieldState.CORRECTED)
    flag = Flag(FlagCode.READINGS_DIFFER, Level.WARN, _DIFFER, field=key)
    return replace(_blind(seen, field, None), state=FieldState.DOUBTFUL, flags=(flag,), repairs=_words(field, looks))


def _words(field: FieldView, looks: Looks) -> tuple[Word, Word]:
    second = looks.typed_by(looks.second).get(field.key, Typed("", ""))
    ours, theirs = field.shown, shown(field.kind, second.value)
    return (
        Word(field.key, field.value, mark("accepted by the first operator"), (), "first", field.text, theirs),
        Word(field.key, second.value, mark("typed by the second operator"), (), "second", second.text, ours),
    )


# What is done.


class Doubling:
    """Second and third looks at the case on the desk, each stroke written to the journal before the next is heard.

    Args:
        whole: a case with everything that stands on it, whoever looks.
    """

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        seat: Seat,
        announcer: Announcer,
        settings: Settings,
        *,
        whole: Callable[[Case], CaseView],
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._seat = seat
        self._announcer = announcer
        self._settings = settings
        self._whole = whole
        self._key: bytes | None = None
        self._asked: tuple[int, str] | None = None
        """Case and field at which Enter was pressed with nothing typed."""
        self._unreasoned: tuple[int, Word] | None = None
        """A word that cannot be right, until there is a reason for it."""

    def again(self, seen: CaseView) -> tuple[str, ...]:
        """Keys of the fields that another operator is to type, now that this card is accepted; none for most."""
        share, keys = self._settings.number("double.share"), self._settings.text("double.fields").split()
        if not share and not keys:
            return ()
        case = self._workspace.case(seen.id)
        if share > 0 and self._key is None:
            self._key = self._workspace.key(KEY)
        sampled = self._key is not None and is_sampled(self._key, case, share)
        return to_type_again(seen, keys, sampled=sampled)

    def confirm(self, seen: CaseView, key: str | None, typed: str, reason: str = "") -> tuple[Flag, ...] | None:
        """What Enter does in a case with a look to take. None when all is said and the next case is due; else the errors
        for which a reason must be given first.
        """
        field = seen.field(key) if key is not None else None
        if seen.look == "third":
            return self._decide(seen, field, typed, reason)
        return self._type_and_go_on(seen, field, typed)

    def commit(self, seen: CaseView, key: str, typed: str) -> None:
        """Keep what was typed into a field that was left. A word that takes a reason is not: that is asked for after Enter."""
        field = seen.field(key)
        if field is None:
            return
        if seen.look == "second" and (said := _typed(field, typed)) is not None:
            self._ledger.write(seen.id, said)
        if seen.look == "third" and (word := _decided(field, typed)) is not None:
            errors, body = self._settled(seen, word, "")
            if errors:
                message = mark(
                    "{value} cannot be right and was not kept: type it again and press Enter to say why it may stand."
                )
                self._announcer.say("warn", message, value=word.text)
            else:
                self._ledger.write(seen.id, body)

    def take(self, seen: CaseView, word: Repair, reason: str = "") -> tuple[Flag, ...] | None:
        """Decide for a word that is offered. What is given is as for `confirm`."""
        if seen.look != "third" or not isinstance(word, Word):
            return ()
        errors, body = self._settled(seen, word, reason)
        if errors and not reason:
            self._unreasoned = (seen.id, word)
            return errors
        self._unreasoned = None
        self._ledger.write(seen.id, body)
        return self._go_on(word.key)

    def reasoned(self, seen: CaseView, reason: str) -> tuple[Flag, ...] | None:
        """A reason was given for the word that cannot be right."""
        if self._unreasoned is None or self._unreasoned[0] != seen.id or not reason:
            return ()
        return self.take(seen, self._unreasoned[1], reason)

    def is_decided(self, target: events.Event) -> bool:
        """Whether this is a judgement of a second look that a third one has built on: it can no longer be taken back."""
        looks = self._workspace.case(target.case_id).looks
        of_second = isinstance(target.body, events.FieldTypedAgain | events.SecondLookDone)
        return of_second and looks is not None and bool(looks.settled)

    # Inside: the second look.

    def _type_and_go_on(self, seen: CaseView, field: FieldView | None, typed: str) -> tuple[Flag, ...] | None:
        said = self._said(seen, field, typed) if field is not None else None
        if field is not None and said is None and field.state is FieldState.WANTED:
            return ()
        after = {said.key} if said is not None else set()
        left = [each for each in seen.fields if each.state is FieldState.WANTED and each.key not in after]
        bodies: list[events.Body] = [said] if said is not None else []
        if not left:
            bodies.append(self._compared(seen, said))
        if bodies:
            self._ledger.write(seen.id, *bodies)
        if not left:
            return None
        self._seat.go_to_field(next_needing_human(left, field.key if field is not None else None))
        return ()

    def _said(self, seen: CaseView, field: FieldView, typed: str) -> events.FieldTypedAgain | None:
        """What was typed. That the card says nothing there is said by a second Enter, since the first may be a slip."""
        nothing = not clean(typed).strip() and field.state is FieldState.WANTED
        asked, self._asked = self._asked, (seen.id, field.key) if nothing else None
        if nothing and asked == (seen.id, field.key):
            self._asked = None
            return events.FieldTypedAgain(field.key, "", "")
        if nothing:
            self._announcer.say(
                "info", mark("Nothing was typed. Once more the same key says that the card shows nothing there.")
            )
            return None
        return _typed(field, typed)

    def _compared(self, seen: CaseView, last: events.FieldTypedAgain | None) -> events.SecondLookDone:
        case = self._workspace.case(seen.id)
        whole = self._whole(case)
        typed = {each.key: each.value for each in seen.fields}
        if last is not None:
            typed[last.key] = last.value
        return events.SecondLookDone(_differing(whole, typed))

    # Inside: the third look.

    def _decide(self, seen: CaseView, field: FieldView | None, typed: str, reason: str) -> tuple[Flag, ...] | None:
        word = _decided(field, typed) if field is not None else None
        if word is not None:
            return self.take(seen, word, reason)
        if field is not None and field.state is FieldState.DOUBTFUL:
            self._announcer.say("info", mark("Take one of the two with its key, or type what the card says."))
            return ()
        return self._go_on(field.key if field is not None else None)

    def _settled(self, seen: CaseView, word: Word, reason: str) -> tuple[tuple[Flag, ...], events.DifferenceSettled]:
        """The errors that would stand on it unanswered, and the event."""
        case = self._workspace.case(seen.id)
        before = self._whole(case).field(word.key)
        held = before.value if before is not None else ""
        if held == word.value:  # it was accepted before, with a reason where one was needed
            return (), events.DifferenceSettled(word.key, held, word.value, word.text, word.by)
        said = Human(word.value, word.text, corrected=True)
        after = self._whole(replace(case, human={**case.human, word.key: said})).field(word.key)
        errors, flags = (after.errors, after.flags) if after is not None else ((), ())
        why = reason if errors else ""
        return errors, events.DifferenceSettled(word.key, held, word.value, word.text, word.by, codes(flags), why)

    def _go_on(self, key: str | None) -> tuple[Flag, ...] | None:
        """To the next field that is to be decided; None where none is left."""
        now = self._seat.current
        if now is None or now.look != "third":
            return None
        self._seat.go_to_field(next_needing_human(now.fields, key))
        return ()


def _typed(field: FieldView, typed: str) -> events.FieldTypedAgain | None:
    """What typing this says; None where it says nothing new."""
    text = clean(typed)
    value = normalise(field.kind, text)
    if text == field.shown or (value == field.value and field.state is FieldState.TYPED):
        return None
    return events.FieldTypedAgain(field.key, value, text)


def _decided(field: FieldView, typed: str) -> Word | None:
    """What typing this decides; one of the two words where it says the same. None where it says nothing, or nothing new."""
    text = clean(typed).strip()
    value = normalise(field.kind, text)
    if not text or text == field.shown or value == field.value:
        return None
    words = (each for each in field.repairs if isinstance(each, Word) and equal(field.kind, each.value, value))
    return next(words, Word(field.key, value, "", (), "own", text))


def _differing(whole: CaseView, typed: Mapping[str, str]) -> tuple[str, ...]:
    """Keys of the fields that were typed otherwise than they stand."""
    found = ((_field(whole, key), value) for key, value in typed.items())
    return tuple(field.key for field, value in found if not equal(field.kind, field.value, value))
