"""Certificates of any make: which words on them are labels, and which value each label has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from carddesk.reader.lines import Line
from carddesk.reader.values import Datum, datum

TITLE = "标题"
_COMMON = frozenset(
    [
        "姓名",
        "性别",
        "民族",
        "年龄",
        "出生",
        "出生日期",
        "出生年月",
        "籍贯",
        "国籍",
        "学历",
        "职务",
        "职称",
        "部门",
        "单位",
        "工号",
        "学号",
        "编号",
        "证号",
        "地址",
        "住址",
        "电话",
        "专业",
        "班级",
        "学院",
        "系别",
        "院系",
        "学校",
        "等级",
        "语种",
        "级别",
        "工种",
        "职业",
        "岗位",
        "类别",
        "名称",
        "成绩",
        "备注",
        "有效期",
        "有效期限",
        "有效期至",
        "有效日期",
        "有效期截止",
        "证书编号",
        "证件编号",
        "证件号码",
        "证书号码",
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "档案编号",
        "发证机关",
        "发证单位",
        "发证机构",
        "发证日期",
        "签发机关",
        "签发日期",
        "核发机关",
        "批准日期",
        "批准机关",
        "颁发日期",
        "颁发机构",
        "初领日期",
        "初次领证日期",
        "领证日期",
        "复审日期",
        "应复审日期",
        "作业类别",
        "作业项目",
        "操作项目",
        "准操项目",
        "职业名称",
        "职业资格",
        "技能等级",
        "职业工种",
        "所属机构",
        "所属单位",
        "工作单位",
        "用人单位",
        "从业类别",
        "从业资格类别",
        "入职日期",
        "入学时间",
        "入学日期",
        "毕业时间",
        "起始日期",
        "截止日期",
        "有效起始日期",
        "考试日期",
        "考核日期",
        "评价机构",
        "资格等级",
        "准驾车型",
        "驾驶证号",
        "导游证号",
        "执业范围",
        "执业类别",
        "执业地点",
        "注册编号",
        "注册日期",
        "聘用单位",
        "证书名称",
        "项目名称",
        "培训机构",
        "培训日期",
        "管理号",
        "批准文号",
        "统一社会信用代码",
        "法定代表人",
        "类型",
        "经营范围",
        "成立日期",
        "营业期限",
        "住所",
        "身份证件号码",
    ]
)
_LABEL_END = re.compile(
    r"(?:号|编号|号码|日期|时间|类别|项目|机关|机构|单位|部门|等级|名称|期限|期至|地点|地址|范围|资格|年月|成绩)$"
)
_TITLE_END = re.compile(r"(?:证|证书|证件|执照|驾照|卡|簿|照)$")
_COLON = re.compile(r"\s*[:：]\s*")
_CJK_WORD = re.compile(r"[\u4e00-\u9fff()（）/]{2,10}")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z .'/()-]{1,28}")


@dataclass(frozen=True, slots=True)
class Pair:
    """One label and the lines of its value; `sure` tells that the label is marked as one or known as one."""

    label: str
    value: tuple[Line, ...]
    sure: bool


@dataclass(slots=True)
class _Open:
    """A pair as it grows."""

    labels: list[Line]
    sure: bool
    value: list[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        return "".join(line.text for line in self.labels).replace(" ", "").strip(":：")


def title_of(lines: Sequence[Line]) -> Line | None:
    """The line that names the certificate: set larger than the rest, above them, with no figures in it."""
    if len(lines) < 3:
        return None
    usual = median(line.height for line in lines)
    able = [
        line
        for line in lines
        if line.height > (0.95 if _TITLE_END.search(line.text) and line is lines[0] else 1.2) * usual
        and not re.search(r"\d|[:：]", line.text)
        and len(line.text) > 1
        and not is_label(line.text)
    ]
    top, bottom = min(line.middle for line in lines), max(line.middle for line in lines)
    high = [line for line in able if line.middle < top + 0.35 * (bottom - top)]
    return max(
        high,
        key=lambda line: line.height * (1.15 if line.text.rstrip().endswith(("证", "书", "照")) else 1),
        default=None,
    )


def pairs(lines: Sequence[Line]) -> list[Pair]:
    """Labels and values in reading order, two columns of them too."""
    return [Pair(each.label, tuple(each.value), each.sure) for each in _opened(lines) if each.value and each.label]


def unanswered(lines: Sequence[Line]) -> list[Line]:
    """The labels, known as such, for which no value was found."""
    return [each.labels[-1] for each in _opened(lines) if each.sure and not each.value]


def _opened(lines: Sequence[Line]) -> list[_Open]:
    rows = [_split_row(row) for row in _rows(lines)]
    column = _value_column(rows)
    if column is not None:
        rows = [_split_at(row, column) for row in rows]
    found: list[_Open] = []
    for row in rows:
        _take(row, found, column)
    return found


def data(found: Sequence[Pair], title: Line | None) -> list[Datum]:
    """The pairs as data keyed by their labels, the title first; a label that comes twice is numbered."""
    listed = [datum(TITLE, [title.without_blanks()])] if title else []
    seen: dict[str, int] = {}
    for each in found:
        count = seen[each.label] = seen.get(each.label, 0) + 1
        listed.append(
            datum(each.label if count == 1 else f"{each.label} {count}", [_tidy(line) for line in each.value])
        )
    return listed


def is_label(text: str) -> bool:
    """Whether a text is known, or looks from its ending, to be a label."""
    packed = text.replace(" ", "").replace("　", "")
    return packed in _COMMON or (bool(_CJK_WORD.fullmatch(packed)) and bool(_LABEL_END.search(packed)))


def is_common_label(text: str) -> bool:
    """Whether a text is a label that certificates commonly bear."""
    return text in _COMMON


def _tidy(line: Line) -> Line:
    return line.without_blanks() if re.search(r"[\u4e00-\u9fff]", line.text) else line


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle):
        mates = rows[-1] if rows else []
        if mates and line.middle - sum(mate.middle for mate in mates) / len(mates) < 0.5 * min(
            line.height, mates[0].height
        ):
            mates.append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _split_row(row: Sequence[Line]) -> list[tuple[Line, bool]]:
    """The row's parts, each with whether it is surely a label."""
    parts: list[tuple[Line, bool]] = []
    for line in row:
        parts += _split(line)
    return parts


