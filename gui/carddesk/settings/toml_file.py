"""The settings file: flat keys read from TOML, and written back whole, at one stroke."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from carddesk.errors import EnvironmentFault
from carddesk.language import tr

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEAD = "# Settings of CardDesk. The program rewrites this file and keeps all values, but no comments.\n"


def read(path: Path) -> dict[str, object]:
    """Every value of the file by its dotted key (parts quoted where TOML wants it); empty when there is no file.

    Raises:
        EnvironmentFault: it cannot be read or is no TOML.
    """
    try:
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8-sig"))))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EnvironmentFault(
            "settings_file",
            tr("The settings file {path} cannot be understood ({why}). Mend it or delete it.", path=path, why=error),
        ) from error
    except OSError as error:
        raise _fault(path, error) from error


def write(path: Path, values: Mapping[str, object]) -> None:
    """Put these values in the file, all or nothing.

    Raises:
        EnvironmentFault: the place cannot be written.
    """
    text = _HEAD + "".join(f"{key} = {_literal(value)}\n" for key, value in sorted(values.items()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink()
            raise
    except OSError as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        "settings_file",
        tr("The settings file {path} cannot be used: {why}.", path=path, why=error.strerror or type(error).__name__),
    )


def _flat(table: Mapping[str, object], above: str = "") -> list[tuple[str, object]]:
    flat: list[tuple[str, object]] = []
    for name, value in table.items():
        key = above + _part(name)
        flat += _flat(value, f"{key}.") if isinstance(value, dict) else [(key, value)]
    return flat


def _part(name: str) -> str:
    return name if _BARE.fullmatch(name) else _literal(name)


def _literal(value: object) -> str:
    """A value as TOML writes it; also those of unknown keys, which are kept as they came."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL, which TOML wants escaped too.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_literal(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_part(key)} = {_literal(each)}" for key, each in value.items()) + "}"
    return repr(value)
