"""A scanner to try the desk with: python -m tests.fakes.escl [--sheets N] [--page-s S] [--tls] [--announce] [--adf STATE]."""

from __future__ import annotations

import argparse
import threading
from contextlib import suppress

from tests.fakes.escl import EsclScanner
from tests.fakes.escl.device import Temper


def main() -> None:
    """Serve until Ctrl+C; the feeder is filled again when it is empty."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.escl", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--sheets", type=int, default=5, help="in the feeder; it is filled again when it is empty")
    parser.add_argument("--page-s", type=float, default=2.0, help="seconds for each side")
    parser.add_argument(
        "--adf", default="", help="what the feeder says: ScannerAdfEmpty, ScannerAdfJam, ScannerAdfHatchOpen …"
    )
    parser.add_argument("--busy", action="store_true", help="somebody else scans")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--announce", action="store_true", help="over multicast DNS on the loopback address")
    given = parser.parse_args()
    temper = Temper(page_s=given.page_s, adf=given.adf, busy=503 if given.busy else 0)
    announce = ("127.0.0.1",) if given.announce else None
    with (
        EsclScanner(temper=temper, tls=given.tls, port=given.port, announce=announce) as scanner,
        suppress(KeyboardInterrupt),
    ):
        print(f"A scanner is at {scanner.url}; Ctrl+C ends it.")
        print(f"carddesk --set scanner.escl_addresses={scanner.address}")
        while not threading.Event().wait(0.2):
            if scanner.device.sheets <= 0 and scanner.is_free:
                scanner.load(given.sheets)


if __name__ == "__main__":
    main()
