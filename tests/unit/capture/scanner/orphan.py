"""A program that scans with a scripted driver, writes the process of the driver into a file, and is then killed."""

import asyncio
import os
import sys
from pathlib import Path

from carddesk.capture.scanner.contract import Wish
from tests.fakes.scripted_driver import SCRIPT
from tests.unit.capture.scanner.test_driver_process import DEVICE, Scripted


async def main(told: Path) -> None:
    backend = Scripted()
    # The process gives itself up a few seconds after this has passed without a sign of its driver.
    backend.stall_seconds = backend.start_seconds = backend.look_seconds = 0.5
    backend.follow(os.environ[SCRIPT])
    scanning = asyncio.create_task(anext(backend.scan(DEVICE, Wish())))
    await asyncio.sleep(0.4)
    assert backend.process is not None
    await asyncio.to_thread(told.write_text, str(backend.process.pid))
    await scanning


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
