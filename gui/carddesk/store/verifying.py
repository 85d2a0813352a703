"""Proving a whole workspace: the pages of its files, the chains of its cases, and the images that its events name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, exc, select

from carddesk.cards.erasures import ImagesErased
from carddesk.cards.events import ImageAdded
from carddesk.errors import EnvironmentFault
from carddesk.store import chain, codec, journal
from carddesk.store.codec import CodecError
from carddesk.store.images import ImageStore
from carddesk.store.resting import resting
from carddesk.store.schema import EVENTS, IMAGES
from carddesk.store.workspace import Engines

_ADDED, _TAKEN_AWAY = codec.kind_of(ImageAdded), codec.kind_of(ImagesErased)
_ADDRESSES = {_ADDED: re.compile(r'"sha256":"([0-9a-f]{64})"'), _TAKEN_AWAY: re.compile(r'"([0-9a-f]{64})"')}


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        broken_files: the databases whose pages do not hold (`journal`, `images`, `usage`), with the reason the database gives.
        proof: of the chains; None where the journal could not be read at all.
        images: how many are stored.
        missing_images: addresses that an event names and that are not stored.
        changed_images: addresses whose bytes are no longer those that were stored, or cannot be read.
    """

    broken_files: tuple[tuple[str, str], ...] = ()
    proof: chain.Proof | None = None
    images: int = 0
    missing_images: tuple[str, ...] = ()
    changed_images: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        proved = self.proof is not None and self.proof.whole
        return proved and not (self.broken_files or self.missing_images or self.changed_images)


def verify(engines: Engines, *, images: bool = False) -> Report:
    """Prove a workspace; with `images` each image is read and held against its address. Takes its time: off the loop."""
    broken = tuple((name, reason) for name, engine in _each(engines) if (reason := pages(engine)))
    bad = {name for name, _ in broken}
    proof = _chains(engines.journal)
    stored = _stored(engines.images)
    named = named_images(engines.journal) if proof is not None else set()
    return Report(
        broken_files=broken,
        proof=proof,
        images=len(stored),
        missing_images=tuple(sorted(named - stored)) if "images" not in bad else (),
        changed_images=tuple(_changed(engines.images, stored)) if images else (),
    )


def named_images(engine: Engine) -> set[str]:
    """The addresses of every image that a case shows, as its events say: neither they nor the image were erased."""
    asked = select(EVENTS.c.case_id, EVENTS.c.kind, EVENTS.c.body).where(
        EVENTS.c.kind.in_(_ADDRESSES), EVENTS.c.body.is_not(None)
    )
    shown: set[tuple[int, str]] = set()
    taken_away: set[tuple[int, str]] = set()
    with engine.connect() as connection:
        for case_id, kind, body in resting(connection.execution_options(yield_per=1000).execute(asked)):
            said = shown if kind == _ADDED else taken_away
            said.update((case_id, address) for address in _ADDRESSES[kind].findall(body))
    return {address for _, address in shown - taken_away}


def _each(engines: Engines) -> list[tuple[str, Engine]]:
    named = [("journal", engines.journal), ("images", engines.images), ("usage", engines.usage)]
    return [(name, engine) for name, engine in named if engine.dialect.name == "sqlite"]


def pages(engine: Engine) -> str:
    """What is wrong with the pages of a file, in the database's words; empty if nothing is."""
    try:
        with engine.connect() as connection:
            # Each page of an encrypted file carries a keyed hash of itself; in a plain file this finds nothing to look at.
            for check in ("cipher_integrity_check", "integrity_check"):
                answer = connection.exec_driver_sql(f"PRAGMA {check}")
                said = answer.scalars().all() if answer.returns_rows else []
                if wrong := [each for each in said if each != "ok"]:
                    return str(wrong[0])
    except exc.DBAPIError as error:
        return str(error.orig)
    return ""


def _chains(engine: Engine) -> chain.Proof | None:
    try:
        with engine.connect() as connection:
            return journal.proof(connection)
    except (exc.DBAPIError, CodecError):
        return None


def _stored(engine: Engine) -> set[str]:
    try:
        with engine.connect() as connection:
            return set(connection.execute(select(IMAGES.c.sha256)).scalars())
    except exc.DBAPIError:
        return set()


def _changed(engine: Engine, stored: set[str]) -> Iterator[str]:
    store = ImageStore(engine, "")
    for address in sorted(stored):
        try:
            store.get(address)
        except (EnvironmentFault, KeyError):
            yield address
