"""Judging: what the operator's strokes mean for the card at hand, each written to the journal before the next is heard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import uuid4

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.cards.flags import Flag
from carddesk.cards.repairs import Repair
from carddesk.language import mark
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.changes import Announcer
from carddesk.workflow.clean import clean
from carddesk.workflow.doubling import Doubling
from carddesk.workflow.faces import concerned
from carddesk.workflow.group import GroupItem, judgements
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.seat import Seat
from carddesk.workflow.views import CaseView, FieldView

_ACCEPTED = {Status.ACCEPTED, Status.SECOND_LOOK, Status.THIRD_LOOK}


class Judging:
    """What a human says about cards. Every method takes effect at once and is on disk when it returns.

    Where that cannot be (the disk is full) it raises an `EnvironmentFault` and nothing has changed.
    """

    def __init__(
        self,
        workspace: Workspace,
        ledger: Ledger,
        seat: Seat,
        announcer: Announcer,
        *,
        operator: str,
        view: Callable[[int], CaseView],
        doubling: Doubling,
    ) -> None:
        self._doubling = doubling
        self._workspace = workspace
        self._ledger = ledger
        self._seat = seat
        self._announcer = announcer
        self._operator = operator
        self._view = view

    @property
    def can_undo(self) -> bool:
        """Whether a judgement of this operator can be taken back."""
        return self._workspace.to_undo(self._operator) is not None

    @property
    def can_redo(self) -> bool:
        """Whether one that was taken back can be restored."""
        return self._workspace.to_redo(self._operator) is not None

    def commit(self, key: str, typed: str, case_id: int | None = None) -> None:
        """Keep what was typed into a field, of the case on the desk unless another is named.

        Text that means what stands there already changes nothing. A decided case is reopened by a correction.
        """
        seen = self._seat.current if case_id is None else self._view(case_id)
        if seen is not None and seen.look:
            self._doubling.commit(seen, key, typed)
            return
        field = seen.field(key) if seen is not None else None
        changed = review.correction(field, typed) if field is not None else None
        if seen is not None and changed is not None:
            reopened = [events.CaseReopened()] if seen.status.closed else []
            self._ledger.write(seen.id, *reopened, changed)

    def confirm(self, typed: str, reason: str = "") -> tuple[Flag, ...]:
        """What Enter does. Gives the errors that a reason must be given for first, and has done nothing then.

        In a field: what was typed is kept, or a flagged value is let stand, and the next field that needs a human
        becomes active. When there was nothing to do in the field and none is left, the card is accepted and the next
        open case comes. On a case with nothing to verify the next open case comes at once; there, too, what was typed
        is kept.
        """
        seen = self._at_hand()
        if seen is None:
            return ()
        if seen.look in {"second", "third"}:
            return self._looked(self._doubling.confirm(seen, self._seat.active, typed, clean(reason).strip()))
        field = seen.field(self._seat.active) if self._seat.active is not None else None
        why = clean(reason).strip()
        stands = field is not None and not seen.status.closed and review.correction(field, typed) is None
        if field is not None and stands and field.errors and not why:
            return field.errors
        did = field is not None and self._settle(seen, field, typed, why)
        following = review.next_needing_human(
            self._seat.current.fields if self._seat.current else (), self._seat.active
        )
        if not did and (seen.status.closed or not seen.fields):
            self._open_next()
        elif following is not None:
            self._seat.go_to_field(following)
        elif not did:
            return self.accept(why)
        return ()

    def take_repair(self, repair: Repair) -> tuple[Flag, ...]:
        """The value offered for a field of the case on the desk takes the place of what stands there.

        A decided case is reopened by it. Where that settles the field the next one that needs a human becomes active; else,
        and where there is none, the operator stays to see what the checks say now. Between two operators' words it decides;
        the errors are given for which that takes a reason, and nothing has happened then.
        """
        seen = self._seat.current
        if seen is not None and seen.look:
            return self._looked(self._doubling.take(seen, repair))
        field = seen.field(repair.key) if seen is not None else None
        if seen is not None and field is not None and field.value != repair.value:
            reopened = [events.CaseReopened()] if seen.status.closed else []
            self._ledger.write(seen.id, *reopened, review.taken(field, repair))
            self._go_on_from(repair.key)
        return ()

    def accept(self, reason: str = "") -> tuple[Flag, ...]:
        """The card is verified, whatever doubts still stand; on to the next open case.

        Not while a field holds an error that nobody has answered for: the operator is led there. Errors that concern the
        card itself are given back, and nothing has happened, until there is a reason.
        """
        seen = self._at_hand()
        if seen is None:
            return ()
        if seen.look:
            return self._looked(self._doubling.reasoned(seen, clean(reason).strip()))
        if not seen.fields:
            self._announcer.say("warn", mark("There is nothing to accept: this card has not been read."))
            return ()
        word: list[events.CaseAccepted] = []
        if seen.status not in _ACCEPTED:
            if seen.first_broken is not None:
                self._seat.go_to_field(seen.first_broken)
                self._announcer.say(
                    "warn", mark("Something cannot be right here: correct it, or say why it may stand.")
                )
                return ()
            if seen.errors and not clean(reason).strip():
                return seen.errors
            again = self._doubling.again(seen)
            word = [events.CaseAccepted(review.standing(seen), clean(reason).strip(), again)]
        self._have_said(seen, *word)
        return ()

    def reject(self, reason: str) -> None:
        """The card is refused; on to the next open case."""
        seen = self._at_hand()
        if seen is not None and not self._is_looked_at():
            why = clean(reason).strip()
            # The same word again would be a judgement that undo takes back without anything to see.
            same = seen.status is Status.REJECTED and seen.reason == why
            self._have_said(seen, *([] if same else [events.CaseRejected(why)]))

    def postpone(self) -> None:
        """The case is put off; on to the next open case."""
        seen = self._at_hand()
        if seen is not None:
            # A look put off is no judgement of the card.
            no_word = seen.status is Status.POSTPONED or seen.look
            self._have_said(seen, *([] if no_word else [events.CasePostponed()]))

    def reopen(self) -> None:
        """A decided or postponed case is open again."""
        seen = self._at_hand()
        reopens = seen is not None and (seen.status.closed or seen.status is Status.POSTPONED)
        if seen is not None and reopens and not self._is_looked_at():
            self._ledger.write(seen.id, events.CaseReopened())

    def confirm_group(self, items: Sequence[GroupItem], marked: Collection[int]) -> int:
        """Let every value on a wall stand but those of the cases marked, which are to be looked at again.

        How many were confirmed. Errors are left as they are; what was corrected meanwhile is not touched.
        """
        said = judgements(items, marked, uuid4().hex)
        with self._ledger.transaction() as writing:
            for case_id, body in said.items():
                field = self._view(case_id).field(body.key)
                if field is not None and field.value == body.value:
                    writing.event(case_id, body)
        return sum(isinstance(body, events.FieldConfirmed) for body in said.values())

    def undo(self) -> None:
        """Take back this operator's last judgement, on whichever case, and go there; of a group all that it confirmed."""
        if (target := self._workspace.to_undo(self._operator)) is not None:
            if self._doubling.is_decided(target):
                self._announcer.say(
                    "info", mark("What you typed there has been decided about; it stays in the journal.")
                )
                return
            if self._others_went_on(target):
                return
            self._ledger.write(target.case_id, events.Undone(target.seq))
            while (more := self._workspace.to_undo(self._operator)) is not None and _of_one_group(more, target):
                self._ledger.write(more.case_id, events.Undone(more.seq))
            self._go_to(target)

    def redo(self) -> None:
        """Restore what was taken back last, unless something else was judged since, and go there."""
        if (target := self._workspace.to_redo(self._operator)) is not None:
            if self._others_went_on(target):
                return
            self._ledger.write(target.case_id, events.Redone(target.seq))
            while (more := self._workspace.to_redo(self._operator)) is not None and _of_one_group(more, target):
                self._ledger.write(more.case_id, events.Redone(more.seq))
            self._go_to(target)

    # Inside.

    def _at_hand(self) -> CaseView | None:
        """The case on the desk, once all of it is here; else the operator is told."""
        seen = self._seat.current
        if seen is None or not seen.arriving:
            return seen
        self._announcer.say("info", mark("The card is on its way; nothing can be said of it yet."))
        return None

    def _have_said(self, seen: CaseView, *words: events.Body) -> None:
        """Write the last word on this card, if there is one, and go on to the next open case, told as one change."""
        with self._announcer.together(), self._seat.leaving():
            if words:
                self._ledger.write(seen.id, *words)
            self._open_next()

    def _others_went_on(self, target: events.Event) -> bool:
        """Whether others have worked on faces since they were paired or parted: their word must not go out of sight."""
        cases = concerned(target)
        since = (
            event.line > target.line and event.operator != self._operator and events.can_be_undone(event.body)
            for case_id in cases
            for event in self._workspace.events(case_id)
        )
        if not any(since):
            return False
        self._announcer.say(
            "info",
            mark("Somebody else has worked on these faces since: join or part them instead, then nothing is lost."),
        )
        return True

    def _settle(self, seen: CaseView, field: FieldView, typed: str, reason: str) -> bool:
        """Keep what was typed, or let a flagged value stand; whether there was anything to do."""
        if review.correction(field, typed) is not None:
            self.commit(field.key, typed)
            return True
        if field.needs_human and not seen.status.closed:
            self._ledger.write(seen.id, review.confirmation(field, reason))
            return True
        return False

    def _go_on_from(self, key: str) -> None:
        """To the next field that needs a human, once this one does not."""
        seen = self._seat.current
        field = seen.field(key) if seen is not None else None
        if seen is not None and field is not None and not field.needs_human:
            self._seat.go_to_field(review.next_needing_human(seen.fields, key) or key)

    def _go_to(self, target: events.Event) -> None:
        about = target.body
        of_field = (
            events.FieldConfirmed
            | events.FieldDoubted
            | events.FieldCorrected
            | events.RepairTaken
            | events.ReadingTaken
            | events.FieldTypedAgain
            | events.DifferenceSettled
        )
        field = about.key if isinstance(about, of_field) else None
        self._seat.show(target.case_id, field)

    def _looked(self, outcome: tuple[Flag, ...] | None) -> tuple[Flag, ...]:
        """Errors are given on; when all is said of this card, on to the next open one."""
        if outcome is None:
            self._open_next()
        return outcome or ()

    def _is_looked_at(self) -> bool:
        """Whether the card at hand is one that this operator types or decides about, and no more; they are told."""
        looked_at = self._seat.current is not None and bool(self._seat.current.look)
        if looked_at:
            self._announcer.say(
                "info", mark("This card is accepted and only typed again here; whoever accepted it can reopen it.")
            )
        return looked_at

    def _open_next(self) -> None:
        if self._seat.open_next():
            return
        if why := self._seat.why_none():
            self._announcer.say("info", why)
        elif waiting := self._seat.awaiting:
            message = mark("That was your last open card. Waiting for another operator's look: {count}.")
            self._announcer.say("info", message, count=waiting)
        else:
            self._announcer.say("info", mark("That was the last open card in the queue."))


def _of_one_group(event: events.Event, other: events.Event) -> bool:
    ours, theirs = (getattr(each.body, "group", "") for each in (event, other))
    return bool(ours) and ours == theirs
