"""docs/command-line.md tells script writers all that they can rely on."""

import ast
import re
from pathlib import Path

import pytest

import carddesk
from carddesk.cards.documents import documents
from carddesk.cards.flags import FlagCode
from carddesk.cli import Exit, commands
from carddesk.workflow.batch_line import BatchLine, Trouble

PAGE = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")
PACKAGE = Path(carddesk.__file__).parent
FIRST = (0,)
CARRIERS = {
    **dict.fromkeys(("ImageError", "ServiceError", "Failure", "Trouble", "Fault", "CallFailed"), FIRST),
    "Refused": (0, 1),  # a vendor's begins with its code, a file's with its name
}
"""What ends as `error` of a line, and where its code may stand."""


def error_codes() -> set[str]:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if path.parent == PACKAGE / "capture" / "camera":
            continue  # no command uses a camera
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CARRIERS:
                given = [node.args[at] for at in CARRIERS[node.func.id] if at < len(node.args)]
                found |= {arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return found


@pytest.mark.parametrize("name", sorted(commands.COMMANDS))
def test_every_command_is_told(name: str) -> None:
    assert f"carddesk {name}" in PAGE
    assert f"\n## {name}\n" in PAGE


@pytest.mark.parametrize("code", list(FlagCode))
def test_every_flag_code_is_told(code: FlagCode) -> None:
    assert f"\n| `{code}` | " in PAGE


def test_every_error_code_is_told() -> None:
    codes = error_codes()
    assert {"image_broken", "no_card", "reader_crashed", "file_missing"} <= codes
    untold = sorted(code for code in codes if f"`{code}`" not in PAGE)
    assert not untold


def test_every_exit_code_is_told() -> None:
    assert [int(code) for code in re.findall(r"^\| (\d+) \| ", PAGE, re.MULTILINE)] == [int(code) for code in Exit]


def test_every_key_of_a_line_is_told() -> None:
    line = BatchLine("a.png", 1, "local", None, trouble=Trouble("no_card", "None.")).to_json()
    assert all(f"`{key}`" in PAGE for key in (*line, *line["error"]))


def test_every_document_is_told() -> None:
    assert all(f"`{document}`" in PAGE for document in documents())
