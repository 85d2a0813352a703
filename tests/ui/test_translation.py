"""Every sentence of the desk has its Chinese one, with the same places to fill."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import carddesk
from carddesk.language import catalogue
from carddesk.resources import resource

GUI = Path(carddesk.__file__).parent
SOURCES = [*sorted((GUI / "ui").rglob("*.py")), GUI / "app.py"]


def sentences() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"tr", "mark"}:
                said = node.args[0]
                if isinstance(said, ast.Constant):
                    yield str(said.value)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_nothing_is_left_in_english() -> None:
    known = catalogue("zh_CN")
    assert sorted({said for said in sentences() if said not in known}) == []


def test_translations_fill_the_same_places() -> None:
    known = catalogue("zh_CN")
    assert [said for said in sentences() if places(said) != places(known[said])] == []


def test_no_translation_is_left_over() -> None:
    ours = json.loads((resource("translations/zh_CN") / "ui.json").read_text(encoding="utf-8"))
    assert sorted(set(ours) - set(sentences())) == []
