"""The driver's process with the make-believe tree in place of Windows': `python -m tests.fakes.wia`."""

import os
from pathlib import Path

from carddesk.capture.scanner.driver_worker import serve
from carddesk.capture.scanner.wia_driver import WiaDriver
from tests.fakes.wia.tree import ComError, DeviceManager

STATE = "WIA_FAKE_STATE"

if __name__ == "__main__":
    place = Path(os.environ[STATE])
    os._exit(serve(lambda: WiaDriver(DeviceManager(place), ComError, lambda vector: bytes(vector.BinaryData))))
