"""`keys.json`: by what the key of a workspace can be had. It holds no secret; copied with the folder, it opens it elsewhere."""

from __future__ import annotations

import hmac
import json
import os
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from carddesk.store import sealing
from carddesk.store.faults import fault
from carddesk.store.sealing import KEY_BYTES, Cost, Slot

FILE_NAME: Final = "keys.json"
_FORM: Final = 1


@dataclass(frozen=True, slots=True)
class Former:
    """A key that the workspace had before, so that its old backups can still be opened; wrapped by the one that it has."""

    check: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Lock:
    """One key: by what it is known again, and what opens it.

    Attributes:
        recovery: None until somebody was shown a code and said that they have it.
        passphrase: None where the keyring keeps the key.
        formers: the keys before this one, oldest first.
    """

    check: bytes
    recovery: Slot | None = None
    passphrase: Slot | None = None
    formers: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A change of key that is not finished.

    Attributes:
        sealed: the new key, wrapped by the old one.
        lock: what holds once both files are changed. The old key is one of its `formers`.
    """

    sealed: bytes
    lock: Lock


@dataclass(frozen=True, slots=True)
class Change:
    """Both keys of a change that is not finished."""

    old: bytes = field(repr=False)
    new: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the file says.

    Attributes:
        workspace: the id of the workspace, under which a keyring has its key.
    """

    workspace: str
    lock: Lock
    pending: Pending | None = None

    @classmethod
    def new(cls, key: bytes) -> KeyFile:
        """Of a workspace that is made now."""
        workspace = secrets.token_hex(16)
        return cls(workspace, Lock(sealing.check_value(key, workspace)))

    def fits(self, key: bytes) -> bool:
        """Whether it is the workspace's key, or the one that it is about to have."""
        return any(_is(key, lock.check, self.workspace) for lock in self._locks)

    def recovered(self, code: str) -> bytes | None:
        """A key that fits, by the recovery code; None if it is another one. Takes the time of a guess or two."""
        return self._opened("recovery", (lock.recovery for lock in self._locks), code)

    def unlocked(self, passphrase: str) -> bytes | None:
        """A key that fits, by the passphrase; None if it is another one. Takes the time of a guess or two."""
        return self._opened("passphrase", (lock.passphrase for lock in self._locks), _plain(passphrase))

    def with_recovery(self, key: bytes, code: str) -> KeyFile:
        """The same, opened by this code and no earlier one."""
        made = sealing.slot(key, code, self._purpose("recovery"))
        return replace(self, lock=replace(self.lock, recovery=made))

    def with_passphrase(self, key: bytes, passphrase: str | None) -> KeyFile:
        """The same, opened by this passphrase and no earlier one; by none with None."""
        made = None if passphrase is None else sealing.slot(key, _plain(passphrase), self._purpose("passphrase"))
        return replace(self, lock=replace(self.lock, passphrase=made))

    def changing(self, change: Change, code: str | None, passphrase: str | None) -> KeyFile:
        """The same with a change of key begun, after which this code and this passphrase open it. Takes a guess or two."""
        formers = (*self._known_formers(change.old), (self.lock.check, change.old))
        kept = tuple(Former(check, sealing.wrapped(key, change.new, self._purpose("former"))) for check, key in formers)
        after = KeyFile(self.workspace, Lock(sealing.check_value(change.new, self.workspace), formers=kept))
        after = after if code is None else after.with_recovery(change.new, code)
        after = after.with_passphrase(change.new, passphrase)
        sealed = sealing.wrapped(change.new, change.old, self._purpose("pending"))
        return replace(self, pending=Pending(sealed, after.lock))

    def catching_up(self, change: Change, later: KeyFile) -> KeyFile:
        """This one of an older copy, with a change begun that leads to the key, code and passphrase of a `later` one."""
        sealed = sealing.wrapped(change.new, change.old, self._purpose("pending"))
        return replace(self, pending=Pending(sealed, later.changed().lock))

    def change(self, key: bytes) -> Change | None:
        """Both keys of the change that is not finished, by one of them; None if there is none."""
        if self.pending is None:
            return None
        if _is(key, self.lock.check, self.workspace):
            new = sealing.unwrapped(self.pending.sealed, key, self._purpose("pending"))
            return None if new is None else Change(key, new)
        old = KeyFile(self.workspace, self.pending.lock).former(key, self)
        return None if old is None else Change(old, key)

    def changed(self) -> KeyFile:
        """The same with the change finished."""
        return self if self.pending is None else KeyFile(self.workspace, self.pending.lock)

    def former(self, key: bytes, other: KeyFile) -> bytes | None:
        """The key of `other`, an older `keys.json` of the same workspace as in a backup, by the key of this one."""
        known = ((self.lock.check, key), *self._known_formers(key))
        return next((each for check, each in known if hmac.compare_digest(check, other.lock.check)), None)

    @property
    def _locks(self) -> tuple[Lock, ...]:
        return (self.lock,) if self.pending is None else (self.lock, self.pending.lock)

    def _known_formers(self, key: bytes) -> Iterator[tuple[bytes, bytes]]:
        for each in self.lock.formers:
            former = sealing.unwrapped(each.sealed, key, self._purpose("former"))
            if former is not None:
                yield each.check, former

    def _opened(self, name: str, slots: Iterable[Slot | None], known: str) -> bytes | None:
        tried = (sealing.opened(slot, known, self._purpose(name)) for slot in slots if slot is not None)
        return next((key for key in tried if key is not None and self.fits(key)), None)

    def _purpose(self, name: str) -> str:
        return f"carddesk {name} {self.workspace}"


