"""The documents there are. Each module in this package declares one; a new document is a new file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from carddesk.cards.documents.contract import Document, FieldKind, FieldSpec

__all__ = ["Document", "FieldKind", "FieldSpec", "document", "documents"]


@cache
def documents() -> dict[str, Document]:
    """Every document by its id, in the order in which they are offered."""
    found: list[Document] = []
    for module in pkgutil.iter_modules(__path__):
        declared = getattr(importlib.import_module(f"{__name__}.{module.name}"), "DOCUMENT", None)
        if isinstance(declared, Document):
            found.append(declared)
    return {each.id: each for each in sorted(found, key=lambda each: each.order)}


def document(document_id: str) -> Document:
    """The document with this id.

    Raises:
        KeyError: there is none.
    """
    return documents()[document_id]
