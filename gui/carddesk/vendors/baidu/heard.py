"""Baidu's JSON as values: numbers as they were written, and what comes twice under one name kept twice."""

from __future__ import annotations

import json
from collections.abc import Sequence

_NESTED = (dict, list)


def heard(text: str) -> object:
    """The JSON value, its numbers as they were written; None where it is no JSON.

    Labels are what a model saw, so one may come twice in a card: then both are kept, as if the service had listed them.
    """
    try:
        value: object = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_together
        )
    except (ValueError, RecursionError):
        return None
    return value


def _together(members: Sequence[tuple[str, object]]) -> dict[str, object]:
    node: dict[str, object] = {}
    several: dict[str, list[object]] = {}
    for name, value in members:
        there = node.get(name)
        if isinstance(there, _NESTED) and (value is None or isinstance(value, _NESTED)):
            if name not in several:
                node[name] = several[name] = _listed(there)
            several[name] += _listed(value)
        else:
            node[name] = value
    return node


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]
