import io
import os
import threading

import pytest

from carddesk.capture.camera import protocol
from carddesk.capture.camera.protocol import Fault, Fit, Follow, Frame, Message, Open, Opened, Ready, Seen, Take, Taken

MESSAGES: list[Message] = [
    Ready(),
    Open("stream", "http://ann:geheim@h/v", 1920, 1080, 3),
    Fit(320, 240),
    Take(7),
    Follow(8),
    Opened(1920, 1080, "Webcam"),
    Fault("camera_lost", 2.0),
    Seen((("0", "Webcam"), ("2", "样张"))),
    Frame(3, 1.5, 4, 2, 2, 1, {"quad": None, "sharp": 0.25}, bytes(range(6))),
    Taken(3, b"\xff\xd8jpeg"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: type(each).__name__)
def test_a_message_arrives_as_it_was_sent(message: Message) -> None:
    stream = io.BytesIO()
    protocol.send(stream, message)
    stream.seek(0)

    assert protocol.receive(stream) == message
    assert protocol.receive(stream) is None


def test_a_large_picture_goes_through_a_pipe_without_a_buffer() -> None:
    reading, writing = os.pipe()
    frame = Frame(1, 0.0, 1, 1, 1000, 700, {}, os.urandom(2_100_000))
    with os.fdopen(reading, "rb", buffering=0) as source, os.fdopen(writing, "wb", buffering=0) as sink:
        thread = threading.Thread(target=protocol.send, args=(sink, frame))
        thread.start()
        assert protocol.receive(source) == frame  # type: ignore[arg-type]
        thread.join()


def test_half_a_message_is_none() -> None:
    stream = io.BytesIO()
    protocol.send(stream, MESSAGES[-1])

    assert protocol.receive(io.BytesIO(stream.getvalue()[:-1])) is None


def test_an_address_with_a_password_is_not_printed() -> None:
    assert "geheim" not in repr(MESSAGES[1])