def is_there(folder: Path) -> bool:
    """Whether the folder has such a file."""
    return (folder / FILE_NAME).exists()


def read(folder: Path) -> KeyFile:
    """What the file in this folder says.

    Raises:
        EnvironmentFault: `workspace_keys_broken`, there is none or it is damaged; `workspace_newer`.
        OSError: it cannot be read.
    """
    try:
        told = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if told["form"] > _FORM:
            raise fault("workspace_newer", folder)
        return _taken(told)
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise fault("workspace_keys_broken", folder) from error


def as_text(keys: KeyFile) -> str:
    """What the file would say, for a team, which keeps it in its database."""
    return json.dumps(_told(keys))


def of_text(text: str, place: str) -> KeyFile:
    """The same back.

    Raises:
        EnvironmentFault: `workspace_keys_broken`, `workspace_newer`.
    """
    try:
        told = json.loads(text)
        if told["form"] > _FORM:
            raise fault("workspace_newer", place)
        return _taken(told)
    except (ValueError, KeyError, TypeError) as error:
        raise fault("workspace_keys_broken", place) from error


def write(folder: Path, keys: KeyFile) -> None:
    """Replace the file, at once and for good: it is on disk when this returns."""
    path = folder / FILE_NAME
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(_told(keys), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _settle(folder)


def _settle(folder: Path) -> None:
    """See that the folder's own entry is on disk; Windows neither has nor needs that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is(key: bytes, check: bytes, workspace: str) -> bool:
    return len(key) == KEY_BYTES and hmac.compare_digest(sealing.check_value(key, workspace), check)


def _plain(passphrase: str) -> str:
    # The same words typed with another input method, or on another system, are the same passphrase.
    return unicodedata.normalize("NFKC", passphrase).strip()


def _told(keys: KeyFile) -> dict[str, Any]:
    pending = keys.pending and {"sealed": _text(keys.pending.sealed), **_lock_told(keys.pending.lock)}
    return {"form": _FORM, "workspace": keys.workspace, **_lock_told(keys.lock), "pending": pending}


def _lock_told(lock: Lock) -> dict[str, Any]:
    slots = {"recovery": lock.recovery, "passphrase": lock.passphrase}
    formers = [{"check": _text(each.check), "sealed": _text(each.sealed)} for each in lock.formers]
    return {
        "check": _text(lock.check),
        **{name: each and _slot_told(each) for name, each in slots.items()},
        "formers": formers,
    }


def _slot_told(slot: Slot) -> dict[str, Any]:
    cost = slot.cost
    return {"salt": _text(slot.salt), "n": cost.n, "r": cost.r, "p": cost.p, "sealed": _text(slot.sealed)}


def _taken(told: Any) -> KeyFile:
    pending = told["pending"] and Pending(_bytes(told["pending"]["sealed"]), _lock_taken(told["pending"]))
    return KeyFile(str(told["workspace"]), _lock_taken(told), pending or None)


def _lock_taken(told: Any) -> Lock:
    slots = (told[name] and _slot_taken(told[name]) for name in ("recovery", "passphrase"))
    formers = tuple(Former(_bytes(each["check"]), _bytes(each["sealed"])) for each in told["formers"])
    recovery, passphrase = (each or None for each in slots)
    return Lock(_bytes(told["check"]), recovery, passphrase, formers)


def _slot_taken(told: Any) -> Slot:
    cost = Cost(int(told["n"]), int(told["r"]), int(told["p"]))
    if not cost.is_sane:
        raise ValueError
    return Slot(_bytes(told["salt"]), cost, _bytes(told["sealed"]))


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
