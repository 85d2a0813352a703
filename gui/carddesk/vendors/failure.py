"""A call that got no answer. Apart from what makes them (`troubles`), so that knowing of it loads no network library."""

from __future__ import annotations

from carddesk.errors import ServiceError


class CallFailed(ServiceError):
    """A call without an answer.

    Attributes:
        unsent: nothing of the request went out, so that the same call again costs nothing twice.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = True, unsent: bool = False) -> None:
        super().__init__(code, message, retryable=retryable)
        self.unsent = unsent
