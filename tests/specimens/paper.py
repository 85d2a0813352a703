"""The blank of a card: tinted fine-line ground, an abstract star wheel, a neutral silhouette, the 样张 SPECIMEN mark."""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from .chance import Chance
from .ink import SANS_BOLD, Box, Colour, font

MARK = "样张 SPECIMEN"


def gradient(size: tuple[int, int], corners: tuple[Colour, Colour, Colour, Colour]) -> np.ndarray:
    """An H x W x 3 ground that runs between the colours of its corners (lt, rt, lb, rb)."""
    small = np.array(corners, np.float32).reshape(2, 2, 3)
    ground = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    return ground.astype(np.uint8)


def fine_lines(ground: np.ndarray, chance: Chance, colours: tuple[Colour, ...], count: int = 46) -> np.ndarray:
    """The ground with bundles of thin waves over it, as security printing has them."""
    height, width = ground.shape[:2]
    layer = ground.copy()
    xs = np.linspace(0, width, 120)
    for colour in colours:
        amplitude, turns = chance.uniform(8, 34), chance.uniform(1.2, 4.5)
        slope, phase = chance.uniform(-0.25, 0.25), chance.uniform(0, 6)
        for index in range(count):
            middle = (index + 0.5) / count * height * 1.4 - 0.2 * height
            swing = amplitude * np.sin(xs / width * turns * math.tau + phase + index * 0.09)
            ys = middle + swing + slope * (xs - width / 2)
            points = np.stack([xs, ys], axis=1) * 8
            cv2.polylines(layer, [points.astype(np.int32)], False, colour, 1, cv2.LINE_AA, 3)
    return cv2.addWeighted(layer, 0.55, ground, 0.45, 0)


def rosette(ground: np.ndarray, centre: tuple[float, float], radius: float, colour: Colour, petals: int) -> np.ndarray:
    """The ground with a rosette of thin lines."""
    layer = ground.copy()
    turn = np.linspace(0, math.tau, 400)
    for ring in range(9):
        reach = radius * (0.35 + 0.65 * ring / 8) * (1 + 0.16 * np.sin(petals * turn + ring * 0.7))
        points = np.stack([centre[0] + reach * np.cos(turn), centre[1] + reach * np.sin(turn)], axis=1) * 8
        cv2.polylines(layer, [points.astype(np.int32)], True, colour, 1, cv2.LINE_AA, 3)
    return cv2.addWeighted(layer, 0.6, ground, 0.4, 0)


