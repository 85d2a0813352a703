"""XML from the network: read without document types, entities or unbounded depth; names count by their namespace's address."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_NAMESPACES: Final = ("http://schemas.hp.com/imaging/escl/", "http://www.pwg.org/schemas/")
"""Followed by the date of a revision. Devices mix the two up (`scan:InputSource`, `pwg:DocumentFormatExt`), so what stands in
either of them is known by its local name."""
_MOST_DEEP: Final = 32
_MOST_BYTES: Final = 400_000
"""Ten times what a large scanner says of itself; read in some milliseconds."""


class BadDocument(ValueError):
    """No XML, or none that can be meant for us."""


def document(data: bytes, name: str) -> Element:
    """The root of a document that must have this name; its elements have plain names where they are eSCL's or PWG's, and
    names that match nothing otherwise.

    Raises:
        BadDocument: broken, too large, too deep, with a document type, or another document.
    """
    if len(data) > _MOST_BYTES:
        raise BadDocument("too large")
    reading = _Reading()
    try:
        root = reading.read(data.lstrip(b" \t\r\n"))  # a declaration must stand first, and some put a line before it
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadDocument(str(error)) from None
    if root.tag != name:
        raise BadDocument(f"it is {root.tag[:80]}, not {name}")
    return root


def said(element: Element | None, name: str) -> str:
    """The text of the child of this name, without blanks around it; empty where there is none."""
    return "" if element is None else (element.findtext(name) or "").strip()


def number(element: Element | None, name: str, most: int) -> int | None:
    """The child of this name as a whole number from 1 to `most`; None where it is none."""
    text = said(element, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        return None
    return int(text) if 1 <= int(text) <= most else None


class _Reading:
    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._tree.data
        self._parser = parser

    def read(self, data: bytes) -> Element:
        self._parser.Parse(data, True)
        return self._tree.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEEP:
            raise BadDocument("too deep")
        self._tree.start(_plain(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(_plain(name))

    @staticmethod
    def _refuse(*_declared: object) -> None:
        raise BadDocument("it has a document type")


def _plain(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return local if namespace.startswith(_NAMESPACES) else f"{{{namespace}}}{local}"
