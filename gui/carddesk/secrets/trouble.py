"""What can be wrong with a keyring, and what a person can do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from carddesk.errors import EnvironmentFault
from carddesk.language import mark, tr


class Kind(StrEnum):
    """What is wrong; the value is the code that scripts see."""

    MISSING = "keyring_missing"
    LOCKED = "keyring_locked"
    REFUSED = "keyring_refused"
    TIMEOUT = "keyring_timeout"


_SAID: Final = {
    Kind.MISSING: mark("This machine has no keyring that keeps secrets safe."),
    Kind.LOCKED: mark("The keyring is locked."),
    Kind.REFUSED: mark("The keyring did not do what was asked."),
    Kind.TIMEOUT: mark("The keyring did not answer. Perhaps a window of it waits for its password."),
}
_ADVICE: Final = {
    Kind.MISSING: mark("Install and start one, such as gnome-keyring or KWallet, and try again."),
    Kind.LOCKED: mark("Unlock it, as by logging in to the desktop or with its password program, and try again."),
    Kind.REFUSED: mark("Look at it with its password program, such as Passwords and Keys or KWalletManager."),
    Kind.TIMEOUT: mark("Answer it or unlock the keyring, and try again; if nothing helps, log out and in."),
}

# By name, since each system has other libraries, and those of the others cannot be imported.
_NAMES: Final = {
    "KeyringLocked": Kind.LOCKED,
    "LockedException": Kind.LOCKED,
    "PromptDismissedException": Kind.LOCKED,
    "NoKeyringError": Kind.MISSING,
    "ModuleNotFoundError": Kind.MISSING,
    "SecretServiceNotAvailableException": Kind.MISSING,
}


class NoKeyring(Exception):
    """There is none, or none that may be used; says which one was looked at. Stays in this room."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the keyring gave nothing.

    It is made from a library's error and does not keep it: that one's frames hold secrets in the clear.

    Attributes:
        detail: a name of a back-end or of an error, never a text of theirs, which could have a secret in it.
        half: whether it left an account with some of its fields.
    """

    kind: Kind
    detail: str = ""
    half: bool = False

    @property
    def holds_something(self) -> bool:
        """Whether there is a keyring that may still have what it was to remove."""
        return self.kind is not Kind.MISSING

    @property
    def what(self) -> str:
        """What is wrong."""
        said = [tr(_SAID[self.kind])]
        if self.detail:
            said.append(tr("It is about {detail}.", detail=self.detail))
        if self.half:
            said.append(tr("Some fields are missing from it now: set all of them again."))
        return " ".join(said)

    @property
    def advice(self) -> str:
        """What to do about the keyring itself."""
        return tr(_ADVICE[self.kind])

    def as_fault(self, variables: str) -> EnvironmentFault:
        """The error to raise. `variables` names what the environment can give instead."""
        instead = tr("Or give this run its credentials as environment variables: {variables}.", variables=variables)
        return EnvironmentFault(self.kind, f"{self.what} {self.advice} {instead}")


class HalfKept(Exception):
    """Some of what was to be kept together is kept, and the rest is not. Stays in this room."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble


def trouble_from(error: BaseException) -> Trouble:
    """What an error of the keyring library, or of what lies beneath it, means."""
    if isinstance(error, HalfKept):
        return replace(error.trouble, half=True)
    if isinstance(error, NoKeyring):
        return Trouble(Kind.MISSING, str(error))
    for each in (error, error.__cause__):
        kinds = [_NAMES[kind.__name__] for kind in type(each).__mro__ if kind.__name__ in _NAMES]
        if kinds:
            return Trouble(kinds[0])
    return Trouble(Kind.REFUSED, type(error).__name__)
