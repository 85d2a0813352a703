"""What a cut-off desk noted of a card is said upon what stands there now, and reopens nothing."""

from carddesk.cards import events
from carddesk.cards.case import fold
from carddesk.cards.events import Body, Event
from carddesk.store import chain, codec
from carddesk.store.chain import Line
from carddesk.workflow.team.settling import can_go_on_top, on_top

AT = "2026-11-21T12:00:00.000000Z"


def waiting(*bodies: Body) -> list[Line]:
    return [
        Line(1, seq, AT, "ann", codec.kind_of(body), codec.encode(body), "00", "", chain.FIRST_HASH)
        for seq, body in enumerate(bodies, start=2)
    ]


def accepted(*since: Body) -> list[Event]:
    bodies = (events.CaseAccepted(), *since)
    return [Event(seq, 1, AT, "bob", body, "", "") for seq, body in enumerate(bodies, start=1)]


def test_a_basis_follows_the_one_that_others_noted_meanwhile_and_a_decided_card_stays_decided() -> None:
    ours = waiting(events.BasisCorrected("开户", "K-1"))
    assert can_go_on_top(ours)
    now = fold(1, accepted(events.BasisCorrected("入职", "K-2")))
    assert on_top(now, ours) == [events.BasisCorrected("开户", "K-1", "入职", "K-2")]


def test_beside_a_word_about_a_field_the_card_is_reopened_for_that() -> None:
    ours = waiting(events.BasisCorrected("开户"), events.FieldCorrected("name", "", "张三", "张三"))
    kinds = [type(body) for body in on_top(fold(1, accepted()), ours)]
    assert kinds == [events.CaseReopened, events.BasisCorrected, events.FieldCorrected]
