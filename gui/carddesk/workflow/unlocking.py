"""What is asked of a person before a workspace opens, and what they answer. Who asks is another matter: a window, a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted for a workspace that is there.

    Attributes:
        place: of the workspace.
        by_passphrase: whether it has a passphrase.
        by_code: whether it has a recovery code.
        trouble: why the keyring gave no key; None where it works and has none.
        wrong: what was wrong with the answer before; empty at first.
    """

    place: str
    by_passphrase: bool
    by_code: bool
    trouble: Trouble | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three.

    Attributes:
        retry: ask the keyring again: it was unlocked meanwhile.
        keep: put the key into the keyring.
    """

    passphrase: Secret | None = None
    code: Secret | None = None
    retry: bool = False
    keep: bool = False


class Person(Protocol):
    """Somebody who can be asked. Every method blocks until they answered; None and False mean that they leave."""

    def key(self, question: Question) -> Answer | None:
        """By what a workspace is to be opened."""

    def new_passphrase(self, place: str, trouble: Trouble) -> Secret | Trouble | None:
        """The passphrase that a workspace is to have, typed twice, since the keyring is no help; the trouble to try that again."""

    def has_written_down(self, place: str, code: str) -> bool:
        """Show the recovery code, once; whether they say that they have it now."""
