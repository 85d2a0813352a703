"""A real keyring daemon on a session bus of its own, and services on that bus that stand in for one that misbehaves."""
