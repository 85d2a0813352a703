"""What differs between the pictures that stand and the last ones, state by state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

MARK = (230, 0, 126)
FADED = 0.25
FRAME_PX = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One picture that is not as it was.

    Attributes:
        picture: its path under the folder of either, `look/state.png`.
        pixels: how many differ; 0 where there is only one of the two.
    """

    kind: Literal["changed", "new", "gone"]
    picture: str
    pixels: int = 0

    @property
    def said(self) -> str:
        """In one line."""
        return f"{self.kind}: {self.picture}{f' ({self.pixels} pixels)' if self.pixels else ''}"


def pictures(folder: Path) -> dict[str, Path]:
    """Every picture in the folders of looks, by state and not by number, so that one more state moves no other."""
    found = sorted(folder.glob("*/*.png"))
    return {f"{each.parent.name}/{each.stem.partition(' ')[2]}.png": each for each in found}


def compare(last: Path, now: Path, differs: Path) -> list[Change]:
    """Hold each picture against the last one; those of what differs are written into the folder `differs`.

    Only looks that were drawn this time are looked at, and of these all states.
    """
    before, after = pictures(last), pictures(now)
    drawn = {name.partition("/")[0] for name in after}
    changes = []
    for name, path in after.items():
        if name not in before:
            changes.append(Change("new", name))
        elif pixels := difference(before[name], path, differs / name):
            changes.append(Change("changed", name, pixels))
    gone = [name for name in before if name not in after and name.partition("/")[0] in drawn]
    return changes + [Change("gone", name) for name in gone]


def difference(last: Path, now: Path, shown: Path) -> int:
    """How many pixels differ; if any do, a faded picture on which they are marked is written to `shown`."""
    if last.read_bytes() == now.read_bytes():
        return 0
    with Image.open(last) as one, Image.open(now) as other:
        before, after = one.convert("RGB"), other.convert("RGB")
    size = max(before.width, after.width), max(before.height, after.height)
    before, after = (_on(each, size) for each in (before, after))
    red, green, blue = ImageChops.difference(before, after).split()
    where = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda level: 255 if level else 0)
    box = where.getbbox()
    if box is None:
        return 0
    picture = Image.blend(Image.new("RGB", size, "white"), after, FADED)
    picture.paste(Image.new("RGB", size, MARK), mask=where)
    left, top, right, bottom = box
    frame = (left - FRAME_PX, top - FRAME_PX, right + FRAME_PX, bottom + FRAME_PX)
    ImageDraw.Draw(picture).rectangle(frame, outline=MARK, width=2)
    shown.parent.mkdir(parents=True, exist_ok=True)
    picture.save(shown)
    return where.histogram()[255]


def _on(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    larger = Image.new("RGB", size)
    larger.paste(picture)
    return larger
