"""The process that talks to Windows Image Acquisition: `python -m carddesk.capture.scanner.wia_worker`.

COM is initialised in its main thread, by the import of comtypes, and nothing else ever touches it.
"""

from __future__ import annotations

import os
from typing import Any

from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.driver_worker import Driver, serve
from carddesk.capture.scanner.wia_driver import WiaDriver


def main() -> int:
    """Serves the parent over standard input and output until it goes away."""
    return serve(_windows)


def _windows() -> Driver:
    # Only on Windows, and only in this process.
    import comtypes.client  # noqa: PLC0415
    from comtypes.safearray import safearray_as_ndarray  # noqa: PLC0415

    def binary(vector: Any) -> bytes:
        # Else a page of 26 MB becomes a tuple of as many numbers.
        with safearray_as_ndarray:
            return bytes(vector.BinaryData)

    try:
        manager = comtypes.client.CreateObject("WIA.DeviceManager", dynamic=True)
    except comtypes.COMError as error:
        raise DriverTrouble("scanner_none", "Windows Image Acquisition, wiaaut.dll") from error
    return WiaDriver(manager, comtypes.COMError, binary)


if __name__ == "__main__":
    # Not by the long way: what drivers have to do at the end may hang.
    os._exit(main())
