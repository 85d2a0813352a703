"""Every English source string of the room `export` has its Chinese, with the same places to fill."""

import ast
import re
from pathlib import Path

import carddesk.export
from carddesk.export import writers
from carddesk.export.wording import _FACES, _STATUSES, HEADINGS
from carddesk.language import catalogue

ROOT = Path(carddesk.export.__file__).parent


def said() -> set[str]:
    """What is given to `say` as a constant, and sentences kept in a variable for it."""
    found: set[str] = set()
    for path in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "say":
                found |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and "sentence" in ast.unparse(node.targets[0])
            ):
                found.add(str(node.value.value))
    return found


def test_every_string_is_in_the_chinese_catalogue() -> None:
    chinese = catalogue("zh_CN")
    titles = {writer.title for writer in writers().values()}
    wanted = said() | titles | set(HEADINGS.values()) | set(_FACES.values()) | set(_STATUSES.values())
    assert len(said()) > 25
    assert {each for each in wanted if each not in chinese} == set()


def test_a_translation_has_the_places_of_its_source() -> None:
    chinese, places = catalogue("zh_CN"), re.compile(r"{\w+}")
    assert [each for each in said() if set(places.findall(each)) != set(places.findall(chinese[each]))] == []
