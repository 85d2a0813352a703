"""Ways on from a reading that failed: what can be done about it, the likeliest first. Pure."""

from __future__ import annotations

from typing import Literal

from carddesk.cards.case import Status
from carddesk.language import tr
from carddesk.workflow.views import CaseView

Way = Literal["read", "credentials", "services"]

_ACCOUNT = ("credential", "keyring", "token_refused", "token_rejected")
"""Parts of the codes of errors that better credentials mend."""


def ways_on(case: CaseView, *, has_account: bool, has_others: bool) -> tuple[Way, ...]:
    """What to offer.

    Args:
        case: one whose reading failed, or whose file could not be opened.
        has_account: whether the service that failed has credentials to be set.
        has_others: whether another service could be picked.
    """
    if case.status is Status.REFUSED:  # nobody can read what is no image
        return ()
    if has_account and any(part in case.trouble_code for part in _ACCOUNT):
        return ("credentials", "read")
    if case.retryable or not has_others:
        return ("read",)
    return ("services",)


def way_words(way: Way) -> str:
    """What the button says."""
    return {
        "read": tr("Read again"),
        "credentials": tr("Credentials…"),
        "services": tr("Pick another service"),
    }[way]
