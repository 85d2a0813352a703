"""Litter: images that were stored and that no case came to show, since the program was killed between the two."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select, text

from carddesk.store.faults import mapped
from carddesk.store.schema import IMAGES, QUEUE
from carddesk.store.verifying import named_images
from carddesk.store.workspace import Workspace

_AT_A_TIME = 500
"""More than are ever stored before their cases are written."""


def swept(workspace: Workspace) -> list[str]:
    """Take them away, so that nothing is kept of a card of which nobody knows; their addresses.

    For a workspace in a folder, into which no images come meanwhile. What a kill left was stored last: so from the end on as
    long as there is some, however many images there are.
    """
    engines = workspace.engines
    with mapped(workspace.place):
        with engines.images.connect() as images, engines.journal.connect() as journal:
            litter = set[str]()
            for stored in _latest(images):
                shown = set(journal.execute(select(QUEUE.c.image).where(QUEUE.c.image.in_(stored))).scalars())
                if not stored - shown:
                    break
                litter |= stored - shown
        # The queue says it at once; the journal is the truth.
        litter = litter - named_images(engines.journal) if litter else litter
    return workspace.remove_images(litter) if litter else []


def _latest(images: Connection) -> Iterator[set[str]]:
    """Those stored last, then those before them, a few hundred at a time."""
    passed = 0
    latest = select(IMAGES.c.sha256).order_by(text("rowid DESC")).limit(_AT_A_TIME)
    while found := set(images.execute(latest.offset(passed)).scalars()):
        yield found
        passed += len(found)
