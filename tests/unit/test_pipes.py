import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO, cast

from hypothesis import given
from hypothesis import strategies as st

import carddesk
from carddesk.pipes import read_message, write_message

HEADS = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=20) | st.lists(st.booleans()), max_size=4)
BODIES = st.binary(max_size=300)


class Narrow(io.BytesIO):
    """Takes three bytes at a time, as a pipe without a buffer may."""

    def write(self, data: object) -> int:
        return super().write(memoryview(data)[:3])  # type: ignore[arg-type]


@given(st.lists(st.tuples(HEADS, BODIES), max_size=4))
def test_messages_come_over_as_they_were_sent(messages: list[tuple[dict[str, object], bytes]]) -> None:
    stream = Narrow()
    for head, body in messages:
        write_message(stream, head, body)
    stream.seek(0)
    assert [read_message(stream) for _ in messages] == messages
    assert read_message(stream) is None


@given(HEADS, BODIES, st.data())
def test_of_a_message_that_breaks_off_nothing_is_taken(
    head: dict[str, object], body: bytes, data: st.DataObject
) -> None:
    stream = io.BytesIO()
    write_message(stream, head, body)
    whole = stream.getvalue()
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert read_message(io.BytesIO(whole[:cut])) is None


def test_what_goes_through_a_real_pipe_is_whole_however_large() -> None:
    reading, writing = (cast(BinaryIO, end) for end in _pipe())
    body = bytes(range(256)) * 20_000
    sender = threading.Thread(target=write_message, args=(writing, {"n": 1}, memoryview(body)))
    sender.start()
    try:
        assert read_message(reading) == ({"n": 1}, body)
    finally:
        sender.join()
        reading.close()
        writing.close()


def _pipe() -> tuple[io.FileIO, io.FileIO]:
    back, front = os.pipe()
    return io.FileIO(back, "r"), io.FileIO(front, "w")


def test_what_a_library_prints_or_reads_does_not_come_between() -> None:
    child = (
        "import os, sys\n"
        "from carddesk.pipes import pipes_to_parent, read_message, write_message\n"
        "asked, answers = pipes_to_parent(silent=True)\n"
        "print('chatter', flush=True); os.write(1, b'more'); os.write(2, b'wailing')\n"
        "head, body = read_message(asked)\n"
        "write_message(answers, {'stolen': len(sys.stdin.read()), **head}, body)\n"
    )
    stream = io.BytesIO()
    write_message(stream, {"a": "样张"}, b"\0\1")
    place = {"PYTHONPATH": str(Path(carddesk.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", child], input=stream.getvalue(), capture_output=True, env=place, check=True
    )
    assert read_message(io.BytesIO(done.stdout)) == ({"stolen": 0, "a": "样张"}, b"\0\1")
    assert done.stderr == b""
