"""A fake vendor by hand, to try the desk without an account: python -m tests.fakes VENDOR [--port N]."""

from __future__ import annotations

import argparse
import importlib
import threading
from contextlib import suppress
from typing import Final

from tests.fakes.server import FakeServer

VENDORS: Final = ("megvii", "baidu", "huawei", "aliyun")


def main() -> None:
    """Serve until Ctrl+C. Each module `tests.fakes.<vendor>` has `fake()`, which gives what answers, and `HELP`."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes", description=__doc__)
    parser.add_argument("vendor", choices=VENDORS)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    module = importlib.import_module(f"tests.fakes.{given.vendor}")
    with FakeServer(module.fake(), port=given.port) as server:
        print(f"{given.vendor} is at {server.url}; Ctrl+C ends it.")
        print(f"carddesk --set vendors.{given.vendor}.base_url={server.url}")
        print(getattr(module, "HELP", ""))
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
