"""`python -m tests.specimens OUT_DIR`: writes specimens and their truth for people to look at."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from PIL import Image, ImageDraw

from . import KINDS, Specimen, draw, specimen


def _marked(one: Specimen) -> Image.Image:
    """The image with card quads in red and field quads in green, a dot on each lt."""
    image = one.image.copy()
    pen = ImageDraw.Draw(image)
    thick = max(1, image.width // 800)
    for card in one.cards:
        quads = [(card.quad, (220, 30, 30))] + [(field.quad, (0, 150, 60)) for field in card.fields]
        for quad, colour in quads:
            pen.line([*quad, quad[0]], fill=colour, width=thick)
            pen.circle(quad[0], thick * 3, fill=colour)
    return image


def _write(one: Specimen, path: Path, marked: bool) -> None:
    (_marked(one) if marked else one.image).save(path, quality=92)
    truth = {"seed": one.seed, "description": one.description, "cards": [asdict(card) for card in one.cards]}
    path.with_suffix(".json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    """Parses the command line and writes the files."""
    parser = argparse.ArgumentParser(prog="python -m tests.specimens", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--difficulty", choices=("scan", "moderate", "hard", "flat"), default="moderate")
    parser.add_argument("--seed", type=int, default=1000, help="the first seed")
    parser.add_argument("--quads", action="store_true", help="draw the truth over the image")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for seed in range(chosen.seed, chosen.seed + chosen.count):
        if chosen.difficulty == "flat":
            document, face, version = KINDS[seed % len(KINDS)]
            one = draw(document, face, seed, version)
        else:
            one = specimen(seed, chosen.difficulty)
        _write(one, chosen.out / f"{seed}-{one.cards[0].document}-{one.cards[0].face}.jpg", chosen.quads)


if __name__ == "__main__":
    main()
