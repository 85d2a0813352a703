"""How long a network scanner may take for what, and how much it may send."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds and bytes. A scanner that says nothing any more ends in `scanner_stalled` within `page_s` at the latest.

    Attributes:
        look_s: for answers to the question who is there. Most come within 0.2 s, and the question is asked again after 1 s.
        connect_s, answer_s: until there is a connection; until a question is answered, by a scanner that sleeps perhaps.
        page_s: until a page begins to come: warming up, and one side at a high resolution before the first byte.
        gap_s: between two pieces of a page.
        probe_s: of silence, after which it is asked on the side how it stands: whether it is there still, or jammed.
        busy_s: how long a job that is refused for being busy is tried again: the end of the job before takes a moment.
        farewell_s: for taking back a job; no scanner keeps anybody from stopping or quitting for longer.
        document_bytes, page_bytes: what is read at most.
    """

    look_s: float = 2.0
    connect_s: float = 4.0
    answer_s: float = 15.0
    page_s: float = 90.0
    gap_s: float = 30.0
    probe_s: float = 6.0
    busy_s: float = 8.0
    farewell_s: float = 3.0
    document_bytes: int = 400_000
    page_bytes: int = 256_000_000
