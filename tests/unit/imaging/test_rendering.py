"""The rendering process and who asks it: it may crash, be closed, lack a library or forget a file, and each is said or made good."""

import sys
import threading
import time

import pytest

from carddesk.errors import ImageError
from carddesk.imaging.rendering import process as module
from carddesk.imaging.rendering import worker
from carddesk.imaging.rendering.process import Renderer
from carddesk.imaging.rendering.protocol import UNKNOWN, Order, Outcome
from tests.specimens.documents import colours

READS = (
    "import os, sys, time; from carddesk.pipes import read_message; from carddesk.imaging.rendering.protocol import *; "
    "out, inn = sys.stdout.buffer, sys.stdin.buffer"
)


def played(monkeypatch: pytest.MonkeyPatch, deed: str, seconds: float = 20.0) -> Renderer:
    """One whose process is ready and then does this."""
    program = f"{READS}\nsend(out, READY)\n{deed}"
    monkeypatch.setattr(module, "_command", lambda: [sys.executable, "-c", program])
    return Renderer(seconds)


def refused(renderer: Renderer) -> ImageError:
    with pytest.raises(ImageError) as told:
        renderer.ask("pdf", "facts", b"file")
    renderer.close()
    return told.value


def test_a_process_that_dies_over_a_file_is_not_asked_again_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused(played(monkeypatch, "read_message(inn); os._exit(139)"))
    assert said.code == "image_broken"
    assert "brought down" in said.message


def test_one_that_says_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = played(monkeypatch, "read_message(inn); time.sleep(60)", 0.5)
    began = time.monotonic()
    assert refused(renderer).code == "document_slow"
    assert time.monotonic() - began < 10
    assert renderer.pid is None


def test_one_that_never_is_ready_is_said_to_be_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_command", lambda: [sys.executable, "-c", "raise SystemExit(1)"])
    said = refused(Renderer())
    assert (said.code, said.retryable) == ("renderer_unavailable", True)


def test_an_answer_cut_off_in_its_middle_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    deed = "read_message(inn); out.write(b'\\0\\0\\0\\x09\\0\\0\\0\\0\\0\\0\\0\\0half'); out.flush(); os._exit(0)"
    assert refused(played(monkeypatch, deed)).code == "image_broken"


def test_closing_ends_who_waits_and_starts_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = played(monkeypatch, "read_message(inn); time.sleep(60)")
    told: list[ImageError] = []

    def ask() -> None:
        try:
            renderer.ask("pdf", "facts", b"file")
        except ImageError as error:
            told.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    while renderer.pid is None:
        time.sleep(0.01)
    time.sleep(0.2)
    renderer.close()
    waiting.join(10)
    assert not waiting.is_alive()
    assert renderer.pid is None
    assert len(told) == 1


def test_the_bytes_of_a_file_go_over_once_and_again_where_they_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    deed = (
        "for at in range(3):\n"
        " head, body = read_message(inn)\n"
        " send(out, UNKNOWN if at == 1 else Outcome(sizes=((len(body), 1),)))"
    )
    renderer = played(monkeypatch, deed)
    assert renderer.ask("pdf", "facts", b"file")[0].sizes == ((4, 1),)
    assert renderer.ask("pdf", "facts", b"file")[0].sizes == ((4, 1),)
    renderer.close()


def test_the_process_forgets_the_oldest_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "KEPT_BYTES", 10)
    files = worker._Files()
    for key in ("a", "b", "c"):
        files.take(key, b"12345")
    assert [files.has(key) for key in ("a", "b", "c")] == [False, True, True]
    files.take("huge", bytes(100))
    assert [files.has(key) for key in ("b", "c", "huge")] == [False, False, True]
    assert worker._outcome(files, Order("pdf", "facts", "a"), b"") == (UNKNOWN, b"")


def test_a_library_that_is_missing_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "carddesk.imaging.rendering.pdf", None)
    outcome, _ = worker._outcome(worker._Files(), Order("pdf", "facts", "a"), colours(1))
    assert outcome == Outcome("missing")


def test_no_other_module_is_loaded_for_an_order() -> None:
    assert worker._outcome(worker._Files(), Order("os", "facts", "a"), b"x") == (UNKNOWN, b"")
