"""The basis on which a card was captured: for what purpose, and for which customer.

Whoever keeps a copy of an identity card needs a reason to (PRC: units must not copy or scan resident identity cards without
authority; an auditor asks for the purpose of each record). See docs/basis.md.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """What was noted.

    Attributes:
        purpose: in the site's own words.
        customer: a number under which the site knows whose card it is; empty where none was given.
    """

    purpose: str = ""
    customer: str = ""

    def __bool__(self) -> bool:
        """Whether anything is noted at all."""
        return bool(self.purpose or self.customer)
