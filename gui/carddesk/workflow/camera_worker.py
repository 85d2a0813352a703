"""The camera process: ties what fetches frames to what sees cards in them. `python -m carddesk.workflow.camera_worker`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from carddesk.capture.camera.worker import Analysis, serve

FLAG = "--carddesk-camera"
"""First argument that makes a frozen program be the camera process instead of the window."""


def main() -> int:
    """Serve the parent over standard input and output until it goes away."""
    return serve(_seeing)


def command() -> Sequence[str]:
    """How this program starts its camera process, frozen or not."""
    return [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-m", __name__]


def _seeing() -> Analysis:
    # Only this process may load the networks' library; the window imports this module for `command` alone.
    from carddesk.workflow.camera_seeing import Seeing  # noqa: PLC0415

    return Seeing()


if __name__ == "__main__":
    sys.exit(main())
