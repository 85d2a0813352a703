"""The queue: every case of the desk, in order."""
