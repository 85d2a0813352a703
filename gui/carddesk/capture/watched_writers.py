"""Whether another program has a file open for writing: the kernel knows it on Linux, where the disk is this machine's own.

A lease for reading is granted when nobody has the file open for writing (fcntl(2), "Leases"). On network shares the answer
would be about something else, and on files of other owners there is none: then nothing is known, and the settling time decides.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from functools import lru_cache
from pathlib import Path

_LOCAL = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "overlay", "zfs", "jfs", "ramfs", "bcachefs"}
)

if sys.platform == "linux":
    import fcntl

    def is_open_for_writing(descriptor: int) -> bool:
        """Whether somebody writes to this file, or may; False where nobody can tell. `descriptor` is open for reading."""
        if not _is_local(os.fstat(descriptor).st_dev):
            return False
        try:
            # Whoever opens it for writing meanwhile has this process told: by a signal that is ignored if nobody asks for it.
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
        return False

else:

    def is_open_for_writing(descriptor: int) -> bool:
        """Nobody can tell."""
        return False


@lru_cache(maxsize=64)
def _is_local(device: int) -> bool:
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    for line in lines:
        left, _, right = line.partition(" - ")
        if left.split()[2:3] == [wanted]:
            return right.split()[0] in _LOCAL
    return False
