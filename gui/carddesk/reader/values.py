"""From the lines of one value to its data: joining, dates, periods, numbers, sex, names in two scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from carddesk.cards import dates
from carddesk.cards.geometry import Quad
from carddesk.reader.labels import distance
from carddesk.reader.lines import Line, hull

CJK = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{1,2})月/?([A-Z0]{3})(\d{4})")
"""A passport's date in two languages (12 10月/OCT 2012) whose blanks the recogniser has lost."""
_YEAR_UNSIGNED = re.compile(r"(\d{4})(\d{1,2})月(\d{1,2})日")
"""A day whose 年 the recogniser has lost: the year has four figures, and 月 parts the rest."""
_STRAY = " ·•★☆.,、_"
_FIGURES = "0123456789" + _STRAY
_TELLING_NAME = 3
_DOUBTED = 0.5
ETHNIC = frozenset(
    """
    汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇
    柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
    """.split()  # noqa: SIM905 - one name a line would fill sixty
)
"""GB 3304-1991."""
_SIMPLIFIED = str.maketrans(
    "漢維爾彞壯鮮滿瑤東納頗達錫烏別羅溫獨龍倫門諾薩鄉", "汉维尔彝壮鲜满瑶东纳颇达锡乌别罗温独龙伦门诺萨乡"
)
"""The recogniser knows both forms of a character; the cards print these names in the simplified one alone."""
_SPECK = re.compile(rf"(?:(?<=[{CJK}])|^)[.,。•*★☆_'`]+(?=[{CJK}])")
_LABEL_REMAINS = re.compile(r"[\W\d]*(?:[A-ZÀ-Þ]?[a-zà-ÿ]{3,}[\s./:]*)+(?=[A-Z]{3,})")
_NAME_AND_CODE = re.compile(rf"[{CJK}]{{2,14}}\s*[/／]\s*[A-Z]{{3}}")
_HAS_CJK = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Datum:
    """One value read: canonical key, text as printed, quad on the card's canvas (None: nothing seen), certainties."""

    key: str
    text: str
    quad: Quad | None
    confidences: tuple[float, ...]
    parts: tuple[Line, ...] = ()
    value: str = ""
    """The normal form where it is known otherwise than from the text."""
    label: Line | None = None
    """The printed label that is its key, where that is a certificate's own and was read in one piece."""


Reader = Callable[[Sequence[Line]], list[Datum]]


def datum(key: str, lines: Sequence[Line], between: str = "") -> Datum:
    """The lines joined to one value."""
    kept = [line for line in lines if line.text]
    text = between.join(line.text for line in kept)
    confidences: list[float] = []
    for place, line in enumerate(kept):
        confidences += [1.0] * len(between) if place else []
        confidences += line.confidences
    return Datum(key, text, hull([line.quad for line in kept]) if kept else None, tuple(confidences), tuple(kept))


def text(key: str) -> Reader:
    """A value in Chinese: its lines joined without blanks."""

    def read(lines: Sequence[Line]) -> list[Datum]:
        return [datum(key, [_chinese(line).stripped(_STRAY) for line in lines])] if lines else []

    return read


def name(lines: Sequence[Line]) -> list[Datum]:
    """A person's name in Chinese characters, on one line or two; figures at its ends are specks."""
    return text("name")([_chinese(line) for line in unfigured(lines)])


def unfigured(lines: Sequence[Line]) -> list[Line]:
    """The lines of a name; of one in Chinese characters without the figures at its ends, which are none of it."""
    if not any(_HAS_CJK.search(line.text) for line in lines):
        return list(lines)
    return [line for line in (each.stripped(_FIGURES) for each in lines) if line.text]


def ethnicity(lines: Sequence[Line]) -> list[Datum]:
    """A name of GB 3304. A long one that is one character away from exactly one of them is that one, though less surely.

    `text` stays as read. In a name of two characters one that is wrong leaves too little to tell by.
    """
    found = text("ethnicity")(lines)
    if not found or found[0].text in ETHNIC:
        return found
    read = found[0]
    if (plain := read.text.translate(_SIMPLIFIED)) in ETHNIC:
        return [replace(read, value=plain)]
    if len(read.text) < _TELLING_NAME:
        return found
    near = [name for name in ETHNIC if len(name) == len(read.text) and distance(name, read.text, 1) == 1]
    if len(near) != 1:
        return found
    return [replace(read, value=near[0], confidences=tuple(min(figure, _DOUBTED) for figure in read.confidences))]


