"""The played reading process: the real pipes and the real end, and a reading that takes next to no time."""

from __future__ import annotations

import hashlib
import sys
import time

from carddesk.cards.geometry import Quad
from carddesk.cards.prc_number import check_character
from carddesk.cards.reading import Field, Reading
from carddesk.reader.protocol import Request
from carddesk.reader.worker import serve

SECONDS = 0.03
"""What a reading takes."""
PEOPLE = ("张三", "李四", "王五", "赵六")


def read(request: Request) -> tuple[Reading, ...]:
    """A residence permit; by the image's bytes some fields are doubtful, and some numbers have a false check digit."""
    time.sleep(SECONDS)
    draw = hashlib.sha256(request.data).digest()
    body = f"81000019940823{2 + 2 * (draw[0] % 400):03d}"
    check = check_character(body)
    number = body + (check if draw[1] % 3 else str((int(check, 16 if check == "X" else 10) + 1) % 10))
    values = {
        "name": ("姓名", PEOPLE[draw[2] % len(PEOPLE)]),
        "sex": ("性别", "F"),
        "birth_date": ("出生", "1994-08-23"),
        "address": ("住址", "北京市朝阳区样张路1号"),
        "id_number": ("公民身份号码", number),
    }
    fields = tuple(
        Field(
            key,
            label,
            text,
            text,
            Quad.from_bounds(100, 60 + 70 * at, 500, 100 + 70 * at),
            0.2 if draw[3 + at] % 4 == 0 else 0.99,
        )
        for at, (key, (label, text)) in enumerate(values.items())
    )
    return (Reading("local", "residence_permit", "portrait", fields, card_quad=Quad.from_bounds(20, 20, 780, 480)),)


if __name__ == "__main__":
    sys.exit(serve(lambda: read))
