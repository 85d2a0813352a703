"""What a vendor said, whatever the bytes are: JSON with every number as exact text, data as text, and how long to wait."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from carddesk.language import tr
from carddesk.vendors.dialect import Refused, Remedy

_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_SAID = 200
_LONGEST_WAIT_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What one error code of a vendor means: a row of its table.

    Attributes:
        code: CardDesk's own, as in `error.code` on the command line.
        message: English source string: what happened and what to do.
        remedy: what may help.
        wait_s: how long to wait at least, where the vendor's pages say so.
        most_repeats: how often to try again at most, where they say so.
    """

    code: str
    message: str
    remedy: Remedy = "none"
    wait_s: float | None = None
    most_repeats: int | None = None

    def refused(self, vendor_code: str, words: str, headers: Mapping[str, str]) -> Refused:
        """The no, with the vendor's own code and words behind ours."""
        detail = brief(": ".join(part for part in (vendor_code, words) if part))
        message = f"{tr(self.message)} ({detail})" if detail else tr(self.message)
        wait_s = retry_after(headers) or self.wait_s
        return Refused(self.code, message, brief(vendor_code) or None, self.remedy, wait_s, self.most_repeats)


def text_of(body: bytes) -> str:
    """The bytes as text that can be written anywhere: UTF-8, else Chinese GB 18030, else what is left of it."""
    for encoding in _ENCODINGS:
        try:
            return _writable(body.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _writable(body.decode("utf-8", errors="replace"))


def parsed(text: str) -> object:
    """The JSON value, its numbers as they were written; None where it is no JSON."""
    try:
        value: object = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return value


def members(value: object) -> dict[str, object]:
    """The members of a JSON object; none where the value is something else."""
    return value if isinstance(value, dict) else {}


def datum(value: object) -> str:
    """A JSON value as one text: nothing for null, `true` or `false`, else as it stands; always writable as UTF-8."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _writable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return _writable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    except (ValueError, RecursionError):
        return ""


def share(value: object) -> float | None:
    """A certainty from 0 to 1; None for anything else."""
    try:
        figure = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    return figure if 0 <= figure <= 1 else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by `Retry-After`, which gives them, or a moment to be held against the answer's own `Date`."""
    asked = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", asked):
        return min(float(asked), _LONGEST_WAIT_S)
    try:
        seconds = (parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT_S)


def brief(text: str) -> str:
    """The text in one short line."""
    line = re.sub(r"[\s\x00-\x1f\x7f]+", " ", _writable(text)).strip()
    return line if len(line) <= _MOST_SAID else f"{line[: _MOST_SAID - 1]}…"


def _writable(text: str) -> str:
    """Without half surrogates, which UTF-8 has not, and without NUL, which no database takes."""
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
