"""Answers gone wrong: members lost, renamed or swapped for anything JSON can hold, bytes cut, doubled or replaced."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

_SCALARS: tuple[object, ...] = (
    None, True, False, 0, -1, 2**70, 1.5, 1e300, "", " ", "\0", "\ud800", "长期", "1990-01-15", "2026-02-30", "x" * 3000, "0.5", "nan",
)  # fmt: skip


def bodies(whole: object, keys: Sequence[str]) -> st.SearchStrategy[bytes]:
    """Mutations of an answer, by a seed that hypothesis picks and can make smaller."""
    return st.integers(0, 2**48).map(lambda seed: _mutation(whole, keys, random.Random(seed)))


def mutated(whole: object, keys: Sequence[str], times: int) -> Iterator[bytes]:
    """That many mutations, always the same."""
    return (_mutation(whole, keys, random.Random(seed)) for seed in range(times))


def header_values(names: Sequence[str]) -> st.SearchStrategy[dict[str, str]]:
    """Headers with any text in them, or absent."""
    dates = st.sampled_from(("Sat, 21 Nov 2026 10:00:00 GMT", "Sat, 99 Nov 99999 10:00:00", "5", "-1", "1e9", "٣"))
    return st.dictionaries(st.sampled_from(tuple(names)), dates | st.text(max_size=30), max_size=len(names))


def _mutation(whole: object, keys: Sequence[str], chance: random.Random) -> bytes:
    value = copy.deepcopy(whole)
    for _ in range(chance.randint(0, 4)):
        value = _changed(value, keys, chance)
    body = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return _bent(body, chance) if chance.random() < 0.15 else body


def _changed(value: object, keys: Sequence[str], chance: random.Random) -> object:
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.7:
            value[key] = _changed(value[key], keys, chance)
        elif chance.random() < 0.4:
            del value[key]
        else:
            value[chance.choice(keys)] = _anything(keys, chance)
        return value
    if isinstance(value, list) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        value[at] = _changed(value[at], keys, chance)
        return value
    return _anything(keys, chance)


def _anything(keys: Sequence[str], chance: random.Random, depth: int = 0) -> object:
    kind = chance.random()
    if kind < 0.6 or depth > 2:
        return chance.choice(_SCALARS)
    if kind < 0.8:
        return [_anything(keys, chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(keys): _anything(keys, chance, depth + 1) for _ in range(chance.randint(0, 3))}


def _bent(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body) + 1)
    return chance.choice(
        (body[:at], body + body, body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :], b"\xef\xbb\xbf" + body)
    )
