"""`carddesk recognize` with the engine inside, on the sample cards, as a script would run it."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from carddesk.resources import resource
from tests.unit.cli.conftest import command, environment

SAMPLES = ("01-resident-id-portrait.jpg", "06-residence-permit-taiwan-emblem.jpg")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[dict[str, Any]], Path]:
    """Exit code, lines and workbook of one run over two samples and a file that is no image."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    book = folder / "out.xlsx"
    paths = [resource("samples") / name for name in SAMPLES]
    args = ("recognize", *paths, folder / "broken.png", "--service", "local", "--json", "-", "--export", book)
    done = subprocess.run(
        command(*args, "--lang", "zh_CN", "--set", "reader.timeout=200"),
        env=environment(),
        capture_output=True,
        timeout=400,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()], book


def test_samples_are_read_and_the_broken_file_is_told(outcome: tuple[int, list[dict[str, Any]], Path]) -> None:
    code, lines, _ = outcome
    assert code == 1
    assert [line["document"] for line in lines] == ["resident_id", "residence_permit", None]
    assert [line["face"] for line in lines] == ["portrait", "emblem", None]
    assert lines[2]["error"]["code"] == "image_truncated"
    number = next(field for field in lines[0]["fields"] if field["key"] == "id_number")
    assert re.fullmatch(r"\d{17}[\dX]", number["value"])
    assert number["located_by"] == "local"
    assert len(number["quad"]) == 4
    assert lines[0]["elapsed_ms"] > 0


def test_messages_are_in_the_language_of_the_run(outcome: tuple[int, list[dict[str, Any]], Path]) -> None:
    _, lines, _ = outcome
    fields = [field for line in lines for field in line["fields"]]
    messages = [flag["message"] for told in (*lines, *fields) for flag in told["flags"]]
    messages += [line["error"]["message"] for line in lines if line["error"]]
    assert messages
    assert all(re.search(r"[\u4e00-\u9fff]", message) for message in messages)


def test_the_workbook_has_the_same_cards(outcome: tuple[int, list[dict[str, Any]], Path]) -> None:
    _, lines, book = outcome
    heading, *rows = load_workbook(book).worksheets[0].iter_rows(values_only=True)
    number = next(field["value"] for field in lines[0]["fields"] if field["key"] == "id_number")
    assert len(rows) == 3
    assert rows[0][heading.index("公民身份号码")] == number
