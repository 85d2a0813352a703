"""The network that sees where cards lie: it finds specimens that it was not trained on, and says when it is in doubt."""

from pathlib import Path

import numpy as np
import pytest

from carddesk.errors import ServiceError
from carddesk.reader.cardfinder import Candidate, fitting
from carddesk.reader.edges import Floats
from carddesk.reader.network import load
from carddesk.reader.silhouette import SilhouetteModel
from tests.specimens import specimen

SEEDS = (41, 42, 44, 46, 50, 53)


@pytest.fixture(scope="module")
def model() -> SilhouetteModel:
    return SilhouetteModel()


def off(found: Floats, true: Floats) -> float:
    width = float(np.hypot(*(true[1] - true[0])))
    return min(float(np.hypot(*(np.roll(found, turn, axis=0) - true).T).max()) for turn in range(4)) / width


def test_most_cards_are_about_found(model: SilhouetteModel) -> None:
    errors = []
    for seed in SEEDS:
        drawn = specimen(seed, "moderate")
        found = model.find(np.asarray(drawn.image))
        true = np.array(drawn.cards[0].quad, np.float32)
        errors.append(min((off(each.corners, true) for each in found), default=1.0))
    assert sorted(errors)[len(SEEDS) // 2] < 0.04, errors


def test_a_bare_table_bears_no_card(model: SilhouetteModel) -> None:
    table = np.full((600, 900, 3), (150, 120, 90), np.uint8)
    assert [each for each in model.find(table) if each.score > 0.5] == []


@pytest.mark.parametrize("score", [0.7, 0.9])
def test_text_askew_or_cut_makes_an_outline_less_likely_unless_it_is_most_clear(score: float) -> None:
    left, top, right, bottom = 100.0, 80.0, 600.0, 400.0
    card = Candidate(np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32), score)

    def row(x0: float, x1: float, sink: float = 0.0) -> Floats:
        y = (top + bottom) / 2
        return np.array([(x0, y), (x1, y + sink), (x1, y + 20 + sink), (x0, y + 20)], np.float32)

    wide = right - left
    inside = fitting([card], [row(left + 0.2 * wide, right - 0.2 * wide)])[0].score
    cut = fitting([card], [row(left + 0.2 * wide, right + 0.5 * wide)])
    askew = fitting([card], [row(left + 0.2 * wide, right - 0.2 * wide, 0.1 * wide)])
    assert inside > 0.8 * score
    if score > 0.85:
        assert cut[0].score == askew[0].score == pytest.approx(score)
    else:
        assert cut[0].score < 0.8 * inside
        assert askew[0].score < 0.5 * inside


def test_a_missing_network_is_said_in_words(tmp_path: Path) -> None:
    for path in (None, tmp_path / "gone.onnx"):
        with pytest.raises(ServiceError) as error:
            load(path, "outline", 1)
        assert error.value.code == "reader_unavailable"
        assert "outline" in str(error.value)
