"""Every English source string of the room `cards` has its Chinese, with the same places to fill."""

import ast
import re
from pathlib import Path

import carddesk.cards
from carddesk.cards.checks import checks
from carddesk.cards.documents import documents
from carddesk.cards.repairs import repairers
from carddesk.language import catalogue

ROOT = Path(carddesk.cards.__file__).parent
TITLES = {each.title for each in documents().values()}
FIELD_TITLES = {spec.title for each in documents().values() for spec in each.fields}


def sentences() -> set[str]:
    """String constants in checks and repairs that are sentences: a capital or a place at the start, and a blank.

    Where a rule comes from is for the documentation alone.
    """
    sources = {each.source for each in (*checks().values(), *repairers().values())}
    found: set[str] = set()
    for path in [*(ROOT / "checks").glob("*.py"), *(ROOT / "repairs").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
        docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
        constants = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        loose = {n.value.value for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
        found |= {
            each for each in constants - docstrings - loose - sources if re.match(r"[A-Z{]", each) and " " in each
        }
    return found


def test_the_checks_have_sentences_to_translate() -> None:
    assert len(sentences()) >= 30
    assert "Expired: valid until {found}" in sentences()


def test_every_sentence_and_title_is_in_the_chinese_catalogue() -> None:
    chinese = catalogue("zh_CN")
    assert {each for each in sentences() | TITLES | FIELD_TITLES if each not in chinese} == set()


def test_a_translation_has_the_places_of_its_source() -> None:
    chinese = catalogue("zh_CN")
    places = re.compile(r"{\w+}")
    assert [each for each in sentences() if set(places.findall(each)) != set(places.findall(chinese[each]))] == []
