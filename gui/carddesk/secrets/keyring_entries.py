"""Named entries in the keyring: read, written and removed without holding up the caller, and without foreign errors."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Final, TypeVar

from carddesk.secrets.backend import chosen
from carddesk.secrets.one_thread import OneThread
from carddesk.secrets.trouble import HalfKept, Kind, Trouble, trouble_from
from carddesk.services.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "carddesk"
"""Under which name the keyring shows the entries."""

SECONDS: Final = 30.0
"""How long a keyring may take: someone may have to find the window in which it asks for its password, and type it."""

_TRIAL: Final = "doctor.trial"

T = TypeVar("T")
Work = Callable[["KeyringBackend"], T]

logger = logging.getLogger(__name__)

_thread = OneThread("carddesk keyring")
# One for the program: whoever asks, a keyring that hangs hangs for all.


class KeyringEntries:
    """The keyring, one call at a time.

    Args:
        seconds: how long a call may take.
        choose: gives the back-end.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        choose: Callable[[], KeyringBackend] = chosen,
        thread: OneThread = _thread,
    ) -> None:
        self._seconds = seconds
        self._choose = choose
        self._thread = thread

    async def run(self, work: Callable[[], T]) -> T | Trouble:
        """What `work` gives, made in the keyring's thread; a trouble, if that takes too long."""
        try:
            return await self._thread.run(work, self._seconds)
        except TimeoutError:
            return Trouble(Kind.TIMEOUT)

    def wait(self, work: Work[T]) -> T | Trouble:
        """What `work` gives with the back-end, or why it could not, in time. Blocks: not for the event loop."""
        try:
            return self._thread.wait(partial(self.attempt, work), self._seconds)
        except TimeoutError:
            return Trouble(Kind.TIMEOUT)

    def attempt(self, work: Work[T]) -> T | Trouble:
        """What `work` gives with the back-end, or why it could not. Blocks: to be called within `run`."""
        try:
            return work(self._choose())
        except Exception as error:  # noqa: BLE001 - back-ends and what lies beneath them raise what they like
            trouble = trouble_from(error)
            # The frames hold what was to be kept, in the clear: that goes at once.
            traceback.clear_frames(error.__traceback__)
        # Neither the error's text nor its frames: they may hold what was to be kept.
        logger.warning("the keyring failed: %s %s", trouble.kind, trouble.detail)
        return trouble


def read(backend: KeyringBackend, names: Iterable[str]) -> dict[str, Secret]:
    """Those of the entries that are there."""
    found = ((name, backend.get_password(SERVICE, name)) for name in names)
    return {name: Secret(text) for name, text in found if text}


def write(backend: KeyringBackend, values: Mapping[str, Secret]) -> None:
    """Keep all of the entries, and see that they are kept; or have what was there before.

    Raises:
        KeptNothing: the keyring took an entry and has it not.
        HalfKept: it failed midway, and would not take back what was there before.
    """
    before = read(backend, values)
    new = {name: secret for name, secret in values.items() if before.get(name) != secret}
    try:
        _replace(backend, new, before)
    except Exception as error:
        if _is_restored(backend, new, before):
            raise
        traceback.clear_frames(error.__traceback__)
        raise HalfKept(trouble_from(error)) from None


def _replace(backend: KeyringBackend, new: Mapping[str, Secret], before: Mapping[str, Secret]) -> None:
    # Removed first, but for one: whatever stops this midway, even the end of the program, leaves an account that is not
    # complete, and never a new key beside an old secret.
    for name in [*new][1:]:
        if name in before:
            backend.delete_password(SERVICE, name)
    for name, secret in new.items():
        backend.set_password(SERVICE, name, secret.reveal())
    if read(backend, new) != new:
        raise KeptNothing


def _is_restored(backend: KeyringBackend, new: Mapping[str, Secret], before: Mapping[str, Secret]) -> bool:
    had = {name: secret for name, secret in before.items() if name in new}
    try:
        if read(backend, new) != had:
            remove(backend, new)
            for name, secret in had.items():
                backend.set_password(SERVICE, name, secret.reveal())
        return read(backend, new) == had
    except Exception as error:  # noqa: BLE001 - as in `attempt`
        traceback.clear_frames(error.__traceback__)
        return False


def remove(backend: KeyringBackend, names: Iterable[str]) -> tuple[str, ...]:
    """Remove entries; gives the names of those that were there."""
    there = tuple(name for name in names if backend.get_password(SERVICE, name) is not None)
    for name in there:
        backend.delete_password(SERVICE, name)
    return there


def prove(backend: KeyringBackend) -> str:
    """Keep an entry, see that it is there, remove it; gives the back-end's name.

    Raises:
        KeptNothing: the keyring took it and has it not.
    """
    trial = {_TRIAL: Secret(token_hex())}
    remove(backend, trial)  # one that is locked fails here, before anything is written
    try:
        write(backend, trial)
    finally:
        remove(backend, trial)
    return f"{backend.__class__.__module__}.{backend.__class__.__qualname__}"


class KeptNothing(Exception):
    """A keyring that does not do what it says. Its name is shown to the user."""
