"""How the network is reached, as the settings have it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """The settings `network.*`, as they stand now.

    Attributes:
        proxy: an address, `direct`, or empty for the environment's.
        ca_file: certificates trusted besides those of the system; empty for none.
    """

    proxy: str = ""
    ca_file: str = ""
