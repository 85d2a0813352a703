"""`python -m tests.unit.store.rekeying_stopped FOLDER KEY STEP`: finish a change of key, and die at a step of it.

Steps: `begun` (before anything), `journal` and `images` (when that file is changed), `kept` (when the keyring has the new key),
`written` (when all is done), or a number of seconds into the work, after which nobody but the caller ends it.
"""

import os
import sys
from pathlib import Path

from carddesk.store import keyfile, rekeying


def main(folder: Path, key: bytes, step: str) -> None:
    """Die there."""
    rekey, write = rekeying._rekey, keyfile.write

    def dying_rekey(path: Path, *rest: object) -> None:
        if step == "begun":
            os._exit(9)
        rekey(path, *rest)  # type: ignore[arg-type]
        if path.stem == step:
            os._exit(9)

    def keep(_key: bytes) -> None:
        (folder.parent / "keyring").write_bytes(_key)
        if step == "kept":
            os._exit(9)

    def dying_write(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]
        os._exit(9)

    rekeying._rekey = dying_rekey
    if step == "written":
        keyfile.write = dying_write
    sys.stdout.write("go\n")
    sys.stdout.flush()
    rekeying.finish(folder, key, keep)


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3])
