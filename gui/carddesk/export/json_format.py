"""JSON for programs: an array with one object a card, stable keys, values in normal form beside the text as read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from carddesk.cards.flags import Flag
from carddesk.export.registry import Writer
from carddesk.export.row import ExportField, ExportRow
from carddesk.export.wording import Wording


def _write(rows: Sequence[ExportRow], stream: BinaryIO, wording: Wording) -> None:
    stream.write(b"[")
    for number, row in enumerate(rows):
        text = json.dumps(_row(row, wording), ensure_ascii=False, indent=1)
        stream.write((",\n" if number else "\n").encode() + text.encode("utf-8", "replace"))
    stream.write(b"\n]\n")


def _row(row: ExportRow, wording: Wording) -> dict[str, object]:
    return {
        "case": row.case_id,
        "source": row.source,
        "page": row.page,
        "index": row.index,
        "document": row.document,
        "face": row.face,
        "status": row.status,
        "service": row.service,
        "faces": _faces(row),
        "read_at": _time(row.read_at),
        "fields": [_field(each, wording) for each in row.fields],
        "flags": [_flag(flag, wording) for flag in row.flags],
        "operator": row.operator,
        "decided_at": _time(row.decided_at),
        "reason": row.reason,
        "trouble": row.trouble,
        "purpose": row.purpose,
        "customer": row.customer,
    }


def _faces(row: ExportRow) -> list[dict[str, object]]:
    """Both images of a card whose faces came apart; of others nothing more is to be told."""
    if row.other is None:
        return []
    return [
        {"source": each.source, "page": each.page, "index": each.index, "face": each.face, "service": each.service}
        for each in (row, row.other)
    ]


def _field(each: ExportField, wording: Wording) -> dict[str, object]:
    return {
        "key": each.key,
        "label": each.label,
        "text": each.text,
        "value": each.value,
        "state": each.state,
        "changed_by": each.changed_by,
        "changed_at": _time(each.changed_at),
        "reason": each.reason,
        "read_by": each.read_by,
        "flags": [_flag(flag, wording) for flag in each.flags],
    }


def _flag(flag: Flag, wording: Wording) -> dict[str, str]:
    message = wording.say(flag.message, **dict(flag.arguments))
    return {"code": flag.code.value, "level": flag.level.value, "message": message}


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


WRITER = Writer(".json", "JSON", _write, order=30)
