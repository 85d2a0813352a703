"""Whatever writers do, and however often the desk is restarted: each finished content is taken exactly once, and never half.

Writers pause for as long as they like, in one go or page by page, rename, write over, preallocate and delete. Times of files are
those of the clock that the test moves, as fine or as coarse as the share keeps them.
"""

import io
import os
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PIL import Image

from carddesk.capture import watched_folder
from tests.unit.capture.test_watched_whole import WHOLE
from tests.unit.capture.watching import Desk, Journal

NAMES = st.sampled_from(["a.png", "b.png", "c.jpg", "d.pdf", "scan.tif"])
PAUSES = st.sampled_from([0.1, 0.9, 1.0, 2.1, 5.0, 30.0])


def finished(suffix: str, number: int) -> bytes:
    """A whole file that is like no other."""
    if suffix == ".pdf":
        return WHOLE["pdf"] + b"%%%d" % number
    size = (20 + number % 7, 20)
    picture = Image.frombytes("RGB", size, random.Random(number).randbytes(size[0] * size[1] * 3))
    out = io.BytesIO()
    if suffix == ".tif":
        picture.save(out, "TIFF", save_all=True, append_images=[picture] * (1 + number % 3))
    else:
        picture.save(out, "PNG" if suffix == ".png" else "JPEG")
    return out.getvalue()


class Writer:
    """Somebody who writes a file from its beginning to its end, in pieces."""

    def __init__(self, path: Path, content: bytes, how: str, first_page: bytes = b"") -> None:
        self.target = path
        self.content = content
        self.how = how
        self.done = 0
        self.path = path.with_name(f"{path.name}.part") if how == "rename" else path
        self.open: IO[bytes] | None = None
        if how == "preallocate":
            self.path.write_bytes(bytes(len(content)))
        elif how == "open":
            self.open = self.path.open("wb")
            self.open.write(first_page)
            self.open.flush()
        elif how != "over" or not self.path.exists():
            self.path.write_bytes(b"")

    @property
    def is_done(self) -> bool:
        return self.done >= len(self.content)

    def write(self, part: float) -> None:
        """Some more; whoever keeps the file open closes it behind the last piece."""
        end = min(len(self.content), self.done + max(1, round(part * len(self.content))))
        piece = self.content[self.done : end]
        if self.open is not None:
            if end == len(self.content):  # until then its first page stood there, as whole as a file of one page is
                self.open.seek(0)
                self.open.write(self.content)
        else:
            with self.path.open("r+b") as file:
                file.seek(self.done)
                file.write(piece)
        self.done = end
        if not self.is_done:
            return
        if self.open is not None:
            self.open.close()
            self.open = None
        with self.path.open("r+b") as file:
            file.truncate(end)
        if self.path != self.target:
            self.path.replace(self.target)


class Watched(RuleBasedStateMachine):
    """One folder, some writers, one desk at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.ways = ExitStack()
        self.folder = Path(self.ways.enter_context(tempfile.TemporaryDirectory()))
        # Who keeps a file open for minutes, and does not write, is not waited for; these take their time and do write.
        self.ways.enter_context(patch.object(watched_folder, "OPEN_MOST_S", 1e9))
        self.journal = Journal()
        self.writers: dict[str, Writer] = {}
        self.whole: dict[str, bytes] = {}
        """What the last writer of each name has finished."""
        self.ever: set[bytes] = set()
        self.number = 0

    @initialize(after=st.sampled_from(["leave", "move", "mark"]), tick_ns=st.sampled_from([1, 2_000_000_000]))
    def begin(self, after: str, tick_ns: int) -> None:
        self.after, self.tick_ns = after, tick_ns
        self.clock = 1_700_000_000.0
        self._sit_down()

    def _sit_down(self) -> None:
        self.desk = Desk(self.folder, self.journal, after=self.after, patience_s=1e9)
        self.desk.clock = self.clock

    def _stamp(self, path: Path) -> None:
        if path.exists():
            moment = round(self.clock * 1e9) + 3
            os.utime(path, ns=(moment, moment - moment % self.tick_ns))

    @rule(name=NAMES, how=st.sampled_from(["plain", "rename", "preallocate", "open", "over"]))
    def sit_to_write(self, name: str, how: str) -> None:
        suffix = Path(name).suffix
        if name in self.writers:
            return
        if suffix == ".tif":
            how = "open"  # a TIFF may be whole after each page: only who keeps it open, or renames it, tells that more comes
        if how == "over" and suffix != ".png":
            how = "plain"  # half of one JPEG and half of another cannot be told from a whole one, whoever looks
        if how == "open" and sys.platform != "linux":
            how = "rename"
        self.number += 1
        content, first_page = finished(suffix, self.number), b""
        if suffix == ".tif":
            first_page = WHOLE["tiff"][:] + b"%d" % self.number
        self.writers[name] = Writer(self.folder / name, content, how, first_page)
        if how != "rename":
            self.whole.pop(name, None)
        self._stamp(self.writers[name].path)

    @precondition(lambda self: self.writers)
    @rule(data=st.data(), part=st.sampled_from([1.0, 0.5, 0.2]))
    def write(self, data: Any, part: float) -> None:
        name = data.draw(st.sampled_from(sorted(self.writers)))
        self._write(name, part)

    def _write(self, name: str, part: float) -> None:
        writer = self.writers[name]
        if not writer.path.exists():  # whoever deletes what is being written ends that
            if writer.open is not None:
                writer.open.close()
            del self.writers[name]
            return
        writer.write(part)
        self._stamp(writer.target if writer.is_done else writer.path)
        if writer.is_done:
            del self.writers[name]
            self.whole[name] = writer.content
            self.ever.add(writer.content)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        if name not in self.writers:
            (self.folder / name).unlink(missing_ok=True)
            self.whole.pop(name, None)

    @rule(pause=PAUSES)
    def look(self, pause: float) -> None:
        self.clock += pause
        self.desk.clock = self.clock - pause
        self.desk.step(pause)

    @rule(pause=PAUSES, written=st.booleans())
    def kill(self, pause: float, written: bool) -> None:
        """In the middle: what was in hand is in the journal, or it is not; nothing else was done with it."""
        self.clock += pause
        self.desk.clock = self.clock
        for each in self.desk.look().ready if written else ():
            self.journal.rows[each.seen, each.content] = None if self.after == "leave" else "taken"
            self.journal.contents.append(each.data)
        self._sit_down()

    @invariant()
    def nothing_half_and_nothing_twice(self) -> None:
        taken = self.journal.contents
        assert len(taken) == len(set(taken)), "taken twice"
        assert set(taken) <= self.ever, "taken half"

    def teardown(self) -> None:
        try:
            if hasattr(self, "desk"):
                for name in list(self.writers):
                    while name in self.writers:
                        self._write(name, 1.0)
                for _ in range(90):
                    self.look(1.0)
                self.kill(1.0, written=False)
                for _ in range(5):
                    self.look(1.0)
                missing = [name for name, content in self.whole.items() if content not in self.journal.contents]
                assert missing == [], "never taken"
                self.nothing_half_and_nothing_twice()
                if self.after != "leave":
                    assert [path for path in self.folder.iterdir() if path.suffix in {".png", ".jpg"}] == []
                    assert not (self.folder / ".carddesk").exists()
        finally:
            for writer in self.writers.values():
                if writer.open is not None:
                    writer.open.close()
            self.ways.close()


Watched.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
test_each_finished_content_is_taken_once_and_never_half = pytest.mark.skipif(
    sys.platform == "win32", reason="files that are open cannot be renamed there"
)(Watched.TestCase)
