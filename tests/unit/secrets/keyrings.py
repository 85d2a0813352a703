"""Keyrings for tests: one in memory, one that keeps nothing, one that says no, and one that keeps everybody waiting."""

import threading
import time
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordSetError


class Memory(KeyringBackend):
    """Keeps entries for as long as nobody clears it."""

    priority = 1
    kept: ClassVar[dict[tuple[str, str], str]] = {}
    asked: ClassVar[list[str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Deliberate(Memory):
    """Takes its time."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(0.01)
        return super().get_password(service, username)


class Forgetful(Memory):
    """Says that it keeps what it does not keep."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Talkative(Memory):
    """Says no, and what it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(f"cannot keep {password}")


class Locked(Memory):
    """Was not unlocked when it asked."""

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        raise KeyringLocked("dismissed")


class Slow(Memory):
    """Answers when it is let."""

    let: ClassVar[threading.Event] = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let.wait(20)
        return super().get_password(service, username)


class Failing(Memory):
    """Locks itself after so many changes; for good, or only for so many tries."""

    changes: ClassVar[int] = 0
    tries: ClassVar[int] = 0

    def set_password(self, service: str, username: str, password: str) -> None:
        self._change()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._change()
        super().delete_password(service, username)

    def _change(self) -> None:
        Failing.changes -= 1
        if -self.tries <= Failing.changes < 0:
            raise KeyringLocked("dismissed")
