"""docs/checks.md, made from the declarations: `python -m carddesk.cards.reference > docs/checks.md`."""

from __future__ import annotations

import sys

from carddesk.cards.checks import Check, checks
from carddesk.cards.repairs import Repairer, repairers

_HEAD = """# Checks and repairs

Made from the declarations by `python -m carddesk.cards.reference`; do not edit by hand.

A check is a pure function over what stands on a card. It raises flags, or says that it was *not checked* because a field it
needs was not read; that is never the same as passed. Levels decide the flow at the desk: an `error` cannot be accepted
without correcting it or saying why it may stand, a `warn` is visited, an `info` is only shown. R01 … R17 are the
numbers under which the rules that compare fields with each other were collected. The desk and `carddesk check` run the same checks.

"""
_CHECKS = "| check | what must hold | documents | needs | flags | source |\n|---|---|---|---|---|---|\n"
_REPAIRS = """
## Repairs
A repair is a value that would make a failing check hold. It is offered, and never taken by itself; a masked value is left alone.

| repair | what it does | documents | source |
|---|---|---|---|
"""


def reference() -> str:
    """The page as Markdown."""
    return (
        _HEAD
        + _CHECKS
        + "".join(map(_check, checks().values()))
        + _REPAIRS
        + "".join(map(_repair, repairers().values()))
    )


def _check(each: Check) -> str:
    needs = ", ".join(f"`{key}`" for key in each.needs) or "–"
    flags = ", ".join(f"`{code.value}` {level.value}" for code, level in each.gives.items())
    return f"| `{each.id}` | {_cell(each.title)} | {_documents(each)} | {needs} | {flags} | {_cell(each.source)} |\n"


def _repair(each: Repairer) -> str:
    return f"| `{each.id}` | {_cell(each.title)} | {_documents(each)} | {_cell(each.source)} |\n"


def _documents(each: Check | Repairer) -> str:
    return ", ".join(f"`{name}`" for name in sorted(each.documents)) or "all that have the fields"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
