"""Every English source string of Baidu's services has its Chinese, with the same places to fill."""

import ast
import re
from pathlib import Path

import carddesk.vendors.baidu
from carddesk.language import catalogue

ROOT = Path(carddesk.vendors.baidu.__file__).parent


def marked() -> set[str]:
    found: set[str] = set()
    for path in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "mark":
                found |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    return found


def test_there_are_strings_to_translate() -> None:
    assert len(marked()) >= 40


def test_every_string_is_in_the_chinese_catalogue_with_its_places() -> None:
    chinese = catalogue("zh_CN")
    assert marked() - set(chinese) == set()
    places = re.compile(r"{\w+}")
    assert [each for each in marked() if set(places.findall(each)) != set(places.findall(chinese[each]))] == []
