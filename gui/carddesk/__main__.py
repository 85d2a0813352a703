"""`python -m carddesk` and the command `carddesk`."""

import sys

from carddesk.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
