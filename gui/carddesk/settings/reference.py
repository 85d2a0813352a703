"""docs/settings.md, made from the declarations: `python -m carddesk.settings.reference > docs/settings.md`."""

from __future__ import annotations

import sys

from carddesk.settings.declared import DECLARED
from carddesk.settings.setting import Setting

_HEAD = """# Settings

Made from the declarations by `python -m carddesk.settings.reference`; do not edit by hand.

Settings are kept in `settings.toml` in the user's configuration folder (`~/.config/carddesk` on Linux), as dotted keys:
`review.low_confidence = 0.9`. Change them in the program, with `carddesk settings set KEY VALUE`, or for one run with
`--set KEY=VALUE`. Keys that the program does not know are kept and warned about. There are no secrets in this file.

| key | default | allowed | what it does |
|---|---|---|---|
"""


def reference() -> str:
    """The page as Markdown."""
    return _HEAD + "".join(_row(setting) for setting in DECLARED)


def _row(setting: Setting) -> str:
    default = str(setting.default).lower() if isinstance(setting.default, bool) else repr(setting.default)
    shown = default.replace("'", '"')
    unit = f" {setting.unit}" if setting.unit else ""
    return f"| `{setting.key}` | `{shown}`{unit} | {setting.allowed} | {setting.title}. {setting.help} |\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
