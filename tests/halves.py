"""The whole suite in two halves at the same time, each in a process of its own: python -m tests.halves

What the first says is shown at once, what the second says when both have ended. On a machine with one processor, one after
the other. Which is faster is the only difference to `python -m pytest`: every test file is in one half or the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIRST = ("accuracy", "contract", "durability", "e2e", "killing", "screens", "ui")
"""Folders that take about as long as all others together."""
NOTHING_COLLECTED = 5


def halves(tests: Path) -> tuple[list[Path], list[Path]]:
    """What each half is given: folders, and test files that lie in none."""
    found = sorted({tests / path.relative_to(tests).parts[0] for path in tests.rglob("test_*.py")})
    first = [each for each in found if each.name in FIRST]
    return first, [each for each in found if each not in first]


def main(arguments: Sequence[str]) -> int:
    """Run both; 0 when all is well, else the exit code of a half that is not."""
    first, second = halves(ROOT / "tests")
    pytest = (sys.executable, "-m", "pytest", *arguments)
    # What failed last is remembered for each half by itself, so that neither forgets what the other has found.
    beside = (*pytest, "-o", "cache_dir=.pytest_cache/second", *map(str, second))
    with tempfile.TemporaryFile() as said:
        other = subprocess.Popen(beside, stdout=said, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            if os.cpu_count() == 1:
                other.wait()
            code = subprocess.run((*pytest, *map(str, first)), cwd=ROOT, check=False).returncode
            other_code = other.wait()
        finally:
            other.terminate()
            other.wait()
        said.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
    if code or other_code:
        # A process that dies at its very end has printed nothing but that all is well.
        sys.stderr.write(f"exit codes of the halves: {code}, {other_code}\n")
    return next((each for each in (code, other_code) if each not in (0, NOTHING_COLLECTED)), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
