"""`python -m carddesk` and the command `carddesk`."""

from __future__ import annotations

import importlib
import sys

READER = "--carddesk-reader"
"""Makes a frozen program, which has no `python -m`, be the reading process (`carddesk.reader.worker`)."""


def main() -> int:
    """Run the program; gives the exit code."""
    room = "carddesk.reader.worker" if sys.argv[1:2] == [READER] else "carddesk.cli"
    code: int = importlib.import_module(room).main()
    return code


if __name__ == "__main__":
    sys.exit(main())
