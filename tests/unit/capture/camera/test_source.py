import pytest

from carddesk.capture.camera.source import source_of
from carddesk.capture.camera.troubles import CameraError


@pytest.mark.parametrize(
    ("typed", "place", "whole"),
    [
        ("http://192.168.1.20:8080/video", "http://192.168.1.20:8080/video", ""),
        ("  rtsp://camera.local/live?channel=1 ", "rtsp://camera.local/live?channel=1", ""),
        ("rtsp://ann:geheim@10.0.0.7:554/1", "rtsp://10.0.0.7:554/1", "rtsp://ann:geheim@10.0.0.7:554/1"),
        ("http://h/v?user=ann&pwd=geheim&fps=5", "http://h/v?fps=5", "http://h/v?user=ann&pwd=geheim&fps=5"),
        ("http://ann:p@ss@h/v", "http://h/v", "http://ann:p@ss@h/v"),
    ],
)
def test_what_is_secret_in_an_address_stands_in_the_whole_one_alone(typed: str, place: str, whole: str) -> None:
    source = source_of(typed)

    assert (source.kind, source.place, source.whole.reveal()) == ("stream", place, whole)
    assert "geheim" not in repr(source)
    assert "geheim" not in source.title


def test_a_video_file_is_named_by_its_path_or_as_a_file_address() -> None:
    assert source_of("/films/cards.avi").kind == "file"
    assert source_of("file:///films/my%20cards.avi").place == "/films/my cards.avi"
    assert source_of("/films/cards.avi").title == "cards.avi"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "192.168.1.20",
        "cards.avi",
        "concat:/etc/passwd|/etc/hosts",
        "ftp://h/v",
        "http://",
        "http://h:99999/v",
    ],
)
def test_what_is_no_address_of_a_camera_is_refused_in_words(typed: str) -> None:
    with pytest.raises(CameraError) as refused:
        source_of(typed)

    assert refused.value.code == "camera_address_form"
    assert "rtsp://" in refused.value.message