def star_wheel(image: Image.Image, centre: tuple[float, float], radius: float, colour: Colour, spokes: int = 5) -> None:
    """An invented emblem: a ring of teeth around a star. No state's arms."""
    big = 3
    side = int(radius * 2 * big)
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    middle, reach = side / 2, side / 2
    for step in range(24):
        turn = math.tau * step / 24
        x, y = middle + 0.9 * reach * math.cos(turn), middle + 0.9 * reach * math.sin(turn)
        draw.ellipse((x - 0.08 * reach, y - 0.08 * reach, x + 0.08 * reach, y + 0.08 * reach), fill=230)
    draw.ellipse(
        (0.14 * reach, 0.14 * reach, side - 0.14 * reach, side - 0.14 * reach), outline=235, width=int(0.07 * reach)
    )
    points = []
    for step in range(spokes * 2):
        turn = math.tau * step / (spokes * 2) - math.pi / 2
        far = reach * (0.62 if step % 2 == 0 else 0.28)
        points.append((middle + far * math.cos(turn), middle + far * math.sin(turn)))
    draw.polygon(points, fill=240)
    draw.ellipse((middle - 0.16 * reach, middle - 0.16 * reach, middle + 0.16 * reach, middle + 0.16 * reach), fill=60)
    mask = mask.resize((side // big, side // big), Image.Resampling.LANCZOS)
    place = (int(centre[0] - radius), int(centre[1] - radius))
    image.paste(Image.new("RGB", mask.size, colour), place, mask)


def silhouette(image: Image.Image, box: Box, chance: Chance, sex: str) -> None:
    """A neutral head and shoulders where a card shows its holder's photograph, with the specimen mark over it."""
    left, top, right, bottom = (int(edge) for edge in box)
    width, height = right - left, bottom - top
    tile = Image.new("RGB", (width * 2, height * 2), (233, 238, 243))
    draw = ImageDraw.Draw(tile)
    tone = chance.integer(110, 160)
    coat, skin, hair = (
        (tone - 40, tone - 36, tone - 28),
        (tone + 62, tone + 54, tone + 48),
        (tone - 74, tone - 74, tone - 70),
    )
    shade = (tone + 40, tone + 33, tone + 28)
    w, h = width * 2, height * 2
    low, side = (0.78, 0.25) if chance.chance(0.85 if sex == "F" else 0.04) else (0.46, 0.29)
    draw.rounded_rectangle((side * w, 0.14 * h, (1 - side) * w, low * h), 0.2 * w, fill=hair)
    draw.ellipse((0.05 * w, 0.76 * h, 0.95 * w, 1.5 * h), fill=coat)
    draw.rounded_rectangle((0.42 * w, 0.56 * h, 0.58 * w, 0.82 * h), 0.07 * w, fill=shade)
    draw.polygon(((0.42 * w, 0.78 * h), (0.58 * w, 0.78 * h), (0.5 * w, 0.9 * h)), fill=shade)
    for ear in (0.31, 0.63):
        draw.ellipse((ear * w, 0.4 * h, (ear + 0.06) * w, 0.5 * h), fill=shade)
    draw.ellipse((0.33 * w, 0.19 * h, 0.67 * w, 0.67 * h), fill=skin)
    draw.chord((0.31 * w, 0.13 * h, 0.69 * w, 0.5 * h), 185, 355, fill=hair)
    soft = cv2.GaussianBlur(np.asarray(tile), (0, 0), w / 130)
    tile = Image.fromarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_AREA))
    image.paste(tile, (left, top))
    mark(image, box, chance.uniform(24, 36), opacity=95, colour=(168, 56, 66))


def mark(image: Image.Image, box: Box, angle: float, opacity: int, colour: Colour = (255, 255, 255)) -> None:
    """样张 SPECIMEN across a box, turned by `angle` degrees counter-clockwise, `opacity` of 255."""
    left, top, right, bottom = (int(edge) for edge in box)
    width, height = right - left, bottom - top
    lean = math.radians(angle)
    along, across = 9.0, 1.2
    reach_x = along * math.cos(lean) + across * abs(math.sin(lean))
    reach_y = along * abs(math.sin(lean)) + across * math.cos(lean)
    size = max(8, int(min(width / reach_x, height / reach_y)))
    side = math.ceil(math.hypot(width, height))
    layer = Image.new("L", (side, side), 0)
    ImageDraw.Draw(layer).text((side / 2, side / 2), MARK, font=font(SANS_BOLD, size), fill=opacity, anchor="mm")
    off_x, off_y = (side - width) // 2, (side - height) // 2
    layer = layer.rotate(angle, Image.Resampling.BICUBIC).crop((off_x, off_y, off_x + width, off_y + height))
    image.paste(Image.new("RGB", (width, height), colour), (left, top), layer)


def cover(width: int, height: int, radius: float) -> np.ndarray:
    """H x W: 255 where a card is, 0 outside its round corners."""
    mask = np.zeros((height, width), np.uint8)
    reach = round(radius)
    cv2.rectangle(mask, (reach, 0), (width - 1 - reach, height - 1), 255, -1)
    cv2.rectangle(mask, (0, reach), (width - 1, height - 1 - reach), 255, -1)
    for x in (reach, width - 1 - reach):
        for y in (reach, height - 1 - reach):
            cv2.circle(mask, (x, y), reach, 255, -1, cv2.LINE_AA)
    return mask


def rounded(image: Image.Image, radius: float) -> Image.Image:
    """The card on white with round corners of that radius in pixels."""
    out = Image.new("RGB", image.size, (255, 255, 255))
    out.paste(image, (0, 0), Image.fromarray(cover(*image.size, radius)))
    return out
