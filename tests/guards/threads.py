"""The Python threads that live now."""

import threading
from collections.abc import Mapping


def alive() -> Mapping[int, str]:
    """Identity to a description, without the main thread and without Qt's own threads that once called into Python."""
    return {
        id(thread): repr(thread)
        for thread in threading.enumerate()
        if thread is not threading.main_thread() and not isinstance(thread, threading._DummyThread)
    }
