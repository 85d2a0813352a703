from pathlib import Path

import pytest

from carddesk.capture.camera import devices
from carddesk.capture.camera.devices import Device, chosen


def node(system: Path, number: int, name: str, index: int) -> None:
    place = system / f"video{number}"
    place.mkdir(parents=True)
    (place / "name").write_text(f"{name}\n", encoding="utf-8")
    (place / "index").write_text(f"{index}\n", encoding="utf-8")


def test_cameras_are_listed_once_by_name_and_not_by_their_second_nodes(tmp_path: Path) -> None:
    node(tmp_path, 10, "Document  Camera", 0)
    node(tmp_path, 2, "Webcam", 0)
    node(tmp_path, 3, "Webcam", 1)

    assert devices._listed(tmp_path) == (Device("2", "Webcam"), Device("10", "Document Camera"))
    assert devices._listed(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("wished", "number"),
    [
        ("2 Webcam", "2"),
        ("7 Webcam", "2"),  # plugged in elsewhere
        ("2 Document Camera", "10"),  # numbers have changed places
        ("4 Gone", "2"),
        ("", "2"),
    ],
)
def test_the_wished_camera_is_found_by_its_name_when_numbers_change(wished: str, number: str) -> None:
    there = (Device("2", "Webcam"), Device("10", "Document Camera"))

    found = chosen(wished, there)

    assert found is not None
    assert found.number == number


def test_there_may_be_no_camera() -> None:
    assert chosen("2 Webcam", ()) is None
