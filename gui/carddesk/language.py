"""Translation without Qt: English source strings, and one catalogue for each other language, a file a room.

A catalogue is `resources/translations/<language>/<room>.json`: source string to translation. `tr` looks a string up in
the language of the run and fills its `{places}`; `mark` only says that a string will be given to `tr` later.
"""

from __future__ import annotations

import json
import locale
import os
from dataclasses import dataclass
from functools import cache

from carddesk.resources import resource

SOURCE = "en"
LANGUAGES = (SOURCE, "zh_CN")
"""Every language there is, the source language first."""


_ROOMY = ("。", "！", "？", "：", "；")


@dataclass(slots=True)
class _Run:
    """What `use` chose: the language and its catalogue, in one tuple so that threads never see half a change."""

    spoken: tuple[str, dict[str, str]] = (SOURCE, {})


_run = _Run()


def use(preference: str) -> str:
    """Make `preference` (one of `LANGUAGES`, or `""` for the system's) the language of the run; gives the one taken."""
    language = resolve(preference)
    _run.spoken = (language, catalogue(language))
    return language


def current() -> str:
    """The language of the run."""
    return _run.spoken[0]


def tr(text: str, /, **places: object) -> str:
    """`text` in the language of the run, its `{places}` filled. A string without translation stays English."""
    found = _run.spoken[1].get(text, text)
    return found.format_map(places) if places else found


def sentences(*said: str) -> str:
    """Those there are, one after another; behind a full-width sign there is room enough without a blank."""
    whole = ""
    for each in said:
        whole += each if not whole or whole.endswith(_ROOMY) else f" {each}" if each else ""
    return whole


def mark(text: str) -> str:
    """`text` itself: says that it is a source string which is given to `tr` elsewhere."""
    return text


def resolve(preference: str) -> str:
    """The language that fits a wish: itself if there is such a one, else by its first part, else the source language."""
    wanted = preference or system_language()
    if wanted in LANGUAGES:
        return wanted
    # zh, zh-Hans, zh_TW.UTF-8 and Windows' "Chinese (Simplified)_China" are all better served by Chinese than by English.
    return "zh_CN" if wanted.lower().startswith(("zh", "chinese")) else SOURCE


def system_language() -> str:
    """What the system says the person speaks (`zh_CN.UTF-8` …), or `""`."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(variable, ""):
            return said
    return locale.getlocale()[0] or ""


@cache
def catalogue(language: str) -> dict[str, str]:
    """Source string to translation, over all rooms; empty for the source language."""
    if language == SOURCE:
        return {}
    merged: dict[str, str] = {}
    for path in sorted(resource(f"translations/{language}").glob("*.json")):
        merged.update(json.loads(path.read_text(encoding="utf-8")))
    return merged
