"""`carddesk check --document D key=value…`: typed-in values held to the checks, as JSON."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime
from difflib import get_close_matches

from carddesk.cards.documents import document, documents
from carddesk.cli.parsing import Parser, UsageError
from carddesk.cli.streams import emit
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.checking import report, typed_card


def add_arguments(parser: Parser) -> None:
    """Which document, which values, and on which day."""
    parser.add_argument(
        "--document", metavar="D", required=True, choices=tuple(documents()), help=tr("the kind of card")
    )
    parser.add_argument(
        "--today",
        metavar="YYYY-MM-DD",
        help=tr("the day on which the card is looked at; today if not given"),
    )
    parser.add_argument(
        "values",
        metavar="KEY=VALUE",
        nargs="+",
        help=tr("a field and what it says, such as id_number=…; lines of a machine-readable zone are parted by \\n"),
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print one JSON object; the exit code does not tell whether the card is in order."""
    values = _values(args.document, args.values)
    today = _day(args.today) if args.today else datetime.now().astimezone().date()
    emit(json.dumps(report(typed_card(args.document, values, today)), ensure_ascii=False, indent=2))
    return 0


def _day(text: str) -> date:
    """The day that is meant.

    Raises:
        UsageError: it is not written as YYYY-MM-DD, or there is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(tr("{found} is no day written as YYYY-MM-DD.", found=repr(text))) from None


def _values(document_id: str, pairs: list[str]) -> dict[str, str]:
    """The values by key.

    Raises:
        UsageError: no `=`, a key that no document has, or a key given twice: nothing would be checked, unseen.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(tr("{found} is not KEY=VALUE.", found=repr(pair)))
        if key in found:
            raise UsageError(tr("{key} is given twice.", key=key))
        _require_key(document_id, key)
        found[key] = value.replace("\\n", "\n")
    return found


def _require_key(document_id: str, key: str) -> None:
    """Certificates have labels of their own; everywhere else a key that nothing knows is a slip."""
    known = {spec.key for each in documents().values() for spec in each.fields}
    if key in known or not document(document_id).fields:
        return
    if near := get_close_matches(key, known, 1):
        raise UsageError(tr("No document has a field {key}. Is {near} meant?", key=key, near=near[0]))
    raise UsageError(tr("No document has a field {key}.", key=key))
