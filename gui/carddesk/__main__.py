"""`python -m carddesk` and the command `carddesk`."""

from __future__ import annotations

import importlib
import sys

PROCESSES = {
    "--carddesk-reader": "carddesk.reader.worker",
    "--carddesk-renderer": "carddesk.imaging.rendering.worker",
    "--carddesk-camera": "carddesk.workflow.camera_worker",
    "--carddesk-sane": "carddesk.capture.scanner.sane_worker",
    "--carddesk-wia": "carddesk.capture.scanner.wia_worker",
}
"""Makes a frozen program, which has no `python -m`, be one of its processes."""


def main() -> int:
    """Run the program; gives the exit code."""
    room = PROCESSES.get("".join(sys.argv[1:2]), "carddesk.cli")
    code: int = importlib.import_module(room).main()
    return code


if __name__ == "__main__":
    sys.exit(main())
