"""A small disk of a test's own: it can be filled to the last byte, taken away and brought back. Needs root."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 12


class Disk:
    """Mounted at `path` for the length of a `with` block; never part of what the machine uses."""

    def __init__(self, path: Path, keep: Path) -> None:
        self.path = path
        self._keep = keep

    @contextmanager
    def filled(self) -> Iterator[None]:
        """Not a byte is free inside the block."""
        ballast = self.path / "ballast"
        with ballast.open("wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    continue
        try:
            yield
        finally:
            ballast.unlink()

    def take_away(self) -> None:
        """Pull it out: what is on it is kept, as a drive keeps it; who has files open on it keeps dead ones."""
        shutil.copytree(self.path, self._keep, symlinks=True)
        subprocess.run(["umount", "--lazy", self.path], check=True)

    def bring_back(self) -> None:
        """Plug it in again."""
        _mount(self.path)
        shutil.copytree(self._keep, self.path, dirs_exist_ok=True)
        shutil.rmtree(self._keep)


@contextmanager
def disk_at(path: Path) -> Iterator[Disk]:
    """A disk of `MEGABYTES`."""
    path.mkdir()
    _mount(path)
    try:
        yield Disk(path, path.with_name(f"{path.name}-kept"))
    finally:
        while os.path.ismount(path):
            subprocess.run(["umount", "--lazy", path], check=True)


def can_mount(path: Path) -> bool:
    """Whether this process may mount anything."""
    path.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", path], capture_output=True, check=False).returncode == 0
    if done:
        subprocess.run(["umount", path], check=True)
    return done


def _mount(path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", path], check=True)
