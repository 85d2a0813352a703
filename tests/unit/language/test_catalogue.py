"""Every sentence the program can say is in every catalogue, and no catalogue holds what nobody says any more."""

import ast
import json
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import carddesk
from carddesk.cards.checks import checks
from carddesk.cards.documents import documents
from carddesk.cards.repairs import repairers
from carddesk.language import LANGUAGES, SOURCE
from carddesk.resources import resource
from carddesk.services.contract import ServiceContext
from carddesk.services.registry import discover
from carddesk.settings import DECLARED
from carddesk.workflow.catalogue import PLACES

PACKAGE = Path(carddesk.__file__).parent
SPEAKING = {"tr": 0, "mark": 0, "Flag": 2, "error": 2, "warn": 2, "Notice": 1, "Writer": 1}
"""Calls whose argument at this place is a source string."""
KEYWORDS = {"Flag": "message", "Notice": "message", "Writer": "title"}
TABLES = ("cards/checks/*.py", "cards/repairs/*.py", "export/wording.py")
"""Where source strings stand in tables at the head of a module, since nothing there can be given to `mark`."""
ERRORS = {"UserError", "ImageError", "ServiceError", "EnvironmentFault", "Failure"}
OTHERS = [language for language in LANGUAGES if language != SOURCE]


def spoken_in(tree: ast.AST, speaking: Mapping[str, int] = SPEAKING) -> Iterator[tuple[str, int]]:
    """The source strings in a module, with their lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called not in speaking:
            continue
        place = speaking[called]
        given = list(node.args[place : place + 1])
        given += [keyword.value for keyword in node.keywords if keyword.arg == KEYWORDS.get(called)]
        for value in given:
            for part in [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                    yield part.value, part.lineno


def in_tables(tree: ast.Module, *, headed: bool) -> Iterator[tuple[str, int]]:
    """What reads like a sentence, anywhere in the module but in docstrings, and if `headed` what stands in tables at its head.

    Where a rule comes from is told in the documentation alone, which is in English.
    """
    sources = {each.source for each in checks().values()} | {each.source for each in repairers().values()}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    headings = {
        id(value)
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Dict)
        for value in statement.value.values
        if headed
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
            continue
        if node.value in sources:
            continue
        if re.match(r"[A-Z{][A-Za-z]" if id(node) in headings else r"[A-Z{][a-z'A-Z]*}? [a-z]", node.value):
            yield node.value, node.lineno


def constants() -> set[str]:
    """Every string in the package."""
    return {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def in_code() -> dict[str, str]:
    """Every source string written in the package, and where."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        where = path.relative_to(PACKAGE)
        headed = where.parts[0] == "export"
        tables = in_tables(tree, headed=headed) if any(where.match(pattern) for pattern in TABLES) else ()
        said = spoken_in(tree, SPEAKING | {"say": 0} if where.parts[0] == "export" else SPEAKING)
        for text, line in (*said, *tables):
            found[text] = f"{where}:{line}"
    return found


def declared() -> dict[str, str]:
    """Every source string that stands in a declaration."""
    found = {}
    for document in documents().values():
        found[document.title] = f"document {document.id}"
        found |= {spec.title: f"field {document.id}.{spec.key}" for spec in document.fields}
    for setting in DECLARED:
        found |= {setting.title: f"setting {setting.key}", setting.help: f"setting {setting.key}"}
    for service in discover(PLACES, ServiceContext(setting=lambda _key: "")).values():
        told = [service.info.note, *(text for option in service.info.options for text in (option.title, option.help))]
        told += [meaning for option in service.info.options for meaning in option.meanings]
        found |= {text: f"service {service.info.id}" for text in told if text}
    return found


def spoken() -> dict[str, str]:
    return in_code() | declared()


def rooms(language: str) -> dict[str, dict[str, str]]:
    folder = resource(f"translations/{language}")
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def places(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def merged(language: str) -> dict[str, str]:
    return {source: said for room in rooms(language).values() for source, said in room.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    known = merged(language)
    missing = [f"{where}: {text!r}" for text, where in spoken().items() if text not in known]
    assert not missing, "\n".join(["without translation:", *missing])


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    said = constants() | set(declared())
    stale = [f"{room}: {text!r}" for room, known in rooms(language).items() for text in known if text not in said]
    assert not stale, "\n".join(["said by nobody:", *stale])


@pytest.mark.parametrize("language", OTHERS)
def test_translations_fill_the_same_places(language: str) -> None:
    wrong = [text for text, said in merged(language).items() if "{" in text + said and places(text) != places(said)]
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_translations_say_something_and_keep_their_ends(language: str) -> None:
    for text, said in merged(language).items():
        assert said.strip(), text
        assert said[:1].isspace() == text[:1].isspace(), text
        assert said[-1:].isspace() == text[-1:].isspace(), text


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_stands_in_two_rooms_with_two_translations(language: str) -> None:
    seen: dict[str, tuple[str, str]] = {}
    for room, known in rooms(language).items():
        for text, said in known.items():
            assert seen.setdefault(text, (said, room))[0] == said, f"{text!r} in {room} and {seen[text][1]}"


def test_the_search_sees_what_it_must_see() -> None:
    code = 'tr("a", n=1); mark("b"); Flag(c, l, "d {x}", k); x.tr("e"); tr("f" if y else "g"); Flag(message="h"); tr(v)'
    assert [text for text, _ in spoken_in(ast.parse(code))] == ["a", "b", "d {x}", "e", "f", "g", "h"]
    assert len(in_code()) > 50


def bare(tree: ast.AST) -> Iterator[int]:
    """Lines on which an error is given its message as a bare string, past `tr`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            message = node.args[1] if len(node.args) > 1 else None
            if isinstance(message, ast.JoinedStr | ast.Constant) and any(
                isinstance(part, ast.Constant) and re.search(r"[a-z] [a-z]", str(part.value))
                for part in ast.walk(message)
            ):
                yield node.lineno


def test_no_error_speaks_past_the_catalogue() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in bare(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(["give these to `tr`:", *found])
