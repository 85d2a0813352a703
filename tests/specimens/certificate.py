"""Certificates: label-value forms set in ways that the seed chooses, so that no reader can be fitted to one of them."""

from dataclasses import dataclass

from PIL import Image

from .certificate_texts import KINDS
from .chance import Chance
from .dates import normal_form
from .ink import SANS, SANS_BOLD, SERIF, SERIF_BOLD, Box, Colour, Pen, Sheet
from .paper import fine_lines, gradient, mark, silhouette


@dataclass(frozen=True, slots=True)
class Style:
    """How one certificate is set."""

    size: tuple[int, int]
    label: Pen
    value: Pen
    colon: str
    spread: bool
    photo_left: bool

    @property
    def tall(self) -> bool:
        """Whether it is taller than wide."""
        return self.size[1] > self.size[0]


def _style(chance: Chance) -> Style:
    size = chance.weighted(((1280, 808), (1280, 900), (1000, 1400)), (5, 3, 2))
    text = chance.uniform(36, 41)
    ink: Colour = chance.pick(((26, 26, 30), (36, 36, 40), (20, 30, 70)))
    label_ink: Colour = chance.pick(((26, 26, 30), (80, 86, 96), (50, 90, 140), (120, 60, 50)))
    label_face = chance.pick((SANS, SANS_BOLD, SERIF))
    value_face = chance.pick((SANS, SANS, SERIF_BOLD, SANS_BOLD))
    colon = chance.pick(("", "", "：", ":"))
    return Style(
        size,
        Pen(label_face, text, label_ink),
        Pen(value_face, text, ink),
        colon,
        chance.chance(0.3),
        chance.chance(0.3),
    )


def _blank(chance: Chance, style: Style) -> Sheet:
    tints: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
        ((226, 240, 230), (240, 246, 236), (232, 244, 238), (246, 246, 234)),
        ((250, 246, 236), (246, 238, 226), (250, 248, 240), (244, 236, 222)),
        ((228, 238, 250), (240, 244, 252), (234, 242, 250), (246, 248, 252)),
        ((252, 252, 252), (248, 248, 250), (250, 250, 248), (252, 252, 252)),
    )
    picture = gradient(style.size, chance.pick(tints))
    if chance.chance(0.7):
        picture = fine_lines(picture, chance, (chance.pick(((206, 224, 210), (232, 214, 196), (204, 216, 236))),), 34)
    sheet = Sheet(Image.fromarray(picture))
    if chance.chance(0.35):
        band = Image.new(
            "RGB",
            (style.size[0], round(0.045 * style.size[1])),
            chance.pick(((150, 40, 44), (40, 80, 140), (40, 110, 80))),
        )
        sheet.image.paste(band, (0, 0))
    return sheet


def _label(sheet: Sheet, style: Style, x: float, y: float, label: str, widest: float) -> None:
    """The label, spread over the widest one's width where the style says so, and its colon."""
    extra = (widest - style.label.width(label)) / (len(label) - 1) if style.spread and len(label) > 1 else 0.0
    pen = Pen(style.label.face, style.label.size, style.label.colour, max(0.0, min(extra, style.label.size * 2)))
    box = sheet.write(x, y, label, pen)
    if style.colon:
        left, top = sheet.at(x, y)
        sheet.write_at((left + widest if style.spread else box[2]) + 2, top, style.colon, style.label)


def _photo(style: Style) -> Box:
    """Where the photograph is: beside the rows, or above them on a tall page."""
    width, height = style.size
    photo_w, photo_h = 0.2 * max(width, height), 0.27 * max(width, height)
    if style.tall:
        return 0.5 * width - photo_w / 2, 0.17 * height, 0.5 * width + photo_w / 2, 0.17 * height + photo_h
    left = 0.06 * width if style.photo_left else 0.94 * width - photo_w
    return left, 0.24 * height, left + photo_w, 0.24 * height + photo_h


def certificate(chance: Chance, kind: str) -> Sheet:
    """One certificate of that kind in a form that the seed chooses; its keys are the labels it prints."""
    text, style = KINDS[kind](chance), _style(chance)
    sheet = _blank(chance, style)
    width, height = style.size
    title = Pen(
        chance.pick((SANS_BOLD, SERIF_BOLD)),
        62 if len(text.title) < 7 else 52,
        chance.pick(((150, 36, 40), (30, 30, 36), (36, 70, 130))),
        chance.uniform(0, 12),
    )
    middle = 50.0 if style.tall or chance.chance(0.7) else 40.0
    sheet.know(
        "标题", "标题", text.title, text.title, sheet.centred(middle, 9 if not style.tall else 7, text.title, title)
    )
    photo = _photo(style)
    silhouette(sheet.image, photo, chance, text.sex)
    first, last = (48.0, 92.0) if style.tall else (26.0, 93.0)
    pitch = min((last - first) / len(text.rows), 5.4 if style.tall else 9.6)
    x = (photo[2] / width * 100 + 5) if style.photo_left and not style.tall else 7.0 + 5 * style.tall
    widest = max(style.label.width(label) for label, _ in text.rows)
    start = x + (widest + style.label.size * (1.3 if style.colon else 0.8)) / width * 100
    for index, (label, value) in enumerate(text.rows):
        y = first + index * pitch
        _label(sheet, style, x, y, label, widest)
        beside = photo[0] > 0.5 * width and y / 100 * height < photo[3] + 8
        _value(sheet, style, start, y, label, value, photo[0] if beside else width)
    edge = (0.3 * width, 0.945 * height, 0.7 * width, 0.995 * height)
    mark(sheet.image, edge, 0, 110, (150, 60, 70))
    return sheet


def _value(sheet: Sheet, style: Style, x: float, y: float, label: str, text: str, limit: float) -> None:
    """The value in its pen, narrower where it would run into the photograph or off the edge."""
    left = sheet.at(x, y)[0]
    room, wanted = limit - left - 24, style.value.width(text)
    pen = style.value if wanted <= room else Pen(style.value.face, style.value.size * room / wanted, style.value.colour)
    sheet.put(label, label, x, y, text, pen, normal_form(text))
