"""Who reads files that cannot be shown here, so that what stands for them can say so. Told by whoever knows the services."""

from __future__ import annotations

_readers: dict[str, tuple[str, ...]] = {}


def tell_readers(kind: str, names: tuple[str, ...]) -> None:
    """Say who reads files of a kind, so that sheets can name them."""
    _readers[kind] = names


def readers(kind: str) -> tuple[str, ...]:
    """Who reads files of a kind, as far as that was told."""
    return _readers.get(kind, ())
