"""Makes `gui/carddesk/cards/data/characters.tsv.gz`: what is known of every Chinese character, for the helper beside the edit box.

    python packaging/data/characters.py [--unihan /usr/share/unicode] [--font FILE.ttc]

Sources:

* Unihan (Unicode licence V3), as Debian's package `unicode-data` brings it: readings (kMandarin, else kHanyuPinyin), radical and
  strokes (kRSUnicode, kTotalStrokes), variants (kSimplifiedVariant, kTraditionalVariant, kSemanticVariant, kZVariant,
  kSpoofingVariant), and which characters stand in 通用规范汉字表 (kTGH) and in GB 2312 (kGB0);
* the outlines of an open font (Noto Sans CJK SC, package `fonts-noto-cjk`): which characters look alike is found by laying their drawings
  over one another; only the outcome is kept.

The file has one line a character, in the order of code points, its parts told apart by tabs: character, pinyin parted by blanks, radical and
remaining strokes as `85.4`, all strokes, `1` for 通用规范汉字表 or `2` for GB 2312 alone, variants, look-alikes (likeliest first).
`common_characters.txt` beside it has the 8,105 characters of 通用规范汉字表 alone, since those are asked for at every keystroke.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

OUT = Path(__file__).parents[2] / "gui/carddesk/cards/data/characters.tsv.gz"
COMMON_OUT = OUT.with_name("common_characters.txt")
FILES = ("Readings", "IRGSources", "Variants", "OtherMappings")
VARIANTS = ("kSimplifiedVariant", "kTraditionalVariant", "kSemanticVariant", "kZVariant", "kSpoofingVariant")
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED_FACE = 2
"""Place of the faces for simplified Chinese in that collection."""
DRAWN_PX, SEEN_PX = 72, 24
"""Drawn large and looked at small: what blurs together there is what eyes and readers take for one another."""
MOST_ALIKE = 6
ALIKE = 0.80
BATCH = 1024
Properties = dict[str, dict[str, str]]


def read(folder: Path) -> Properties:
    """Values by code point (`U+4E00`) and property."""
    found: Properties = defaultdict(dict)
    for name in FILES:
        with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("U+"):
                    point, key, value = line.rstrip("\n").split("\t", 2)
                    found[point][key] = value
    return found


def number(point: str) -> int:
    """`U+4E00` as a number."""
    return int(point.removeprefix("U+"), base=16)


def character(point: str) -> str:
    """`U+4E00` as a character."""
    return chr(number(point))


def pinyin(known: dict[str, str]) -> str:
    """Readings, the usual one first."""
    if "kMandarin" in known:
        first = known["kMandarin"].split()[:1]
        more = known.get("kTGHZ2013", "")
    else:
        first, more = [], known.get("kHanyuPinyin", "")
    others = [each for part in more.split() for each in part.split(":")[-1].split(",")]
    return " ".join(dict.fromkeys([*first, *others]))


def variants(known: dict[str, str], own: str) -> str:
    """Characters that stand for this one elsewhere, each once."""
    points = [each for key in VARIANTS for each in re.findall(r"U\+[0-9A-F]+", known.get(key, ""))]
    return "".join(each for each in dict.fromkeys(map(character, points)) if each != own)


def drawings(characters: Sequence[str], font: ImageFont.FreeTypeFont, *, filling: bool = False) -> NDArray[np.float32]:
    """Each character small, blurred and of length 1: N x SEEN_PX²; `filling` the square, so that 日 and 曰 come close."""
    made = np.zeros((len(characters), SEEN_PX * SEEN_PX), np.float32)
    for at, each in enumerate(characters):
        sheet = Image.new("L", (DRAWN_PX, DRAWN_PX))
        ImageDraw.Draw(sheet).text((DRAWN_PX / 2, DRAWN_PX / 2), each, font=font, fill=255, anchor="mm")
        if filling and (box := sheet.getbbox()) is not None:
            sheet = sheet.crop(box).resize((DRAWN_PX, DRAWN_PX), Image.Resampling.BILINEAR)
        small = sheet.filter(ImageFilter.GaussianBlur(1.6)).resize((SEEN_PX, SEEN_PX), Image.Resampling.BOX)
        ink = np.asarray(small, np.float32).ravel()
        ink -= ink.mean()
        made[at] = ink / max(float(np.linalg.norm(ink)), 1e-6)
    return made


def look_alikes(characters: Sequence[str], common: set[str], font: ImageFont.FreeTypeFont) -> dict[str, str]:
    """The most alike of each, the likeliest first; a common character is the likelier one."""
    drawn, filled = drawings(characters, font), drawings(characters, font, filling=True)
    bonus = np.array([0.04 if each in common else 0.0 for each in characters], np.float32)
    found = {}
    for start in range(0, len(characters), BATCH):
        part = slice(start, start + BATCH)
        like = np.maximum(drawn[part] @ drawn.T, filled[part] @ filled.T - 0.05)
        like[np.arange(len(like)), np.arange(start, start + len(like))] = -1
        ranked = np.where(like >= ALIKE, like + bonus, -1)
        best = np.argpartition(-ranked, MOST_ALIKE, axis=1)[:, :MOST_ALIKE]
        for row, places in enumerate(best):
            ordered = sorted((place for place in places if ranked[row, place] > 0), key=lambda at: -ranked[row, at])
            found[characters[start + row]] = "".join(characters[place] for place in ordered)
    return found


def lines(properties: Properties, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """The file's lines."""
    points = sorted((each for each, known in properties.items() if "kRSUnicode" in known), key=number)
    common = {character(each) for each in points if "kTGH" in properties[each]}
    plane = [character(each) for each in points if 0x3400 <= number(each) <= 0x9FFF or character(each) in common]
    alike = look_alikes(plane, common, font)
    for point in points:
        known, own = properties[point], character(point)
        radical = known["kRSUnicode"].split()[0].replace("'", "")
        strokes = known.get("kTotalStrokes", "").split(" ")[0]
        standing = "1" if "kTGH" in known else "2" if "kGB0" in known else ""
        yield "\t".join(
            (own, pinyin(known), radical, strokes, standing, variants(known, own), alike.get(own, ""))
        ).rstrip()


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unihan", type=Path, default=Path("/usr/share/unicode"))
    parser.add_argument("--font", default=FONT)
    asked = parser.parse_args()
    font = ImageFont.truetype(asked.font, DRAWN_PX - 8, index=SIMPLIFIED_FACE)
    text = "\n".join(lines(read(asked.unihan), font)) + "\n"
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    common = [line[0] for line in text.splitlines() if line.split("\t")[4:5] == ["1"]]
    COMMON_OUT.write_text("".join(common) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
