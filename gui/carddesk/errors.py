"""The three kinds of error: cancelled (asyncio's own), `UserError`, and everything else, which is a bug.

    Exception
    ├── asyncio.CancelledError      silent
    ├── UserError                   shown in place, in words; never as a traceback
    │   ├── ImageError              an image that cannot be opened or used
    │   ├── ServiceError            a reading service that did not give a reading
    │   └── EnvironmentFault        display, keyring, workspace: exit code 3 on the command line
    └── anything else               a bug: logged with its traceback, one dialog, the work already in the journal

Library errors (Pillow, SQLAlchemy, ONNX Runtime, httpx, keyring …) are mapped to these at the boundary of the package
that uses the library.
"""

from __future__ import annotations


class UserError(Exception):
    """Something a person can act on: what happened, why, and what to do.

    Attributes:
        code: stable, lower_snake_case, for scripts (`error.code` on the command line).
        message: one or two sentences for a person, in the language of the run.
        retryable: whether doing the same again may work.
        vendor_code: the service's own code, where there is one.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False, vendor_code: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable
        self.vendor_code = vendor_code


class ImageError(UserError):
    """An image that cannot be opened or used: empty, broken, of an unknown format, too large, too small."""


class ServiceError(UserError):
    """A reading service that gave no reading: crashed, timed out, refused, unreachable."""


class EnvironmentFault(UserError):
    """The machine is at fault: no display, no workspace, no keyring. Exit code 3."""
