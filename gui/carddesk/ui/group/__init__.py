"""The group check: a wall of one field over many cards."""
