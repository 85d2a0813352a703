"""Two runs right after each other report nothing, and what has changed is reported and shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.screens.__main__ import main
from tests.screens.compare import Change, compare, pictures

STATES = ["empty desk", "keys listed", "flagged card"]
ASKED = ["--look", "en-light", *(part for state in STATES for part in ("--state", state))]
ANOTHER_ACCENT = """
import sys
from dataclasses import replace
from carddesk.ui.look import tokens
tokens.LIGHT = replace(tokens.LIGHT, accent="#0B7A75")
from tests.screens.draw import main
main(sys.argv[1:])
"""


def shot(path: Path, colour: str = "white") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), colour).save(path)


def test_states_drawn_twice_are_the_same_and_another_colour_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path)]
    assert main([*out, *ASKED]) == 1, "what nobody has looked at yet is new"
    assert "new: en-light/flagged card.png" in capsys.readouterr().out
    assert main([*out, "--keep"]) == 0
    assert main([*out, *ASKED]) == 0, capsys.readouterr().out
    assert set(pictures(tmp_path / "now")) == {f"en-light/{state}.png" for state in STATES}

    command = [sys.executable, "-c", ANOTHER_ACCENT, "en-light", str(tmp_path / "now" / "en-light"), *STATES]
    run = subprocess.run(command, env=os.environ | {"TZ": "UTC"}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    changes = compare(tmp_path / "last", tmp_path / "now", tmp_path / "differs")
    assert {(change.kind, change.picture) for change in changes} >= {
        ("changed", "en-light/empty desk.png"),
        ("changed", "en-light/flagged card.png"),
    }
    assert all((tmp_path / "differs" / change.picture).is_file() for change in changes)


def test_what_is_changed_new_or_gone_is_told_and_what_was_not_drawn_is_left_alone(tmp_path: Path) -> None:
    last, now = tmp_path / "last", tmp_path / "now"
    shot(last / "en-light" / "01 same.png")
    shot(last / "en-light" / "02 other.png")
    shot(last / "en-light" / "03 gone.png")
    shot(last / "en-dark" / "01 same.png")
    shot(now / "en-light" / "01 new.png")
    shot(now / "en-light" / "02 same.png")
    shot(now / "en-light" / "03 other.png")
    with Image.open(now / "en-light" / "03 other.png") as other:
        other.putpixel((7, 9), (254, 255, 255))
        other.save(now / "en-light" / "03 other.png")
    assert compare(last, now, tmp_path / "differs") == [
        Change("new", "en-light/new.png"),
        Change("changed", "en-light/other.png", 1),
        Change("gone", "en-light/gone.png"),
    ]
    with Image.open(tmp_path / "differs" / "en-light" / "other.png") as marked:
        assert marked.getpixel((7, 9)) == (230, 0, 126)


def test_a_state_that_does_not_exist_is_no_success(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--look", "en-light", "--state", "no such state"]) == 2
    assert "there is no state 'no such state'" in capfd.readouterr().err


def test_nothing_drawn_cannot_be_kept(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path), "--keep"]) == 2
