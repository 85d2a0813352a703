"""Litter: images that were stored and that no case came to show, since the program was killed between the two."""

from __future__ import annotations

from sqlalchemy import select

from carddesk.store.faults import mapped
from carddesk.store.schema import IMAGES, QUEUE
from carddesk.store.verifying import named_images
from carddesk.store.workspace import Workspace


def swept(workspace: Workspace) -> list[str]:
    """Take them away, so that nothing is kept of a card of which nobody knows; their addresses.

    For a workspace into which no images come meanwhile. Takes long only where there are some.
    """
    engines = workspace.engines
    with mapped(workspace.place):
        with engines.images.connect() as connection:
            stored = set(connection.execute(select(IMAGES.c.sha256)).scalars())
        with engines.journal.connect() as connection:
            shown = set(connection.execute(select(QUEUE.c.image).distinct()).scalars())
        litter = stored - shown
        # The queue says it at once; the journal is the truth.
        litter = litter - named_images(engines.journal) if litter else litter
    return workspace.remove_images(litter) if litter else []