def address(lines: Sequence[Line]) -> list[Datum]:
    """An address in Chinese: its lines joined, specks between its characters left out."""
    return text("address")([_unspecked(_chinese(line)) for line in lines])


def latin(key: str) -> Reader:
    """A value in Latin letters: its lines joined with blanks."""

    def read(lines: Sequence[Line]) -> list[Datum]:
        return [datum(key, lines, " ")] if lines else []

    return read


def compact(key: str, form: str) -> Reader:
    """A number: blanks dropped, and of several runs of characters the one that has the form or is nearest its length."""
    pattern = re.compile(form)

    def read(lines: Sequence[Line]) -> list[Datum]:
        packed = [line.without_blanks() for line in lines]
        for line in packed:
            if match := pattern.search(line.text.upper()):
                return [datum(key, [line.part(*match.span())])]
        joined = datum(key, packed)
        return [joined] if joined.text else []

    return read


def sex(key: str = "sex") -> Reader:
    """男, 女, M, F, X or both scripts; what stands after it on the line is left out."""

    def read(lines: Sequence[Line]) -> list[Datum]:
        for line in lines:
            if match := re.search(r"[男女](?:\s*/\s*[MFX])?|\b[MFX]\b(?:\s*/\s*[MFX]\b)?", line.text):
                return [datum(key, [line.part(*match.span())])]
        return [datum(key, lines[:1])] if lines else []

    return read


def day(key: str) -> Reader:
    """One date, its parts perhaps printed or read apart."""

    def read(lines: Sequence[Line]) -> list[Datum]:
        for line in lines:
            if dates.parse(line.text).kind in {"date", "open"}:
                return [datum(key, [line])]
            if iso := run_together(line.text):
                return [replace(datum(key, [line]), value=iso)]
        for line in lines:
            if (inside := day_inside(line)) is not None:
                return [datum(key, [inside])]
        tight = [line.without_blanks() for line in lines]
        whole = datum(key, tight)
        if iso := run_together(whole.text):
            return [replace(whole, value=iso)]
        if iso := dates.parse(re.sub(r"(?<=[年月])[.,·]|[.,·](?=[年月日])", "", whole.text)).iso:
            # A speck between the parts of a date is no part of it; without one this is the date itself.
            return [replace(whole, value=iso)]
        if dates.parse(whole.text).kind not in {"date", "open"}:
            spaced = datum(key, lines, " ")
            whole = spaced if dates.parse(spaced.text).kind == "date" else whole
        return [whole] if whole.text else []

    return read


def day_inside(line: Line) -> Line | None:
    """The one day on a line beside remains of a label (oth 1985.03.16); None where figures are left over."""
    found = [part for part in dates.split_range(line.text) if part is not None and part.parsed.kind == "date"]
    if len(found) != 1 or re.search(r"\d", line.text[: found[0].start] + line.text[found[0].stop :]):
        return None
    return line.part(found[0].start, found[0].stop)


def run_together(text: str) -> str | None:
    """The day of a passport's date in two languages whose blanks were lost; None for any other text."""
    packed = text.replace(" ", "")
    if signed := _YEAR_UNSIGNED.fullmatch(packed):
        return dates.parse("{}年{}月{}日".format(*signed.groups())).iso
    match = _RUN_TOGETHER.fullmatch(packed)
    if match is None:
        return None
    first, month, name, year = match.groups()
    return dates.parse(f"{first} {month}月/{name.replace('0', 'O')} {year}").iso


def period(lines: Sequence[Line]) -> list[Datum]:
    """有效期限: the day of issue and the day of expiry, each with its own stretch of the line."""
    if len(lines) == 2 and all(dates.parse(line.text.strip("-—–至 ")).kind in {"date", "open"} for line in lines):
        pair = [line.stripped("-—–至 ") for line in lines]
        return [datum("issue_date", pair[:1]), datum("expiry_date", pair[1:])]
    found: list[Datum] = []
    joined = _glued(lines)
    for key, part in zip(("issue_date", "expiry_date"), dates.split_range(joined.text), strict=True):
        if part is not None:
            found.append(_within(key, joined, part.start, part.stop))
    return found


