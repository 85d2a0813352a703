"""The page to look at: of each changed state the last picture, the present one and what differs; a contact sheet a look."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from PIL import Image, ImageDraw, ImageFont

from tests.screens.compare import Change, pictures

ACROSS = 4
THUMB_PX = 480
CAPTION_PX = 26
GAP_PX = 12

_STYLE = """
body { font: 14px system-ui, sans-serif; margin: 24px; color: #1b1f24; background: #f6f7f9 }
h2 { margin: 32px 0 8px } .three { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px }
figure { margin: 0 } img { width: 100%; border: 1px solid #7f8896 } .sheet { max-width: 100% }
"""


def write_page(page: Path, last: Path, now: Path, differs: Path, changes: Sequence[Change]) -> None:
    """Write the page, and the contact sheets beside it."""
    before, after = pictures(last), pictures(now)
    marked = {change.picture for change in changes if change.kind != "gone"}
    parts = [f"<h1>{len(changes)} of {len(after)} pictures differ</h1>" if changes else "<h1>Nothing has changed</h1>"]
    for change in changes:
        shown = (("last", before.get(change.picture)), ("now", after.get(change.picture)))
        third = ("what differs", differs / change.picture if change.kind == "changed" else None)
        figures = "".join(_figure(name, path, page.parent) for name, path in (*shown, third))
        parts.append(f'<h2>{escape(change.said)}</h2><div class="three">{figures}</div>')
    for look in sorted({name.partition("/")[0] for name in after}):
        sheet = page.parent / f"{look}.png"
        contact_sheet({name: path for name, path in after.items() if name.startswith(f"{look}/")}, marked, sheet)
        parts.append(f'<h2>{escape(look)}</h2><img class="sheet" src="{quote(sheet.name)}" alt="{escape(look)}">')
    body = "\n".join(parts)
    title = "<title>CardDesk, state by state</title>"
    page.write_text(f'<!doctype html><meta charset="utf-8">{title}<style>{_STYLE}</style>\n{body}\n', encoding="utf-8")


def contact_sheet(shots: dict[str, Path], marked: set[str], sheet: Path) -> None:
    """All states of a look, small, with their names; those in `marked` have a frame."""
    with Image.open(next(iter(shots.values()))) as first:
        height = round(first.height * THUMB_PX / first.width)
    across, down = THUMB_PX + GAP_PX, height + CAPTION_PX + GAP_PX
    rows = -(-len(shots) // ACROSS)
    whole = Image.new("RGB", (GAP_PX + ACROSS * across, GAP_PX + rows * down), "#c8ccd4")
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(16)
    for place, (name, path) in enumerate(shots.items()):
        x, y = GAP_PX + place % ACROSS * across, GAP_PX + place // ACROSS * down
        with Image.open(path) as shot:
            whole.paste(shot.convert("RGB").resize((THUMB_PX, height), Image.Resampling.LANCZOS), (x, y + CAPTION_PX))
        pen.text((x, y + 2), Path(name).stem, fill="#1b1f24", font=font)
        if name in marked:
            pen.rectangle(
                (x - 3, y + CAPTION_PX - 3, x + THUMB_PX + 2, y + CAPTION_PX + height + 2), outline="#e6007e", width=3
            )
    whole.save(sheet)


def _figure(name: str, path: Path | None, beside: Path) -> str:
    if path is None:
        return f"<figure><figcaption>{name}: none</figcaption></figure>"
    address = quote(os.path.relpath(path, beside))
    return f'<figure><figcaption>{name}</figcaption><a href="{address}"><img src="{address}" alt="{name}"></a></figure>'
