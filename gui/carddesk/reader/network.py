"""Loading a neural network so that it runs beside others and beside the window."""

from __future__ import annotations

from pathlib import Path

import onnxruntime as ort

from carddesk.errors import ServiceError
from carddesk.language import tr


def load(path: Path | None, task: str, threads: int) -> ort.InferenceSession:
    """The network in a file; `threads` of 0 takes one for each core.

    Raises:
        ServiceError: `reader_unavailable`, there is no such file.
    """
    if path is None or not path.is_file():
        raise ServiceError(
            "reader_unavailable",
            tr("The engine inside has lost its {task} model. Install CardDesk again to bring it back.", task=task),
        )
    options = ort.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False
    # Threads that wait in a busy loop for the next layer take the cores from the window and from each other.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
