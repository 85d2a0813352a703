import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from carddesk.capture.camera.diagnosis import diagnosed
from tests.fakes.mjpeg import FakeCamera

GREY = np.full((48, 64, 3), 127, np.uint8)


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server of one sentence: what it is asked, it keeps."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                asked.append(line.recv(4096))
                line.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], asked
        thread.join()


def test_what_a_web_camera_lacks_is_told_apart() -> None:
    with FakeCamera([GREY], login="ann:secret") as camera:
        with_login = camera.url.replace("//", "//ann:secret@")
        assert diagnosed(camera.url) == "camera_denied"
        assert diagnosed(with_login) == "camera_no_picture"  # it plays: whoever still sees nothing cannot decode it
        for mode in ("page", "missing"):
            camera.mode = mode
            assert diagnosed(with_login) == "camera_address"
        camera.mode = "drop"
        assert diagnosed(with_login) == "camera_unreachable"
    assert diagnosed(camera.url) == "camera_unreachable"


def test_a_name_that_nobody_has_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert diagnosed("http://camera.invalid/video") == "camera_unknown_host"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="c"\r\n\r\n', "camera_denied"),
        (b"RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n", "camera_address"),
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", "camera_no_picture"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "camera_address"),
        (b"", "camera_address"),
    ],
)
def test_what_an_rtsp_camera_lacks_is_told_apart(answer: bytes, code: str) -> None:
    with answering(answer) as (port, asked):
        assert diagnosed(f"rtsp://ann:secret@127.0.0.1:{port}/live?x=1") == code
    assert asked[0].startswith(f"DESCRIBE rtsp://127.0.0.1:{port}/live?x=1 RTSP/1.0\r\n".encode())
    assert b"Authorization: Basic YW5uOnNlY3JldA==\r\n" in asked[0]
