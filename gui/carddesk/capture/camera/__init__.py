"""Cameras: local devices, network cameras and phones, held by a process of their own that may be ended at any time."""
