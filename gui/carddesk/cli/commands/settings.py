"""`carddesk settings list|get|set`: look at settings and change them."""

from __future__ import annotations

import argparse
import json

from carddesk.cli.parsing import Parser, UsageError
from carddesk.cli.streams import emit, table
from carddesk.language import tr
from carddesk.settings import DECLARED, Settings, Value, declared


def add_arguments(parser: Parser) -> None:
    """What to do, with which key and value."""
    parser.add_argument("action", choices=("list", "get", "set"), help=tr("what to do"))
    parser.add_argument("key", nargs="?", help=tr("the setting, as `list` shows it"))
    parser.add_argument("value", nargs="?", help=tr("its new value"))
    parser.add_argument("--json", action="store_true", help=tr("print JSON"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do it.

    Raises:
        UserError: no such setting or value.
        UsageError: a key or value is missing or one too many.
    """
    _require(args)
    if args.action == "list":
        emit(_as_json(settings) if args.json else _as_table(settings))
    elif args.action == "get":
        emit(json.dumps(settings.get(args.key), ensure_ascii=False) if args.json else _shown(settings.get(args.key)))
    else:
        settings.set(args.key, declared(args.key).parsed(args.value))
    return 0


def _require(args: argparse.Namespace) -> None:
    given = [name for name in ("key", "value") if getattr(args, name) is not None]
    wanted = {"list": [], "get": ["key"], "set": ["key", "value"]}[args.action]
    if given != wanted:
        how = " ".join(["carddesk settings", args.action, *(name.upper() for name in wanted)])
        raise UsageError(tr("It goes like this: {how}", how=how))


def _as_json(settings: Settings) -> str:
    return json.dumps(
        [
            {
                "key": setting.key,
                "value": settings.get(setting.key),
                "default": setting.default,
                "type": type(setting.default).__name__,
                "choices": list(setting.choices),
                "least": setting.least,
                "most": setting.most,
                "unit": setting.unit,
                "title": tr(setting.title),
                "help": tr(setting.help),
            }
            for setting in DECLARED
        ],
        ensure_ascii=False,
        indent=2,
    )


def _as_table(settings: Settings) -> str:
    heading = (tr("setting"), tr("value"), tr("default"), tr("what it does"))
    rows = [
        (setting.key, _shown(settings.get(setting.key)) or '""', _shown(setting.default) or '""', tr(setting.help))
        for setting in DECLARED
    ]
    return table([heading, *rows])


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
