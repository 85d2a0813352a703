"""What is no part of a certificate's values: specks, the stars of seals, remains of labels before a sex or a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from carddesk.cards import dates
from carddesk.reader.certificate_words import SEX, SPECKS, is_day_label, is_name_label
from carddesk.reader.lines import Line
from carddesk.reader.values import Datum, day_inside, unfigured

_STRAY = SPECKS.replace("*", "") + " "
_STAR = re.compile("[大★☆*]+")
_STAR_BEHIND = re.compile(r"(?<=[\d日])[大★☆*]+$")
_SEX = re.compile("[男女]")
_MOST_BEFORE_SEX = 3


def tidied(label: str, lines: Sequence[Line]) -> list[Line]:
    """The lines of the value that stands beside this label, tidied."""
    found = list(_tidied(lines))
    if label == SEX:
        alone = [line for line in found if _SEX.fullmatch(line.text)]
        return alone if len(alone) == 1 else [_sex(line) for line in found]
    if is_name_label(label):
        return unfigured(found)
    if is_day_label(label):
        return [_day(line) for line in found]
    return found


def _sex(line: Line) -> Line:
    """男 or 女 alone, where little else stands before it (2k男)."""
    said = list(_SEX.finditer(line.text))
    if len(said) != 1 or said[0].start() > _MOST_BEFORE_SEX or said[0].end() < len(line.text):
        return line
    return line.part(*said[0].span())


def _day(line: Line) -> Line:
    """The day alone, where nothing that could mean something stands beside it."""
    if dates.parse(line.text).kind != "bad":
        return line
    inside = day_inside(line)
    if inside is None or re.search("[\u4e00-\u9fff]", line.text.replace(inside.text, "")):
        return line
    return inside


def dated(read: Datum) -> Datum:
    """A single day has its normal form; what says more (a period, 前) stays as printed."""
    day = dates.parse(read.text)
    return replace(read, value=day.iso) if day.kind == "date" and day.iso and not day.qualifier else read


def _tidied(lines: Sequence[Line]) -> Iterator[Line]:
    """Chinese without blanks; of Latin lines those that follow another keep the blank between the two."""
    for place, line in enumerate(_unstarred(each.stripped(_STRAY) for each in lines)):
        if re.search(r"[\u4e00-\u9fff]", line.text):
            yield line.without_blanks()
        elif place and re.search(r"[A-Za-z]$", lines[place - 1].text) and re.match(r"[A-Za-z]{2}", line.text):
            yield replace(
                line, text=" " + line.text, confidences=(1.0, *line.confidences), centres=(0.0, *line.centres)
            )
        else:
            yield line


def _unstarred(lines: Iterable[Line]) -> Iterator[Line]:
    """Without the star of a seal behind a number or a day, which is read as 大."""
    ended = False
    for line in lines:
        if ended and _STAR.fullmatch(line.text):
            continue
        star = _STAR_BEHIND.search(line.text)
        yield line.part(0, star.start()) if star else line
        ended = bool(re.search(r"[\d日]$", line.text))
