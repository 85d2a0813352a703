"""Widgets in reference cycles are destroyed on Qt's thread, however busy the others are."""

import asyncio
import gc
import threading
import weakref

from carddesk.ui.garbage import collected_here


class Knot:
    def __init__(self) -> None:
        self.itself = self


def allocate() -> list[list[int]]:
    return [[each] for each in range(20_000)]


async def test_cycles_go_on_the_thread_of_the_window() -> None:
    gone_on: list[int] = []
    gc.enable()
    with collected_here():
        weakref.finalize(Knot(), lambda: gone_on.append(threading.get_ident()))
        await asyncio.to_thread(allocate)
        assert gone_on == [], "another thread collected it"
        kept = allocate()
        async with asyncio.timeout(10):
            while not gone_on:
                await asyncio.sleep(0.05)
                kept += allocate()
        assert gone_on == [threading.get_ident()]
    assert gc.isenabled()
    gc.disable()
