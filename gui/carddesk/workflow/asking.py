"""What is asked of a person before a workspace opens, and what they answer. Who asks is another matter: a window, a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from carddesk.language import tr
from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret
from carddesk.store import recovery_code

SHORTEST: Final = 10
"""Characters of a passphrase. Each guess costs 0.2 s and 64 MB, but nobody counts the guesses of who has the files."""
_FEWEST: Final = 5
"""Different characters among them."""


class Stage(Enum):
    """What may take its time while a workspace opens."""

    KEYRING = "keyring"
    REKEYING = "rekeying"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted for a workspace that is there.

    Attributes:
        place: of the workspace.
        by_passphrase: whether it has a passphrase.
        by_code: whether it has a recovery code.
        trouble: why the keyring gave no key; None where it works and has none.
        wrong: what was wrong with the answer before; empty at first.
        once_more: it is open already, and its passphrase is only wanted to be sealed with another key.
    """

    place: str
    by_passphrase: bool
    by_code: bool
    trouble: Trouble | None = None
    wrong: str = ""
    once_more: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A passphrase, a code, or that the keyring is to be asked again.

    Attributes:
        retry: ask the keyring again: it was unlocked meanwhile.
        keep: put the key into the keyring.
    """

    passphrase: Secret | None = None
    code: Secret | None = None
    retry: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class PasswordQuestion:
    """The password that a team's server wants, and that this machine does not have.

    Attributes:
        team: the name of its database.
        server: its name or address; empty for this machine.
        login: empty for that of the account on this machine.
        may_keep: whether there is a keyring that would keep it.
        wrong: what was wrong with the answer before; empty at first.
    """

    team: str
    server: str
    login: str
    may_keep: bool
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class PasswordAnswer:
    """A password, as it was typed: blanks around it count.

    Attributes:
        keep: put it into the keyring, once the server has taken it.
    """

    password: Secret
    keep: bool = False


class Person(Protocol):
    """Somebody who can be asked. Where it asks, it blocks until they answered; None and False mean that they leave."""

    def stage(self, stage: Stage) -> None:
        """What takes its time now. Returns at once."""

    def key(self, question: Question) -> Answer | None:
        """By what a workspace is to be opened."""

    def password(self, question: PasswordQuestion) -> PasswordAnswer | None:
        """The password of a login at a team's server."""

    def new_passphrase(self, place: str, trouble: Trouble | None) -> Answer | None:
        """The passphrase that a workspace is to have, typed twice. `trouble` is the keyring's, if that is the reason."""

    def has_written_down(self, place: str, code: str) -> bool:
        """Show a recovery code, once; whether they say that they have it now."""


def weakness(passphrase: str) -> str:
    """Why this is not to be a passphrase, in words; empty if it may be one."""
    meant = passphrase.strip()
    if len(meant) < SHORTEST:
        return tr("At least {count} characters are needed.", count=SHORTEST)
    if len(set(meant)) < _FEWEST:
        return tr("The same few characters again and again are guessed at once.")
    if meant.isdigit():
        return tr("Digits alone are guessed too soon. Use words.")
    return ""


def slip_in(code: str) -> str:
    """What cannot be right in what was typed of a recovery code so far, in words; empty where nothing is seen to be wrong."""
    return recovery_code.slip_in(code)


def strength() -> str:
    """What makes a good one, in a sentence."""
    return tr("Good are four or more words that have nothing to do with each other.")
