"""Addresses of cameras with a name and a password: in the keyring, and nowhere else."""

from __future__ import annotations

from functools import partial

from carddesk.capture.camera.source import Source
from carddesk.secrets import keyring_entries
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.trouble import Trouble
from carddesk.services.secret import Secret


class CameraLogins:
    """What the keyring holds of cameras. What it would not take is known for this run."""

    def __init__(self, keyring: KeyringEntries | None = None) -> None:
        self._keyring = keyring or KeyringEntries()
        self._known: dict[str, Secret] = {}

    async def keep(self, source: Source) -> Trouble | None:
        """Keep the whole address of a source; the trouble, if the keyring would not: then it holds for this run."""
        self._known[source.place] = source.whole
        work = partial(keyring_entries.write, values={_name(source.place): source.whole})
        done = await self._keyring.run(partial(self._keyring.attempt, work))
        return done if isinstance(done, Trouble) else None

    async def whole(self, place: str) -> Secret | Trouble:
        """The address with its name and password; empty where none is known."""
        if place in self._known:
            return self._known[place]
        found = await self._keyring.run(
            partial(self._keyring.attempt, partial(keyring_entries.read, names=[_name(place)]))
        )
        if isinstance(found, Trouble):
            return found
        secret = found.get(_name(place), Secret(""))
        if secret:
            self._known[place] = secret
        return secret


def _name(place: str) -> str:
    return f"camera.{place}"
