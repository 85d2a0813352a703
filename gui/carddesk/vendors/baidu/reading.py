"""From Baidu's answer, whatever the bytes are, to readings or to why there are none. Raises nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from carddesk.cards.reading import Field, Reading
from carddesk.vendors.baidu.answer import Card, beside, cards
from carddesk.vendors.baidu.fields import face_of, fields_beside, once_each
from carddesk.vendors.baidu.heard import heard
from carddesk.vendors.baidu.refusals import NOT_UNDERSTOOD, PAGE_FAULTS, no_card, refused, said_no
from carddesk.vendors.dialect import Answered, Sent
from carddesk.vendors.said import Fault, datum, members, text_of
from carddesk.vendors.wire import WireAnswer

ReadCard = tuple[str, tuple[Field, ...]]
"""The document a card is, and its fields."""


def readings(
    service: str,
    answer: WireAnswer,
    sent: Sent,
    read: Callable[[Card], ReadCard],
    exceptions: Mapping[str, Fault] | None = None,
) -> Answered:
    """What an answer says of every card, by `read`; or why there is none. `exceptions` as for `said_no`."""
    raw = text_of(answer.body)
    told = heard(raw)
    of_pages = PAGE_FAULTS if sent.kind in {"pdf", "ofd"} else {}
    if (no := said_no(answer, told, {**of_pages, **(exceptions or {})})) is not None:
        return no
    if (found := cards(told)) is None:
        return refused(NOT_UNDERSTOOD, answer)
    if not found:
        return no_card()
    # 64 bits, a number in answers and a text in errors: kept as it was written.
    log_id = datum(members(told).get("log_id")) or None
    more = fields_beside(beside(told))
    made = [_reading(service, read(card), more, raw, sent) for card in found]
    return [replace(each, index=index, request_id=log_id) for index, each in enumerate(made)]


def _reading(service: str, card: ReadCard, more: Sequence[Field], raw: str, sent: Sent) -> Reading:
    document, fields = card
    if sent.kind != "image":
        # Of a page or an address nobody here knows the pixels.
        fields = tuple(replace(each, quad=None, located_by=None) for each in fields)
    return Reading(service, document, face_of(fields, document), once_each((*fields, *more)), raw=raw)