def names(lines: Sequence[Line]) -> list[Datum]:
    """A name in Latin letters, on one line or two, and one in Chinese characters below or before it."""
    chinese = [line for line in lines if _HAS_CJK.search(line.text)]
    others = [line for line in lines if not _HAS_CJK.search(line.text)]
    # Below the name stands the next label, whose small print may have been read as anything.
    others = [line for line in others if not re.search(r"[\d/]", line.text)] or others
    found = [datum("name_latin", others)] if others else []
    if len(others) > 1 and not others[0].text.rstrip().endswith((",", "，", ".")):
        found = [datum("name_latin", others, " ")]
    return found + ([datum("name", [_chinese(chinese[0])])] if chinese else [])


def nationality(lines: Sequence[Line]) -> list[Datum]:
    """加拿大/CAN: the country's name and its code; either may stand alone, or the name in two languages."""
    if not lines:
        return []
    line = next((line for line in lines if _NAME_AND_CODE.fullmatch(line.text)), None) or _glued(lines)
    if spoken := re.fullmatch(r"([^/／]+?)\s*[/／]\s*(?:[^/／]{4,}|[^/／]{0,2})", line.text):
        # 中国/CHINESE: the same in another language; only three letters are a code.
        return [datum("nationality", [line.part(*spoken.span(1))])]
    match = re.search(r"^(.*?)\s*[/／]?\s*(?<![A-Z])([A-Z0-9]{3})$", line.text)
    if match and _HAS_CJK.search(match.group(1)):
        return [
            datum("nationality", [line.part(*match.span(1)).stripped(" /")]),
            datum("nationality_code", [line.part(*match.span(2))]),
        ]
    if re.fullmatch(r"[A-Z]{3}", line.text):
        return [datum("nationality_code", [line])]
    return [datum("nationality", [line])]


def authority(lines: Sequence[Line]) -> list[Datum]:
    """The authority's name: its Chinese lines, or all where there is none."""
    chinese = [_unspecked(_chinese(line)) for line in lines if _HAS_CJK.search(line.text)]
    if chinese:
        return [datum("issuing_authority", chinese)]
    latin_lines = [line for line in map(_unlabelled, lines) if line.text]
    return [datum("issuing_authority", latin_lines, " ")] if latin_lines else []


def _unlabelled(line: Line) -> Line:
    """Without the remains of a label before a name in capitals (7Autorité MINISTRY OF INTERIOR)."""
    remains = _LABEL_REMAINS.match(line.text)
    return line.part(remains.end(), len(line.text)).stripped() if remains else line


def _chinese(line: Line) -> Line:
    """Without the blanks that the recogniser puts between characters that are printed with space."""
    return line.without_blanks() if _HAS_CJK.search(line.text) else line


def _unspecked(line: Line) -> Line:
    """Without the marks between Chinese characters that no address and no authority has."""
    for speck in reversed(list(_SPECK.finditer(line.text))):
        start, stop = speck.span()
        line = replace(
            line,
            text=line.text[:start] + line.text[stop:],
            confidences=line.confidences[:start] + line.confidences[stop:],
            centres=line.centres[:start] + line.centres[stop:],
        )
    return line


def _glued(lines: Sequence[Line]) -> Line:
    """One line of several that stand side by side."""
    if len(lines) == 1:
        return lines[0]
    joined = datum("", lines)
    assert joined.quad is not None
    left, right = joined.quad.bounds[0], joined.quad.bounds[2]
    centres = [
        (line.left + centre * (line.right - line.left) - left) / max(right - left, 1e-6)
        for line in joined.parts
        for centre in line.centres
    ]
    return Line(joined.text, joined.quad, joined.confidences, tuple(centres))


def _within(key: str, line: Line, start: int, stop: int) -> Datum:
    return datum(key, [line.part(start, stop)])


def both_names(lines: Sequence[Line]) -> list[Datum]:
    """A name in Chinese characters, and under it the surname and the given names in Latin letters after a comma."""
    chinese = [line for line in lines if _HAS_CJK.search(line.text)]
    found = [datum("name", [_chinese(chinese[0])])] if chinese else []
    others = [line for line in lines if not _HAS_CJK.search(line.text)]
    if not others:
        return found
    line = _glued(others)
    match = re.search(r"[,，.]", line.text)
    if match is None:
        return [*found, datum("surname", [line])]
    halves = (("surname", line.part(0, match.start())), ("given_names", line.part(match.end(), len(line.text))))
    return found + [datum(key, [half.stripped()]) for key, half in halves if half.text.strip()]


def nothing(lines: Sequence[Line]) -> list[Datum]:
    """What stands under a label that no field of the document bears."""
    return []
