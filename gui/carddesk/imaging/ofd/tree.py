"""A foreign XML file as a small tree: no document type, no entities, and only so deep and so large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MOST_ELEMENTS: Final = 100_000
DEEPEST: Final = 64
"""Page blocks may stand in page blocks; nobody nests them so deep."""


class BadXml(Exception):
    """It is no XML, or more of it than any document needs."""


@dataclass(slots=True)
class Element:
    """One element: its name without prefix, its attributes likewise, its text, and where it stands in the file.

    Attributes:
        start, end: where its opening tag begins in the file's bytes, and its closing tag; where it has none, the place behind it.
    """

    name: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def every(self, name: str) -> Iterator[Element]:
        """Those of this name directly inside."""
        return (each for each in self.inside if each.name == name)

    def first(self, *path: str) -> Element | None:
        """The first one along a path of names."""
        found: Element | None = self
        for name in path:
            found = next(found.every(name), None) if found is not None else None
        return found

    def all_below(self) -> Iterator[Element]:
        """All inside, however deep."""
        for each in self.inside:
            yield each
            yield from each.all_below()


class _Building:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.top = Element("", {}, 0)
        self._stack = [self.top]
        self._count = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._stack) > DEEPEST:
            raise BadXml
        made = Element(
            _bare(name), {_bare(key): value for key, value in attributes.items()}, self.parser.CurrentByteIndex
        )
        self._stack[-1].inside.append(made)
        self._stack.append(made)

    def _end(self, _name: str) -> None:
        # The index is where the closing tag begins, or, where the element has none, where it began itself.
        self._stack.pop().end = self.parser.CurrentByteIndex

    def _text(self, text: str) -> None:
        if len(self._stack[-1].text) < 10_000:
            self._stack[-1].text += text

    def _refuse(self, *_said: object) -> None:
        raise BadXml


def parsed(data: bytes) -> Element:
    """The outermost element.

    Raises:
        BadXml: it cannot be read, or must not be.
    """
    if b"\0" in data:
        raise BadXml  # the standard wants UTF-8, and places in the file are counted in it
    building = _Building()
    try:
        building.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadXml from error
    if not building.top.inside:
        raise BadXml
    return building.top.inside[0]


def _bare(name: str) -> str:
    return name.rpartition(":")[2]