def _split(line: Line) -> list[tuple[Line, bool]]:
    if (colon := _COLON.search(line.text)) and _may_be_label(line.text[: colon.start()]):
        label, rest = line.part(0, colon.start()).stripped(), line.part(colon.end(), len(line.text)).stripped()
        return [(label, True), *(_split(rest) if rest.text else [])]
    if is_label(line.text):
        return [(line, line.text.replace(" ", "") in _COMMON)]
    blank = re.match(r"(\S(?:\s*\S)*?)\s+(?=\S)", line.text)
    if blank and is_label(blank.group(1)):
        return [(line.part(*blank.span(1)), True), (line.part(blank.end(), len(line.text)).stripped(), False)]
    known = next((size for size in range(min(8, len(line.text) - 1), 1, -1) if line.text[:size] in _COMMON), 0)
    if known and not is_label(line.text[known:]):
        return [(line.part(0, known), True), (line.part(known, len(line.text)).stripped(), False)]
    return [(line, False)]


def _may_be_label(text: str) -> bool:
    packed = text.replace(" ", "")
    if len(packed) == 1:
        return bool(re.fullmatch(r"[\u4e00-\u9fff]", packed))
    return bool(_CJK_WORD.fullmatch(packed) or _LATIN_WORD.fullmatch(text.strip()))


def _value_column(rows: Sequence[list[tuple[Line, bool]]]) -> float | None:
    """Where values begin: the place at which most of those beside a sure label stand."""
    starts = [
        (after.left, after.height) for row in rows for (_, sure), (after, other) in pairwise(row) if sure and not other
    ]
    if len(starts) < 2:
        return None
    return max(
        starts, key=lambda start: (sum(abs(start[0] - other) < 0.5 * start[1] for other, _ in starts), -start[0])
    )[0]


def _split_at(row: list[tuple[Line, bool]], column: float) -> list[tuple[Line, bool]]:
    """A first part that runs across the value column is a label and its value read as one."""
    if not row or row[0][1]:
        return row
    line = row[0][0]
    if not line.left < column - line.height < line.right - 1.5 * line.height:
        return row
    share = (column - line.left) / max(line.right - line.left, 1e-6)
    place = sum(centre < share for centre in line.centres)
    label, rest = line.part(0, place).stripped(), line.part(place, len(line.text)).stripped()
    return [(label, False), (rest, False), *row[1:]] if label.text and rest.text and _may_be_label(label.text) else row


def _take(row: Sequence[tuple[Line, bool]], found: list[_Open], column: float | None) -> None:
    """Adds the pairs of one row, or carries on the value above."""
    here: _Open | None = None
    for place, (line, sure) in enumerate(row):
        starts = sure or (is_label(line.text) and (here is None or bool(here.value)))
        if here is not None and not here.value and _is_one_word(here, line, column):
            here.labels.append(replace(line, text=line.text.strip(":： ")))
            here.sure = here.sure or here.label in _COMMON or sure
        elif starts or (here is None and _may_be_label(line.text) and _stands_as_label(line, row[place + 1 :], column)):
            here = _Open([line], sure or line.text.replace(" ", "") in _COMMON)
            found.append(here)
        elif here is not None:
            here.value.append(line)
        elif found and _carries_on(found[-1], line):
            found[-1].value.append(line)


def _is_one_word(here: _Open, line: Line, column: float | None) -> bool:
    """Whether the line is the rest of a label whose letters are spread over its column."""
    both = here.label + line.text.strip(":： ")
    spread = all(len(part.text.strip(":： ")) == 1 for part in [*here.labels, line])
    return spread and (both in _COMMON or (column is not None and line.right < column))


def _stands_as_label(line: Line, after: Sequence[tuple[Line, bool]], column: float | None) -> bool:
    """Whether an unknown word stands where labels stand: before the value column, with something beside it."""
    return bool(after) and (column is None or line.right < column + 0.5 * line.height)


def _carries_on(last: _Open, line: Line) -> bool:
    """Whether the line stands under the value, or the label, of the last pair as its next line."""
    above = last.value[-1] if last.value else last.labels[0]
    drop = line.middle - above.middle
    return 0 < drop < 1.8 * max(line.height, above.height) and abs(line.left - above.left) < 1.2 * line.height
