"""Things that lie about: papers with unrelated print, keys, pens, cups, notes. None of them is a card."""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from .chance import Chance
from .ink import SANS, SERIF, font

Pixels = np.ndarray
_PRINT = """
会议记录 本季度 采购清单 请于周五前 交回 说明 第三章 设备 维护 手册 快递 收货 数量 单价 合计 备注
计划 通知 关于 调整 安排 invoice total order page notes 2024 meeting
"""
_WORDS = tuple(_PRINT.split())


def _sheet_of_paper(chance: Chance, density: float) -> Image.Image:
    width, height = int(chance.uniform(70, 150) * density), int(chance.uniform(60, 180) * density)
    tone = chance.integer(225, 252)
    paper = Image.new("RGB", (width, height), (tone, tone, tone - chance.integer(0, 12)))
    draw = ImageDraw.Draw(paper)
    size = int(chance.uniform(2.6, 4.5) * density)
    face, ink = font(chance.pick((SANS, SERIF)), max(6, size)), chance.integer(30, 110)
    y = size * 2
    while y < height - size * 2:
        line = " ".join(chance.pick(_WORDS) for _ in range(chance.integer(2, 9)))
        draw.text((size * 1.5, y), line, font=face, fill=(ink, ink, ink))
        y += int(size * 1.7)
    return paper


def _keys(chance: Chance, density: float) -> Image.Image:
    pitch, across, down = int(19 * density), chance.integer(4, 9), chance.integer(2, 4)
    dark = chance.chance(0.6)
    base, key, ink = (
        ((34, 36, 40), (52, 54, 58), (210, 210, 210)) if dark else ((190, 192, 196), (236, 236, 238), (70, 70, 74))
    )
    board = Image.new("RGB", (pitch * across, pitch * down), base)
    draw, face = ImageDraw.Draw(board), font(SANS, max(6, int(4.5 * density)))
    for row in range(down):
        for column in range(across):
            x, y = column * pitch, row * pitch
            draw.rounded_rectangle((x + 2, y + 2, x + pitch * 0.92, y + pitch * 0.92), pitch * 0.12, fill=key)
            draw.text(
                (x + pitch * 0.2, y + pitch * 0.15), chance.pick("QWERTYUIOPASDFGHJKLZXCVBNM"), font=face, fill=ink
            )
    return board


def _note(chance: Chance, density: float) -> Image.Image:
    side = int(76 * density)
    return Image.new(
        "RGB", (side, side), chance.pick(((250, 232, 120), (246, 180, 196), (176, 226, 190), (170, 208, 240)))
    )


def _place(ground: Pixels, thing: Image.Image, chance: Chance) -> None:
    """Turns the thing and puts it somewhere, partly outside at times, with a soft shadow."""
    height, width = ground.shape[:2]
    turn = math.radians(chance.uniform(0, 360))
    cos, sin = math.cos(turn), math.sin(turn)
    w, h = thing.size
    reach_x, reach_y = (abs(w * cos) + abs(h * sin)) / 2, (abs(w * sin) + abs(h * cos)) / 2
    x, y = chance.uniform(0, width), chance.uniform(0, height)
    left, top = max(0, int(x - reach_x) - 12), max(0, int(y - reach_y) - 12)
    right, bottom = min(width, int(x + reach_x) + 12), min(height, int(y + reach_y) + 12)
    shift = (x - left - (w * cos - h * sin) / 2, y - top - (w * sin + h * cos) / 2)
    turned = np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]]])
    size = (right - left, bottom - top)
    seen = cv2.warpAffine(np.asarray(thing), turned, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpAffine(np.full((h, w), 255, np.uint8), turned, size)
    region = ground[top:bottom, left:right]
    shade = cv2.convertScaleAbs(cv2.GaussianBlur(mask, (0, 0), 6), alpha=-0.3, beta=255)
    dark = cv2.multiply(region, cv2.merge([shade] * 3), scale=1 / 255)
    alpha = mask.astype(np.float32) / 255
    region[:] = cv2.blendLinear(seen, dark, alpha, 1 - alpha)


def _pencil(ground: Pixels, chance: Chance, density: float) -> None:
    height, width = ground.shape[:2]
    start = np.array([chance.uniform(0, width), chance.uniform(0, height)])
    turn, length = chance.uniform(0, math.tau), 140 * density
    end = start + length * np.array([math.cos(turn), math.sin(turn)])
    colour = chance.pick(((30, 50, 120), (20, 20, 22), (190, 40, 40), (220, 180, 60), (235, 235, 235)))
    thick = max(2, int(8 * density))
    points = [tuple(int(part) for part in point) for point in (start, end)]
    cv2.line(ground, points[0], points[1], tuple(part // 3 for part in colour), thick + 3, cv2.LINE_AA)
    cv2.line(ground, points[0], points[1], colour, thick, cv2.LINE_AA)


def _cup(ground: Pixels, chance: Chance, density: float) -> None:
    height, width = ground.shape[:2]
    middle = (chance.integer(0, width), chance.integer(0, height))
    for reach, colour in ((40, (244, 244, 242)), (36, (206, 206, 202)), (34, (82, 52, 34))):
        cv2.circle(ground, middle, int(reach * density), colour, -1, cv2.LINE_AA)


def strew(ground: Pixels, chance: Chance, density: float, count: int) -> Pixels:
    """The surface with so many things on it; `density` is its pixels in a millimetre."""
    for _ in range(count):
        kind = chance.weighted(("paper", "keys", "note", "pencil", "cup"), (5, 2, 1, 3, 1))
        if kind == "pencil":
            _pencil(ground, chance, density)
        elif kind == "cup":
            _cup(ground, chance, density)
        else:
            _place(ground, {"paper": _sheet_of_paper, "keys": _keys, "note": _note}[kind](chance, density), chance)
    return ground
