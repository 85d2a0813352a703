"""Known words gathered into cards: what belongs together, and where two cards lie that look like one."""

from collections.abc import Sequence

import numpy as np
import pytest

from carddesk.reader.textfinder import Words, groups

PORTRAIT = ("姓名", "性别男民族汉", "出生", "住址", "公民身份号码")
EMBLEM = ("中华人民共和国", "居民身份证", "签发机关", "有效期限2008.04.25-长期")
CERTIFICATE = ("证号", "姓名", "性别", "签发机关", "有效期限")


def column(texts: Sequence[str], left: float, top: float, turned: float = 0.0) -> list[Words]:
    """Lines 20 pixels high, 40 pixels one below the other, the whole turned about the origin."""
    turn = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    found = []
    for row, text in enumerate(texts):
        x, y, width = left, top + 40 * row, 20 * len(text)
        corners = np.array([(x, y), (x + width, y), (x + width, y + 20), (x, y + 20)])
        found.append(Words(np.asarray(corners @ turn.T, np.float32), text))
    return found


def texts(found: Sequence[Sequence[Words]]) -> set[frozenset[str]]:
    return {frozenset(words.text for words in group) for group in found}


def test_the_words_of_one_card_stay_together() -> None:
    assert texts(groups(column(CERTIFICATE, 100, 100))) == {frozenset(CERTIFICATE)}


@pytest.mark.parametrize("turned", [0.0, 1.2, np.pi])
@pytest.mark.parametrize("below", [("：二", 0.0, 230.0), ("：二", 260.0, -60.0)])
def test_two_cards_of_a_kind_are_parted_by_their_common_labels(below: tuple[str, float, float], turned: float) -> None:
    mark, x, y = below
    second = [label + mark for label in CERTIFICATE]
    words = column(CERTIFICATE, 0, 0, turned) + column(second, x, y, turned)
    assert texts(groups(words)) == {frozenset(CERTIFICATE), frozenset(second)}


@pytest.mark.parametrize("first", [PORTRAIT, EMBLEM])
def test_the_two_faces_of_a_card_one_above_the_other_are_parted(first: tuple[str, ...]) -> None:
    second = EMBLEM if first is PORTRAIT else PORTRAIT
    words = column(first, 0, 0) + column(second, 30, 40 * len(first) + 60)
    assert texts(groups(words)) == {frozenset(PORTRAIT), frozenset(EMBLEM)}
